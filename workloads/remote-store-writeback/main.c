// SPDX-License-Identifier: GPL-2.0
/*
 * Stores to the shared mapping that another process has of a file, while the
 * file is written back: the kernel faults each page for writing, pins it and
 * copies.
 */
#include "pinproof.h"
#include "remote.h"
#include "sync_while.h"

#include <string.h>

static struct file file;

static void *store(void *unused)
{
	const struct remote *how = remote_by(text_parameter("by"));
	unsigned char round = 0;
	struct pace pace;
	size_t at;

	(void)unused;
	attach_remote(how);
	start_pace(&pace, 1);
	while (!done) {
		round++;
		for (at = 0; at < file.size && !done; at += PAGE) {
			bool during = syncing;
			size_t word;
			int error;

			/* What ptrace can store: a word in each quarter. */
			for (word = 0; word < PAGE; word += PAGE / 4)
				memset(file.model + at + word, round, sizeof(long));
			error = how->store(file.mapping + at, file.model + at);
			count_call(how->call, error);
			if (error)
				give_up(call_id(how->call), error);
			note_event(STORED);
			count_progress(COUNT_PAGES_STORED, 1);
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
	start_remote();
	start_thread(store, NULL);
	sync_while(&file, NULL);
	end_remote();
	compare_mapping(&file);
	close_file(&file);
}
