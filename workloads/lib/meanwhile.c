// SPDX-License-Identifier: GPL-2.0
#include "meanwhile.h"

#include "pinproof.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/falloc.h>
#include <linux/fs.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

/* What a direct write in between writes. */
enum { WRITTEN_BYTE = 'D' };

static bool cloned;

void fill_with_old(struct file *file)
{
	memset(file->model, OLD_BYTE, file->size);
	if (pwrite(file->fd, file->model, file->size, 0) != (ssize_t)file->size)
		give_up("write of the file", errno);
	if (fsync(file->fd))
		give_up("fsync of the file", errno);
}

static const char *clone_path(void)
{
	static char path[256];

	snprintf(path, sizeof(path), "%s/clone", text_parameter("folder"));
	return path;
}

static bool nothing(struct file *file)
{
	(void)file;
	return true;
}

static bool sync_file(struct file *file)
{
	return !timed_fdatasync(file->fd);
}

static bool page_out(struct file *file)
{
	int error;

	if (timed_fdatasync(file->fd))
		return false;
	error = madvise(file->mapping, file->size, MADV_PAGEOUT) ? errno : 0;
	count_call("madvise", error);
	return !error;
}

static bool clone_file(struct file *file)
{
	int fd = open(clone_path(), O_RDWR | O_CREAT | O_TRUNC, 0600);
	int error;

	if (fd < 0)
		give_up("open of the clone", errno);
	error = ioctl(fd, FICLONE, file->fd) ? errno : 0;
	count_call("FICLONE", error);
	if (!error && fsync(fd))
		count_call("fsync of the clone", errno);
	close(fd);
	cloned = !error;
	return cloned;
}

static bool punch_hole(struct file *file)
{
	int error = fallocate(file->fd, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE,
			      0, file->size) ? errno : 0;

	count_call("fallocate", error);
	return !error;
}

static bool truncate_file(struct file *file)
{
	int error = ftruncate(file->fd, 0) || ftruncate(file->fd, file->size) ? errno : 0;

	count_call("ftruncate", error);
	return !error;
}

static bool write_directly(struct file *file)
{
	int fd = open(file_path(), O_RDWR | O_DIRECT);
	unsigned char *content = allocate(file->size);
	ssize_t count;

	if (fd < 0)
		give_up("open with O_DIRECT", errno);
	memset(content, WRITTEN_BYTE, file->size);
	count = pwrite(fd, content, file->size, 0);
	count_call("pwrite", count < 0 ? errno : 0);
	munmap(content, file->size);
	close(fd);
	return count == (ssize_t)file->size;
}

/*
 * Pages that the file has lost are the writer's own fault, by what is agreed:
 * what is written to them goes nowhere, and the file has zeros. Of two writers
 * at a time either may be the last, and mapping and disk agree which.
 */
enum result { AS_WRITTEN, ZEROS, EITHER };

static const struct means {
	const char *name;
	bool (*act)(struct file *file);
	enum result result;
} means[] = {
	{ "nothing", nothing, AS_WRITTEN },
	{ "fsync", sync_file, AS_WRITTEN },
	{ "pageout", page_out, AS_WRITTEN },
	{ "reflink", clone_file, AS_WRITTEN },
	{ "punch", punch_hole, ZEROS },
	{ "truncate", truncate_file, ZEROS },
	{ "direct-write", write_directly, EITHER },
};

static const struct means *chosen(void)
{
	const char *name = text_parameter("meanwhile");
	size_t i;

	for (i = 0; i < sizeof(means) / sizeof(*means); i++)
		if (!strcmp(means[i].name, name))
			return &means[i];
	give_up("no such thing to do meanwhile", 0);
}

bool do_meanwhile(struct file *file)
{
	return chosen()->act(file);
}

void expect_late(struct file *file)
{
	int byte = LATE_BYTE;

	if (chosen()->result == ZEROS)
		byte = 0;
	else if (chosen()->result == EITHER && *file->mapping != LATE_BYTE)
		byte = WRITTEN_BYTE;
	memset(file->model, byte, file->size);
}

void compare_clone(const struct file *file)
{
	unsigned char *expected;

	if (!cloned)
		return;
	expected = allocate(file->size);
	memset(expected, OLD_BYTE, file->size);
	timed_fdatasync(file->fd);
	compare_file("clone", clone_path(), expected, file->size);
	munmap(expected, file->size);
}
