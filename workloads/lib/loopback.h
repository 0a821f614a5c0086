/* SPDX-License-Identifier: GPL-2.0 */
/* A reliable connection of a queue pair of rxe to itself. */
#ifndef LOOPBACK_H
#define LOOPBACK_H

#include <infiniband/verbs.h>
#include <stdbool.h>

struct loopback {
	struct ibv_context *context;
	struct ibv_pd *pd;
	struct ibv_comp_channel *channel;
	struct ibv_cq *cq;
	struct ibv_qp *qp;
};

/* As many work requests as may be under way. */
enum { QUEUE_DEPTH = 256 };

/* Opens rxe0 and connects it to itself, or gives up. */
void connect_loopback(struct loopback *loopback);

/* Registers memory that RDMA may write to, from afar too. Returns NULL, with errno, where the kernel refuses. */
struct ibv_mr *register_writable(struct loopback *loopback, void *at, size_t size);

/*
 * Writes a page of the source region to an address in a writable region, and
 * sleeps until that has ended; or gives up. Counts it as an RDMA WRITE. Returns
 * false on a remote access error, which counts as EACCES; the queue pair cannot
 * be used any more then.
 */
bool write_page_by_rdma(struct loopback *loopback, const struct ibv_mr *source,
			const void *from, const struct ibv_mr *target, void *to);

/*
 * Sleeps until the signalled work request has ended, or gives up. Returns -1, or
 * the wr_id of the first one that was answered with a remote access error.
 */
long await_completion(struct loopback *loopback);

/* Returns how often the kernel has announced so far that it revokes the region (event 20, of the lkey). */
unsigned int revocations(struct loopback *loopback, const struct ibv_mr *region);

void disconnect_loopback(struct loopback *loopback);

#endif
