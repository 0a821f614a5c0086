// SPDX-License-Identifier: GPL-2.0
/*
 * O_DIRECT writes from a buffer that another thread stores to: the pages change
 * between their checksum and the disk.
 */
#include "pinproof.h"

#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <string.h>
#include <unistd.h>

enum { CHUNK_PAGES = 16 };
#define CHUNK (CHUNK_PAGES * PAGE)

/* A store to each page of the buffer takes this, in microseconds at most, from the last. */
enum { BETWEEN = 3000 };

static unsigned char *buffer;
static atomic_bool writing, done;

/*
 * Each store brings a new value, because one that writes what was there proves
 * nothing, and goes to one byte of a page: all else in the page stays the same.
 */
static void *scribble(void *unused)
{
	unsigned char value = 0;
	struct pace pace;
	size_t page;

	(void)unused;
	start_pace(&pace, 1);
	while (!done) {
		value++;
		for (page = 0; page < CHUNK_PAGES; page++) {
			buffer[page * PAGE + PAGE / 2] = value;
			note_event(STORED);
		}
		if (writing)
			count_progress(COUNT_CHANGES_DURING_WRITES, CHUNK_PAGES);
		sleep_random(&pace, BETWEEN);
	}
	return NULL;
}

/*
 * Compares the pages that were written with the buffer, but for the one byte.
 * A page that cannot be read is counted as a call that failed; a page that was
 * not written may be a hole, and nothing is known of its content.
 */
static void read_back(int fd, const bool *written, size_t size)
{
	unsigned char *found = allocate(size), *expected = allocate(size);
	size_t at;

	memset(expected, 'B', size);
	for (at = 0; at < size; at += PAGE) {
		ssize_t count;

		if (!written[at / CHUNK]) {
			memcpy(found + at, expected + at, PAGE);
			continue;
		}
		count = pread(fd, found + at, PAGE, at);
		count_call(CALL_READ, count < 0 ? errno : 0);
		if (count == PAGE)
			expected[at + PAGE / 2] = found[at + PAGE / 2];
		else
			memcpy(found + at, expected + at, PAGE);
	}
	compare_memory(COMPARED_DIRECT, expected, found, size);
}

void workload(void)
{
	long i, writes = parameter("writes");
	struct pace pace;
	bool *written;
	int fd;

	written = allocate(writes * sizeof(*written));
	buffer = allocate(CHUNK);
	memset(buffer, 'B', CHUNK);
	fd = open(file_path(), O_RDWR | O_CREAT | O_TRUNC | O_DIRECT, 0600);
	if (fd < 0)
		give_up("open with O_DIRECT", errno);
	start_pace(&pace, 0);
	start_thread(scribble, NULL);
	for (i = 0; i < writes; i++) {
		ssize_t count;

		writing = true;
		note_event(DMA_POSTED);
		count = pwrite(fd, buffer, CHUNK, i * CHUNK);
		note_event(DMA_ENDED);
		writing = false;
		count_call(CALL_PWRITE, count < 0 ? errno : 0);
		written[i] = count == CHUNK;
		count_progress(COUNT_WRITES_ENDED, 1);
		sleep_random(&pace, 5000);
	}
	done = true;
	join_threads();
	timed_fdatasync(fd);
	read_back(fd, written, writes * CHUNK);
	close(fd);
}
