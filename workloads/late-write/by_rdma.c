// SPDX-License-Identifier: GPL-2.0
/*
 * RDMA WRITE through a memory region: a long-term pin, and the filesystem does
 * not learn of the write until the region is gone.
 */
#include "loopback.h"
#include "meanwhile.h"
#include "writers.h"

#include <errno.h>
#include <string.h>

static struct loopback loopback;
static struct ibv_mr *region;

static bool register_region(struct file *file)
{
	connect_loopback(&loopback);
	region = register_writable(&loopback, file->mapping, file->size);
	count_call(CALL_REG_MR, region ? 0 : errno);
	return region;
}

static void write_by_rdma(struct file *file)
{
	unsigned char *content = allocate(PAGE);
	struct ibv_mr *from = ibv_reg_mr(loopback.pd, content, PAGE, 0);
	size_t at;

	if (!from)
		give_up("ibv_reg_mr of anonymous memory", errno);
	for (at = 0; at < file->size; at += PAGE) {
		fill_with_late(content, PAGE, at);
		note_event(DMA_POSTED);
		write_refused = !write_page_by_rdma(&loopback, from, content, region, file->mapping + at);
		note_event(DMA_ENDED);
		if (!write_refused)
			continue;
		if (at)
			give_up("the region was taken away in the middle", 0);
		count_progress(COUNT_TOLD_OF_REVOCATION, revocations(&loopback, region));
		break;
	}
	ibv_dereg_mr(from);
}

static void deregister_region(struct file *file)
{
	(void)file;
	if (ibv_dereg_mr(region))
		give_up("ibv_dereg_mr", errno);
	disconnect_loopback(&loopback);
}

const struct writer rdma_writer = {
	.hold = register_region, .write = write_by_rdma, .release = deregister_region,
};
