// SPDX-License-Identifier: GPL-2.0
/*
 * An O_DIRECT read into a shared mapping of a file that ends long after
 * something else was done to the file. The pages are pinned all the while; the
 * filesystem has written them back and protected them, or taken them away.
 */
#include "pinproof.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/falloc.h>
#include <linux/fs.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

/* Microseconds: the read is under way by then, and takes two seconds. */
enum { AFTER = 200000, WITHIN = 300000 };

/* What the file holds, what the read brings, what a write in between writes. */
static const unsigned char OLD = 'O', READ = 'A', WRITTEN = 'D';

static struct file file;
static int source;
static unsigned char *scratch;
static atomic_bool ended;

static void *read_late(void *unused)
{
	ssize_t count;

	(void)unused;
	note_event(DMA_POSTED);
	count = pread(source, file.mapping, file.size, 0);
	ended = true;
	note_event(DMA_ENDED);
	count_call("pread", count < 0 ? errno : 0);
	if (count != (ssize_t)file.size)
		give_up("the direct read into the mapping came short", count < 0 ? errno : 0);
	count_progress("reads_ended", 1);
	return NULL;
}

static void fill_source(void)
{
	memset(scratch, READ, file.size);
	if (pwrite(source, scratch, file.size, 0) != (ssize_t)file.size)
		give_up("write to the slow disk", errno);
	if (fsync(source))
		give_up("fsync of the slow disk", errno);
}

/* The file begins with OLD on the disk, and no page of it dirty. */
static void fill_file(void)
{
	memset(file.model, OLD, file.size);
	if (pwrite(file.fd, file.model, file.size, 0) != (ssize_t)file.size)
		give_up("write of the file", errno);
	if (fsync(file.fd))
		give_up("fsync of the file", errno);
}

static const char *clone_path(void)
{
	static char path[256];

	snprintf(path, sizeof(path), "%s/clone", text_parameter("folder"));
	return path;
}

static bool nothing(void)
{
	return true;
}

static bool sync_file(void)
{
	return !timed_fdatasync(file.fd);
}

static bool page_out(void)
{
	int error;

	if (timed_fdatasync(file.fd))
		return false;
	error = madvise(file.mapping, file.size, MADV_PAGEOUT) ? errno : 0;
	count_call("madvise", error);
	return !error;
}

static bool clone_file(void)
{
	int fd = open(clone_path(), O_RDWR | O_CREAT | O_TRUNC, 0600);
	int error;

	if (fd < 0)
		give_up("open of the clone", errno);
	error = ioctl(fd, FICLONE, file.fd) ? errno : 0;
	count_call("FICLONE", error);
	if (!error && fsync(fd))
		count_call("fsync of the clone", errno);
	close(fd);
	return !error;
}

static bool punch_hole(void)
{
	int error = fallocate(file.fd, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE,
			      0, file.size) ? errno : 0;

	count_call("fallocate", error);
	return !error;
}

static bool truncate_file(void)
{
	int error = ftruncate(file.fd, 0) || ftruncate(file.fd, file.size) ? errno : 0;

	count_call("ftruncate", error);
	return !error;
}

static bool write_directly(void)
{
	int fd = open(file_path(), O_RDWR | O_DIRECT);
	ssize_t count;

	if (fd < 0)
		give_up("open with O_DIRECT", errno);
	memset(scratch, WRITTEN, file.size);
	count = pwrite(fd, scratch, file.size, 0);
	count_call("pwrite", count < 0 ? errno : 0);
	close(fd);
	return count == (ssize_t)file.size;
}

/*
 * The model is what the read brought. Pages that the file has lost are the
 * reader's own fault, by what is agreed: the data goes nowhere, and the file
 * has zeros. Of two writers at a time either may be the last, and all agree.
 */
enum result { AS_READ, ZEROS, EITHER };

static const struct {
	const char *name;
	bool (*act)(void);
	enum result result;
} meanwhile[] = {
	{ "nothing", nothing, AS_READ },
	{ "fsync", sync_file, AS_READ },
	{ "pageout", page_out, AS_READ },
	{ "reflink", clone_file, AS_READ },
	{ "punch", punch_hole, ZEROS },
	{ "truncate", truncate_file, ZEROS },
	{ "direct-write", write_directly, EITHER },
};

static void expect(enum result result)
{
	switch (result) {
	case AS_READ:
		memset(file.model, READ, file.size);
		break;
	case ZEROS:
		memset(file.model, 0, file.size);
		break;
	case EITHER:
		memset(file.model, *file.mapping == READ ? READ : WRITTEN, file.size);
		break;
	}
}

void workload(void)
{
	const char *name = text_parameter("meanwhile");
	struct pace pace;
	bool done;
	size_t i;

	for (i = 0; strcmp(meanwhile[i].name, name); i++)
		if (i + 1 == sizeof(meanwhile) / sizeof(*meanwhile))
			give_up("no such thing to do meanwhile", 0);
	open_file(&file, parameter("pages") * PAGE);
	scratch = allocate(file.size);
	source = open(text_parameter("late"), O_RDWR | O_DIRECT);
	if (source < 0)
		give_up("open of the slow disk", errno);
	fill_source();
	fill_file();

	start_pace(&pace, 0);
	start_thread(read_late, NULL);
	usleep(AFTER);
	sleep_random(&pace, WITHIN);
	done = meanwhile[i].act();
	if (done && !ended)
		count_progress("done_during_read", 1);
	join_threads();

	expect(meanwhile[i].result);
	compare_mapping(&file);
	if (done && meanwhile[i].act == clone_file) {
		memset(scratch, OLD, file.size);
		/* The pages that the clone shared go to the disk now, and not into it. */
		timed_fdatasync(file.fd);
		compare_file("clone", clone_path(), scratch, file.size);
	}
	close_file(&file);
}
