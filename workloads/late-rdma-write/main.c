// SPDX-License-Identifier: GPL-2.0
/*
 * RDMA WRITE through a memory region over a shared mapping of a file, after
 * something else was done to the file: the filesystem has written the pages back
 * and protected them, or taken them away, and nothing tells it of the write
 * until the region is gone.
 */
#include "loopback.h"
#include "meanwhile.h"
#include "pinproof.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

/* Microseconds between the steps, at most. */
enum { BETWEEN = 100000 };

static struct loopback loopback;
static struct file file;

static void write_late(const struct ibv_mr *region)
{
	unsigned char *content = allocate(PAGE);
	struct ibv_mr *source = ibv_reg_mr(loopback.pd, content, PAGE, 0);
	size_t page;

	if (!source)
		give_up("ibv_reg_mr of anonymous memory", errno);
	memset(content, LATE_BYTE, PAGE);
	for (page = 0; page < file.size / PAGE; page++) {
		note_event(DMA_POSTED);
		write_page_by_rdma(&loopback, source, content, region, file.mapping + page * PAGE);
		note_event(DMA_ENDED);
		count_progress("pages_written_by_rdma", 1);
	}
	ibv_dereg_mr(source);
}

/* With the region still there. */
static void compare_held(void)
{
	if (strcmp(text_parameter("region"), "held"))
		return;
	timed_fdatasync(file.fd);
	compare_file("held", file_path(), file.model, file.size);
}

void workload(void)
{
	struct ibv_mr *region;
	struct pace pace;

	connect_loopback(&loopback);
	open_file(&file, parameter("pages") * PAGE);
	fill_with_old(&file);
	start_pace(&pace, 0);
	region = ibv_reg_mr(loopback.pd, file.mapping, file.size,
			    IBV_ACCESS_LOCAL_WRITE | IBV_ACCESS_REMOTE_WRITE);
	count_call("ibv_reg_mr", region ? 0 : errno);
	if (region) {
		count_progress("memory_regions", 1);
		note_event(REGISTERED);
		sleep_random(&pace, BETWEEN);
		if (do_meanwhile(&file))
			count_progress("done_before_write", 1);
		sleep_random(&pace, BETWEEN);
		write_late(region);
		expect_late(&file);
		compare_held();
		if (ibv_dereg_mr(region))
			give_up("ibv_dereg_mr", errno);
		note_event(DEREGISTERED);
		compare_mapping(&file);
		compare_clone(&file);
	}
	close_file(&file);
	disconnect_loopback(&loopback);
}
