// SPDX-License-Identifier: GPL-2.0
/*
 * O_DIRECT reads from a slow disk into a shared mapping of a file, while
 * the file is written back: the pages change when the read ends, whatever the
 * filesystem did to them since the read began.
 */
#include "pinproof.h"
#include "source.h"
#include "sync_while.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

/* A read of one chunk is one request to the slow disk, and one pin of its pages. */
#define CHUNK (16 * PAGE)

/*
 * The filler comes first in the file, and is written first: the pages that are
 * read into wait behind it in the disk's queue, with their guard tags made.
 */
static struct file file;
static size_t target, filler;

/*
 * The disk holds as many versions of the target as fit, so that each read
 * brings something new: a page that is read again unchanged proves nothing.
 */
enum { VERSIONS = 8 };

/* Fills pages from offset at on with their version, and their place at the head. */
static void fill_version(unsigned char *content, size_t at, size_t size, int version)
{
	size_t page;

	memset(content + at, 'a' + version, size);
	for (page = at; page < at + size; page += PAGE)
		memcpy(content + page, &page, sizeof(page));
}

static void fill_versions(int source)
{
	unsigned char *content = allocate(target);
	int version;

	for (version = 0; version < VERSIONS; version++) {
		fill_version(content, 0, target, version);
		fill_source(source, content, target, version * target);
	}
}

static void *read_into_mapping(void *argument)
{
	int source = *(int *)argument;
	unsigned long version = 0;
	struct pace pace;
	size_t at;

	start_pace(&pace, 1);
	while (!done) {
		for (at = 0; at < target && !done; at += CHUNK) {
			off_t from = (version % VERSIONS) * target + at;
			ssize_t count;

			note_event(DMA_POSTED);
			count = pread(source, file.mapping + filler + at, CHUNK, from);
			note_event(DMA_ENDED);
			count_call(CALL_PREAD, count < 0 ? errno : 0);
			if (count != CHUNK)
				give_up("a direct read into the mapping came short", count < 0 ? errno : 0);
			fill_version(file.model + filler, at, CHUNK, version % VERSIONS);
			count_read(source, count, from);
			if (syncing)
				count_progress(COUNT_READS_ENDED_DURING_FSYNC, 1);
			sleep_random(&pace, 5000);
		}
		version++;
	}
	return NULL;
}

static void store_filler(long round)
{
	memset(file.mapping, round + 1, filler);
	memset(file.model, round + 1, filler);
	note_event(STORED);
}

void workload(void)
{
	int source;

	/* Whole chunks. */
	target = parameter("pages") * PAGE / CHUNK * CHUNK;
	filler = parameter("filler") * PAGE;
	source = open_source("source");
	fill_versions(source);

	open_file(&file, filler + target);
	start_thread(read_into_mapping, &source);
	sync_while(&file, store_filler);
	compare_mapping(&file);
	close_file(&file);
}
