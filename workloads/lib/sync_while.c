// SPDX-License-Identifier: GPL-2.0
#include "sync_while.h"

/* The longest pause between two calls, in microseconds. */
enum { PAUSE = 20000 };

atomic_bool syncing, done;

void sync_while(const struct file *file, void (*store)(long round))
{
	long i, syncs = parameter("syncs");
	struct pace pace;

	start_pace(&pace, 0);
	for (i = 0; i < syncs; i++) {
		sleep_random(&pace, PAUSE);
		if (store)
			store(i);
		syncing = true;
		timed_fdatasync(file->fd);
		syncing = false;
		count_progress(COUNT_FSYNCS_RETURNED, 1);
	}
	done = true;
	join_threads();
}
