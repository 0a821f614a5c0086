// SPDX-License-Identifier: GPL-2.0
/*
 * RDMA WRITE into a shared mapping of a file, while the file is written
 * back. The device writes to pages that the filesystem has write-protected
 * and whose guard tags are made.
 */
#include "loopback.h"
#include "pinproof.h"
#include "sync_while.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

/*
 * The head of each page belongs to the CPU, the rest to the device: both
 * write, neither undoes what the other did, and the outcome is known.
 */
enum { HEAD = 64 };

static struct loopback loopback;
static struct ibv_mr *file_region, *source_region;
static struct file file;
static size_t pages;

/* Takes over what the device wrote of a request that was refused: of its packets some may have come. */
static void take_over(size_t first)
{
	size_t i;

	count_call(CALL_RDMA_WRITE, EACCES);
	count_progress(COUNT_TOLD_OF_REVOCATION, revocations(&loopback, file_region));
	for (i = first; i < pages; i++)
		memcpy(file.model + i * PAGE + HEAD, file.mapping + i * PAGE + HEAD, PAGE - HEAD);
}

/* Writes all pages once; the last request is signalled, and they end in order. Returns false when a request was refused. */
static bool write_round(unsigned char round)
{
	long refused_at;
	struct ibv_send_wr *refused;
	size_t i;
	int error;

	for (i = 0; i < pages; i++) {
		size_t at = i * PAGE + HEAD;
		bool last = i + 1 == pages || (i + 1) % (QUEUE_DEPTH / 2) == 0;
		struct ibv_sge from = {
			.addr = (uintptr_t)(file.model + at),
			.length = PAGE - HEAD,
			.lkey = source_region->lkey,
		};
		struct ibv_send_wr request = {
			.wr_id = i,
			.sg_list = &from,
			.num_sge = 1,
			.opcode = IBV_WR_RDMA_WRITE,
			.send_flags = last ? IBV_SEND_SIGNALED : 0,
			.wr.rdma = {
				.remote_addr = (uintptr_t)(file.mapping + at),
				.rkey = file_region->rkey,
			},
		};

		/* Which page it is, so that pages that were exchanged are told apart. */
		memset(file.model + at, round, PAGE - HEAD);
		memcpy(file.model + at, &at, sizeof(at));
		error = ibv_post_send(loopback.qp, &request, &refused);
		if (error)
			give_up("ibv_post_send", error);
		if (last) {
			note_event(DMA_POSTED);
			refused_at = await_completion(&loopback);
			note_event(DMA_ENDED);
			if (refused_at >= 0) {
				take_over(refused_at);
				return false;
			}
		}
	}
	count_progress(COUNT_BYTES_WRITTEN_BY_RDMA, pages * (PAGE - HEAD));
	if (syncing)
		count_progress(COUNT_WRITES_ENDED_DURING_FSYNC, pages);
	return true;
}

static void *write_by_rdma(void *unused)
{
	struct pace pace;
	unsigned char round = 0;

	(void)unused;
	start_pace(&pace, 1);
	while (!done) {
		if (!write_round(++round))
			break;
		sleep_within_sync(&pace, 20000);
	}
	return NULL;
}

static void store_heads(long round)
{
	size_t page;

	for (page = 0; page < pages; page++) {
		memset(file.mapping + page * PAGE, round + 1, HEAD);
		memset(file.model + page * PAGE, round + 1, HEAD);
		note_event(STORED);
	}
}

/*
 * Leaves the pin idle for as long as the parameter says, like an RDMA application
 * that waits for its peer, and then uses it once more.
 */
static void hold_pin(void)
{
	long seconds = parameter("hold");

	if (!seconds)
		return;
	for (uint64_t until = now_ns() + seconds * 1000000000ULL; now_ns() < until; )
		sleep(1 + (until - now_ns()) / 1000000000ULL);
	count_progress(COUNT_SECONDS_HELD, seconds);
	write_round(0xff);
}

void workload(void)
{
	pages = parameter("pages");
	connect_loopback(&loopback);
	open_file(&file, pages * PAGE);
	source_region = ibv_reg_mr(loopback.pd, file.model, file.size, 0);
	if (!source_region)
		give_up("ibv_reg_mr of anonymous memory", errno);
	file_region = register_writable(&loopback, file.mapping, file.size);
	count_call(CALL_REG_MR, file_region ? 0 : errno);
	if (file_region) {
		count_progress(COUNT_MEMORY_REGIONS, 1);
		note_event(REGISTERED);
		start_thread(write_by_rdma, NULL);
		sync_while(&file, store_heads);
		hold_pin();
		compare_mapping(&file);
		if (ibv_dereg_mr(file_region))
			give_up("ibv_dereg_mr", errno);
		note_event(DEREGISTERED);
	}
	/* Refused or not, the file must now hold what was last written to it. */
	close_file(&file);
	ibv_dereg_mr(source_region);
	disconnect_loopback(&loopback);
}
