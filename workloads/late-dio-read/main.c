// SPDX-License-Identifier: GPL-2.0
/*
 * An O_DIRECT read into a shared mapping of a file that ends long after
 * something else was done to the file. The pages are pinned all the while; the
 * filesystem has written them back and protected them, or taken them away.
 */
#include "meanwhile.h"
#include "pinproof.h"

#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <string.h>
#include <unistd.h>

/* Microseconds: the read is under way by then, and takes two seconds. */
enum { AFTER = 200000, WITHIN = 300000 };

static struct file file;
static int source;
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
	unsigned char *content = allocate(file.size);

	memset(content, LATE_BYTE, file.size);
	if (pwrite(source, content, file.size, 0) != (ssize_t)file.size)
		give_up("write to the slow disk", errno);
	if (fsync(source))
		give_up("fsync of the slow disk", errno);
}

void workload(void)
{
	struct pace pace;

	open_file(&file, parameter("pages") * PAGE);
	source = open(text_parameter("late"), O_RDWR | O_DIRECT);
	if (source < 0)
		give_up("open of the slow disk", errno);
	fill_source();
	fill_with_old(&file);

	start_pace(&pace, 0);
	start_thread(read_late, NULL);
	usleep(AFTER);
	sleep_random(&pace, WITHIN);
	if (do_meanwhile(&file) && !ended)
		count_progress("done_during_read", 1);
	join_threads();

	expect_late(&file);
	compare_mapping(&file);
	compare_clone(&file);
	close_file(&file);
}
