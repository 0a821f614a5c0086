// SPDX-License-Identifier: GPL-2.0
/*
 * A write whose tuple was right and whose data changed on the way is found by
 * nobody until it is read (scsi_debug checks, and copies afterwards).
 */
#include "cell.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/fs.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

enum { PAGE = 4096, PIECE = 512 << 10 };

void rescan(void)
{
	const char *medium = value_of(prepared, "medium");
	unsigned long long size = 0, at, bad = 0, first = 0;
	char path[256];
	void *piece;
	int fd, i;

	snprintf(path, sizeof(path), "/sys/block/%s/integrity/format", medium);
	if (strncmp(content(path), "T10-DIF-", 8))
		return;
	/* In large requests, without delay: in those of the workload it would be most of the cell. */
	snprintf(path, sizeof(path), "/sys/block/%s/queue/max_sectors_kb", medium);
	if (!set_to(path, "512") || !set_to("/sys/bus/pseudo/drivers/scsi_debug/delay", "0"))
		return problem("the disk does not become fast for the rescan: %s", strerror(errno));
	snprintf(path, sizeof(path), "/dev/%s", medium);
	fd = open(path, O_RDONLY | O_DIRECT);
	piece = mmap(NULL, PIECE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE, -1, 0);
	if (fd < 0 || piece == MAP_FAILED || ioctl(fd, BLKGETSIZE64, &size))
		return problem("the disk cannot be read again: %s", strerror(errno));
	for (at = 0; at < size; at += PIECE) {
		size_t length = size - at < PIECE ? size - at : PIECE;

		if (pread(fd, piece, length, at) == (ssize_t)length)
			continue;
		/* Page by page: which. */
		for (i = 0; i < (int)(length / PAGE); i++)
			if (pread(fd, piece, PAGE, at + i * PAGE) != PAGE && !bad++)
				first = at / PAGE + i;
	}
	munmap(piece, PIECE);
	close(fd);
	report("{\"type\":\"comparison\",\"where\":\"rescan\",\"ok\":%s,\"pages\":%llu,\"bad\":%llu,\"first\":%llu}",
	       bad ? "false" : "true", size / PAGE, bad, first);
}
