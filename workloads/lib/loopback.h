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

/*
 * Writes a page of a region of the source's to an address in a region that may
 * be written to from afar, and sleeps until it has ended; or gives up. Returns
 * whether it was let: counts it as the call "RDMA WRITE", and a remote access
 * error as EACCES. The queue pair is of no use after that.
 */
bool write_page_by_rdma(struct loopback *loopback, const struct ibv_mr *source,
			const void *from, const struct ibv_mr *target, void *to);

/*
 * Sleeps until the signalled work request has ended, or gives up. Returns -1, or
 * the wr_id of the first one that was answered with a remote access error.
 */
long await_completion(struct loopback *loopback);

/* How often the kernel has told so far that it takes the region away (event 20, of the lkey). */
unsigned int revocations(struct loopback *loopback, const struct ibv_mr *region);

void disconnect_loopback(struct loopback *loopback);

#endif
