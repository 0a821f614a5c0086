// SPDX-License-Identifier: GPL-2.0
/*
 * The control: the CPU stores to a shared mapping while it is written back.
 * The store faults, and the filesystem makes it wait for stable pages.
 */
#include "pinproof.h"

#include <stdatomic.h>
#include <string.h>

static struct file file;
static atomic_bool done;
static atomic_bool syncing;

static void *store(void *unused)
{
	struct pace pace;
	unsigned char round = 0;
	size_t at;

	(void)unused;
	start_pace(&pace, 1);
	while (!done) {
		round++;
		for (at = 0; at < file.size && !done; at += PAGE) {
			bool during = syncing;

			memset(file.mapping + at, round, PAGE);
			note_event(STORED);
			memset(file.model + at, round, PAGE);
			count_progress("bytes_stored", PAGE);
			if (during && syncing)
				count_progress("stores_during_fsync", 1);
		}
		sleep_within_sync(&pace, 2000);
	}
	return NULL;
}

void workload(void)
{
	long i, syncs = parameter("syncs");
	struct pace pace;

	open_file(&file, parameter("pages") * PAGE);
	start_pace(&pace, 0);
	start_thread(store, NULL);
	for (i = 0; i < syncs; i++) {
		sleep_random(&pace, 20000);
		syncing = true;
		timed_fdatasync(file.fd);
		syncing = false;
		count_progress("fsyncs_returned", 1);
	}
	done = true;
	join_threads();
	compare_mapping(&file);
	close_file(&file);
}
