// SPDX-License-Identifier: GPL-2.0
/*
 * A write whose tuple was right and whose data changed on the way is not found
 * until it is read (scsi_debug checks first, and copies afterwards). So what was
 * written to the disk is read again at the end. The block layer's tracepoint
 * says which pages were written: to read all 350 MB of the disk takes five
 * seconds of real time under emulation, and a cell has written a few MB.
 */
#include "cell.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/fs.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

enum { PAGE = 4096, SECTOR = 512, MOST_PAGES = 128 };

/* An instance of its own: `replay --trace` has the usual one. */
#define TRACE "/sys/kernel/tracing/instances/written/"

static bool checks(void)
{
	char path[256];

	snprintf(path, sizeof(path), "/sys/block/%s/integrity/format", value_of(prepared, "medium"));
	return !strncmp(content(path), "T10-DIF-", 8);
}

void note_writes(void)
{
	if (!checks())
		return;
	mount("tracefs", "/sys/kernel/tracing", "tracefs", 0, NULL);
	if (mkdir(TRACE, 0700) || !set_to(TRACE "buffer_size_kb", "4096") ||
	    !set_to(TRACE "events/block/block_rq_issue/filter", "rwbs ~ \"*W*\"") ||
	    !set_to(TRACE "events/block/block_rq_issue/enable", "1"))
		problem("block writes cannot be traced: %s", strerror(errno));
}

/* Returns whether some of what was written is no longer in the trace. */
static bool overrun(void)
{
	char path[128];
	unsigned long lost = 0, more;
	const char *found;
	int cpu;

	for (cpu = 0; cpu < 8; cpu++) {
		snprintf(path, sizeof(path), TRACE "per_cpu/cpu%d/stats", cpu);
		found = strstr(content(path), "overrun: ");
		if (found && sscanf(found, "overrun: %lu", &more) == 1)
			lost += more;
	}
	return lost;
}

/* Marks the pages that the trace has (TRACE_EVENT block_rq_issue of include/trace/events/block.h). */
static void mark_written(bool *written, size_t pages)
{
	FILE *trace = fopen(TRACE "trace", "r");
	char line[512];

	while (trace && fgets(line, sizeof(line), trace)) {
		const char *event = strstr(line, "block_rq_issue: "), *place = event ? strstr(event, ") ") : NULL;
		unsigned long long sector, count, page;

		if (!place || sscanf(place, ") %llu + %llu", &sector, &count) != 2 || !count)
			continue;
		for (page = sector * SECTOR / PAGE; page <= (sector + count - 1) * SECTOR / PAGE && page < pages; page++)
			written[page] = true;
	}
	if (trace)
		fclose(trace);
}

/* Makes the disk fast, for the delay of the workload's requests would take most of the cell. */
static bool make_fast(void)
{
	char path[256];

	snprintf(path, sizeof(path), "/sys/block/%s/queue/max_sectors_kb", value_of(prepared, "medium"));
	return set_to(path, "512") && set_to("/sys/bus/pseudo/drivers/scsi_debug/delay", "0");
}

static int open_disk(unsigned long long *size)
{
	char path[256];
	int fd;

	snprintf(path, sizeof(path), "/dev/%s", value_of(prepared, "medium"));
	fd = open(path, O_RDONLY | O_DIRECT);
	if (fd >= 0 && ioctl(fd, BLKGETSIZE64, size)) {
		close(fd);
		return -1;
	}
	return fd;
}

static void report_rescan(size_t pages, size_t bad, size_t first)
{
	struct json json;

	json_begin(&json, report_stream, "comparison");
	json_text(&json, "where", comparison_id(COMPARED_RESCAN));
	json_flag(&json, "ok", !bad);
	json_number(&json, "pages", pages);
	json_number(&json, "bad", bad);
	json_number(&json, "first", first);
	json_end(&json);
}

void rescan(void)
{
	unsigned long long size = 0;
	size_t pages, at, length, i, bad = 0, first = 0, looked_at = 0;
	bool *written;
	void *piece;
	int fd;

	if (!checks())
		return;
	set_to(TRACE "tracing_on", "0");
	if (!make_fast()) {
		problem("the disk cannot be made fast for the rescan: %s", strerror(errno));
		return;
	}
	fd = open_disk(&size);
	if (fd < 0) {
		problem("the disk cannot be read again: %s", strerror(errno));
		return;
	}
	pages = size / PAGE;
	written = calloc(pages, sizeof(*written));
	piece = mmap(NULL, MOST_PAGES * PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE, -1, 0);
	if (!written || piece == MAP_FAILED) {
		problem("no memory for the rescan");
		return;
	}
	if (overrun())
		memset(written, true, pages);
	else
		mark_written(written, pages);
	for (at = 0; at < pages; at += length ? length : 1) {
		for (length = 0; length < MOST_PAGES && at + length < pages && written[at + length]; length++)
			;
		looked_at += length;
		if (!length || pread(fd, piece, length * PAGE, at * PAGE) == (ssize_t)(length * PAGE))
			continue;
		/* Page by page: which. */
		for (i = 0; i < length; i++)
			if (pread(fd, piece, PAGE, (at + i) * PAGE) != PAGE && !bad++)
				first = at + i;
	}
	munmap(piece, MOST_PAGES * PAGE);
	free(written);
	close(fd);
	report_rescan(looked_at, bad, first);
}
