// SPDX-License-Identifier: GPL-2.0
#include "loopback.h"

#include "pinproof.h"

#include <arpa/inet.h>
#include <errno.h>
#include <poll.h>
#include <string.h>

static struct ibv_context *open_device(void)
{
	struct ibv_device **devices = ibv_get_device_list(NULL);
	struct ibv_context *context;

	if (!devices || !devices[0])
		give_up("there is no RDMA device", errno);
	context = ibv_open_device(devices[0]);
	if (!context)
		give_up("ibv_open_device", errno);
	ibv_free_device_list(devices);
	return context;
}

/* Returns the index of ::ffff:a.b.c.d: the link-local address has no route on a dummy device. */
static int ipv4_gid(struct ibv_context *context, union ibv_gid *gid)
{
	static const unsigned char mapped[12] = { [10] = 0xff, [11] = 0xff };
	int index;

	for (index = 0; index < 16; index++)
		if (!ibv_query_gid(context, 1, index, gid) &&
		    !memcmp(gid->raw, mapped, sizeof(mapped)))
			return index;
	give_up("the RDMA device has no IPv4 address", 0);
}

static void modify(struct ibv_qp *qp, struct ibv_qp_attr *attr, int mask,
		   const char *what)
{
	int error = ibv_modify_qp(qp, attr, mask);

	if (error)
		give_up(what, error);
}

void connect_loopback(struct loopback *loopback)
{
	struct ibv_qp_attr attr;
	union ibv_gid gid;
	int index;

	loopback->context = open_device();
	index = ipv4_gid(loopback->context, &gid);
	loopback->pd = ibv_alloc_pd(loopback->context);
	if (!loopback->pd)
		give_up("ibv_alloc_pd", errno);
	loopback->channel = ibv_create_comp_channel(loopback->context);
	if (!loopback->channel)
		give_up("ibv_create_comp_channel", errno);
	loopback->cq = ibv_create_cq(loopback->context, QUEUE_DEPTH, NULL,
				     loopback->channel, 0);
	if (!loopback->cq)
		give_up("ibv_create_cq", errno);
	loopback->qp = ibv_create_qp(loopback->pd, &(struct ibv_qp_init_attr){
		.send_cq = loopback->cq,
		.recv_cq = loopback->cq,
		.qp_type = IBV_QPT_RC,
		.cap = {
			.max_send_wr = QUEUE_DEPTH,
			.max_recv_wr = 1,
			.max_send_sge = 1,
			.max_recv_sge = 1,
		},
	});
	if (!loopback->qp)
		give_up("ibv_create_qp", errno);

	attr = (struct ibv_qp_attr){
		.qp_state = IBV_QPS_INIT,
		.port_num = 1,
		.qp_access_flags = IBV_ACCESS_REMOTE_WRITE,
	};
	modify(loopback->qp, &attr, IBV_QP_STATE | IBV_QP_PKEY_INDEX |
	       IBV_QP_PORT | IBV_QP_ACCESS_FLAGS, "ibv_modify_qp to INIT");
	attr = (struct ibv_qp_attr){
		.qp_state = IBV_QPS_RTR,
		.path_mtu = IBV_MTU_1024,
		.dest_qp_num = loopback->qp->qp_num,
		.max_dest_rd_atomic = 1,
		.min_rnr_timer = 12,
		.ah_attr = {
			.is_global = 1,
			.port_num = 1,
			.grh = {
				.dgid = gid,
				.sgid_index = index,
				.hop_limit = 1,
			},
		},
	};
	modify(loopback->qp, &attr, IBV_QP_STATE | IBV_QP_AV |
	       IBV_QP_PATH_MTU | IBV_QP_DEST_QPN | IBV_QP_RQ_PSN |
	       IBV_QP_MAX_DEST_RD_ATOMIC | IBV_QP_MIN_RNR_TIMER,
	       "ibv_modify_qp to RTR");
	attr = (struct ibv_qp_attr){
		.qp_state = IBV_QPS_RTS,
		.timeout = 14,
		.retry_cnt = 7,
		.rnr_retry = 7,
		.max_rd_atomic = 1,
	};
	modify(loopback->qp, &attr, IBV_QP_STATE | IBV_QP_TIMEOUT |
	       IBV_QP_RETRY_CNT | IBV_QP_RNR_RETRY | IBV_QP_SQ_PSN |
	       IBV_QP_MAX_QP_RD_ATOMIC, "ibv_modify_qp to RTS");
	if (ibv_req_notify_cq(loopback->cq, 0))
		give_up("ibv_req_notify_cq", errno);
}

struct ibv_mr *register_writable(struct loopback *loopback, void *at, size_t size)
{
	return ibv_reg_mr(loopback->pd, at, size, IBV_ACCESS_LOCAL_WRITE | IBV_ACCESS_REMOTE_WRITE);
}

bool write_page_by_rdma(struct loopback *loopback, const struct ibv_mr *source,
			const void *from, const struct ibv_mr *target, void *to)
{
	struct ibv_sge piece = {
		.addr = (uintptr_t)from,
		.length = PAGE,
		.lkey = source->lkey,
	};
	struct ibv_send_wr *refused, request = {
		.sg_list = &piece,
		.num_sge = 1,
		.opcode = IBV_WR_RDMA_WRITE,
		.send_flags = IBV_SEND_SIGNALED,
		.wr.rdma = {
			.remote_addr = (uintptr_t)to,
			.rkey = target->rkey,
		},
	};
	int error = ibv_post_send(loopback->qp, &request, &refused);

	if (error)
		give_up("ibv_post_send", error);
	error = await_completion(loopback) < 0 ? 0 : EACCES;
	count_call(CALL_RDMA_WRITE, error);
	return !error;
}

long await_completion(struct loopback *loopback)
{
	struct ibv_wc completion;
	struct ibv_cq *cq;
	void *context;
	int count;

	for (;;) {
		count = ibv_poll_cq(loopback->cq, 1, &completion);
		if (count < 0)
			give_up("ibv_poll_cq", -count);
		if (count) {
			if (completion.status == IBV_WC_REM_ACCESS_ERR)
				return completion.wr_id;
			if (completion.status != IBV_WC_SUCCESS)
				give_up(ibv_wc_status_str(completion.status), 0);
			return -1;
		}
		/* Sleeping, not spinning: idle guest time costs nothing. */
		if (ibv_get_cq_event(loopback->channel, &cq, &context))
			give_up("ibv_get_cq_event", errno);
		ibv_ack_cq_events(cq, 1);
		if (ibv_req_notify_cq(cq, 0))
			give_up("ibv_req_notify_cq", errno);
	}
}

unsigned int revocations(struct loopback *loopback, const struct ibv_mr *region)
{
	/* The kernel's IB_EVENT_MR_REVOKED, which libibverbs hands on as it is. */
	enum { MR_REVOKED = 20 };
	struct pollfd file = { .fd = loopback->context->async_fd, .events = POLLIN };
	static unsigned int count;
	struct ibv_async_event event;

	while (poll(&file, 1, 0) == 1) {
		if (ibv_get_async_event(loopback->context, &event))
			give_up("ibv_get_async_event", errno);
		if ((int)event.event_type == MR_REVOKED && (uint32_t)event.element.port_num == region->lkey)
			count++;
		ibv_ack_async_event(&event);
	}
	return count;
}

void disconnect_loopback(struct loopback *loopback)
{
	ibv_destroy_qp(loopback->qp);
	ibv_destroy_cq(loopback->cq);
	ibv_destroy_comp_channel(loopback->channel);
	ibv_dealloc_pd(loopback->pd);
	ibv_close_device(loopback->context);
}
