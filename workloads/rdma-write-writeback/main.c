// SPDX-License-Identifier: GPL-2.0
/*
 * RDMA WRITE into a shared mapping of a file, while the file is written
 * back. The device writes to pages that the filesystem has write-protected
 * and whose guard tags are made.
 */
#include "loopback.h"
#include "pinproof.h"

#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <string.h>
#include <unistd.h>

/*
 * The head of each page belongs to the CPU, the rest to the device: both
 * write, neither undoes what the other did, and the outcome is known.
 */
enum { HEAD = 64 };

static struct loopback loopback;
static struct ibv_mr *file_region, *source_region;
static unsigned char *mapping, *model;
static size_t pages;
static atomic_bool done;
static atomic_bool syncing;

/* Writes all pages once; the last request is signalled, and they end in order. */
static void write_round(unsigned char round)
{
	struct ibv_send_wr *refused;
	size_t i;
	int error;

	for (i = 0; i < pages; i++) {
		size_t at = i * PAGE + HEAD;
		bool last = i + 1 == pages || (i + 1) % (QUEUE_DEPTH / 2) == 0;
		struct ibv_sge from = {
			.addr = (uintptr_t)(model + at),
			.length = PAGE - HEAD,
			.lkey = source_region->lkey,
		};
		struct ibv_send_wr request = {
			.sg_list = &from,
			.num_sge = 1,
			.opcode = IBV_WR_RDMA_WRITE,
			.send_flags = last ? IBV_SEND_SIGNALED : 0,
			.wr.rdma = {
				.remote_addr = (uintptr_t)(mapping + at),
				.rkey = file_region->rkey,
			},
		};

		memset(model + at, round, PAGE - HEAD);
		error = ibv_post_send(loopback.qp, &request, &refused);
		if (error)
			give_up("ibv_post_send", error);
		if (last)
			await_completion(&loopback);
	}
	count_progress("bytes_written_by_rdma", pages * (PAGE - HEAD));
	if (syncing)
		count_progress("writes_ended_during_fsync", pages);
}

static void *write_by_rdma(void *unused)
{
	struct pace pace;
	unsigned char round = 0;

	(void)unused;
	start_pace(&pace, 1);
	while (!done) {
		write_round(++round);
		sleep_random(&pace, 20000);
	}
	return NULL;
}

static struct ibv_mr *register_region(void *address, size_t size, int access,
				      const char *call)
{
	struct ibv_mr *region = ibv_reg_mr(loopback.pd, address, size, access);

	count_call(call, region ? 0 : errno);
	if (region)
		count_progress("memory_regions", 1);
	return region;
}

static void sync_loop(int fd)
{
	long i, syncs = parameter("syncs");
	struct pace pace;
	size_t page;

	start_pace(&pace, 0);
	for (i = 0; i < syncs; i++) {
		sleep_random(&pace, 20000);
		for (page = 0; page < pages; page++) {
			memset(mapping + page * PAGE, i + 1, HEAD);
			memset(model + page * PAGE, i + 1, HEAD);
		}
		syncing = true;
		timed_fdatasync(fd);
		syncing = false;
		count_progress("fsyncs_returned", 1);
	}
}

void workload(void)
{
	const char *path = path_in_folder("file");
	size_t size;
	int fd;

	pages = parameter("pages");
	size = pages * PAGE;
	connect_loopback(&loopback);
	model = allocate(size);
	make_file(path, model, size);
	mapping = map_file(path, size);
	fd = open(path, O_RDWR);
	if (fd < 0)
		give_up("open", errno);

	source_region = ibv_reg_mr(loopback.pd, model, size, 0);
	if (!source_region)
		give_up("ibv_reg_mr of anonymous memory", errno);
	file_region = register_region(mapping, size, IBV_ACCESS_LOCAL_WRITE |
				      IBV_ACCESS_REMOTE_WRITE, "ibv_reg_mr");
	if (file_region) {
		start_thread(write_by_rdma, NULL);
		sync_loop(fd);
		done = true;
		join_threads();
		compare("mapping", model, mapping, size);
		if (ibv_dereg_mr(file_region))
			give_up("ibv_dereg_mr", errno);
	}
	/* Refused or not, the file must now hold what was last written to it. */
	timed_fdatasync(fd);
	compare_direct(path, model, size);
	save_expected("file", model, size);
	ibv_dereg_mr(source_region);
	disconnect_loopback(&loopback);
	close(fd);
}
