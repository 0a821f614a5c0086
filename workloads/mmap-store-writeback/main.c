// SPDX-License-Identifier: GPL-2.0
/*
 * The control: the CPU stores to a shared mapping while it is written back.
 * The store faults, and the filesystem makes it wait for stable pages.
 */
#include "pinproof.h"

#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <string.h>
#include <unistd.h>

static unsigned char *mapping, *model;
static size_t size;
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
		for (at = 0; at < size && !done; at += PAGE) {
			bool during = syncing;

			memset(mapping + at, round, PAGE);
			memset(model + at, round, PAGE);
			count_progress("bytes_stored", PAGE);
			if (during && syncing)
				count_progress("stores_during_fsync", 1);
		}
		sleep_random(&pace, 2000);
	}
	return NULL;
}

void workload(void)
{
	const char *path = path_in_folder("file");
	long i, syncs = parameter("syncs");
	struct pace pace;
	int fd;

	size = parameter("pages") * PAGE;
	model = allocate(size);
	make_file(path, model, size);
	mapping = map_file(path, size);
	fd = open(path, O_RDWR);
	if (fd < 0)
		give_up("open", errno);
	start_pace(&pace, 0);
	start_thread(store, NULL);
	for (i = 0; i < syncs; i++) {
		sleep_random(&pace, 20000);
		syncing = true;
		timed_fdatasync(fd);
		syncing = false;
		count_progress("fsyncs_returned", 1);
	}
	done = true;
	join_threads();
	compare("mapping", model, mapping, size);
	timed_fdatasync(fd);
	compare_direct(path, model, size);
	save_expected("file", model, size);
	close(fd);
}
