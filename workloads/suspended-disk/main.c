// SPDX-License-Identifier: GPL-2.0
/*
 * A stall made on purpose: the filesystem's device is suspended, so that an
 * fdatasync waits, while the disk below has nothing to do.
 */
#include "pinproof.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static struct file file;

static void *sync_file(void *unused)
{
	(void)unused;
	timed_fdatasync(file.fd);
	count_progress(COUNT_FSYNCS_RETURNED, 1);
	return NULL;
}

/* Without flushing and freezing first, which would wait for what is to be suspended. */
static void set_suspended(const char *command)
{
	if (system(command))
		give_up(command, 0);
}

void workload(void)
{
	long seconds = parameter("seconds");

	open_file(&file, 16 * PAGE);
	memset(file.mapping, 's', file.size);
	memset(file.model, 's', file.size);
	set_suspended("dmsetup suspend --noudevsync --noflush --nolockfs disk");
	start_thread(sync_file, NULL);
	sleep(seconds);
	count_progress(COUNT_SECONDS_SUSPENDED, seconds);
	set_suspended("dmsetup resume --noudevsync disk");
	join_threads();
	compare_mapping(&file);
	close_file(&file);
}
