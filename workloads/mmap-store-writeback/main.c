// SPDX-License-Identifier: GPL-2.0
/*
 * The control: the CPU stores to a shared mapping while it is written back.
 * The store faults, and the filesystem makes it wait for stable pages.
 */
#include "pinproof.h"
#include "sync_while.h"

#include <string.h>

static struct file file;

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
			count_progress(COUNT_BYTES_STORED, PAGE);
			if (during && syncing)
				count_progress(COUNT_STORES_DURING_FSYNC, 1);
		}
		sleep_within_sync(&pace, 2000);
	}
	return NULL;
}

void workload(void)
{
	open_file(&file, parameter("pages") * PAGE);
	start_thread(store, NULL);
	sync_while(&file, NULL);
	compare_mapping(&file);
	close_file(&file);
}
