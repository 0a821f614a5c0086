// SPDX-License-Identifier: GPL-2.0
#include "writers.h"

static const struct { const char *name; const struct writer *writer; } writers[] = {
	{ "dio-read", &dio_reader },
	{ "aio-read", &aio_reader },
	{ "io-uring", &uring_reader },
	{ "rdma", &rdma_writer },
	{ "process-vm-writev", &process_vm_writer },
	{ "proc-mem", &proc_mem_writer },
	{ "store", &cpu },
	{ "vmsplice", &splicer },
};

bool write_refused;
atomic_bool late_has_come;

const struct writer *chosen_writer(void)
{
	return ENTRY_NAMED(writers, text_parameter("by"))->writer;
}
