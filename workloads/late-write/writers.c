// SPDX-License-Identifier: GPL-2.0
#include "writers.h"

#include <string.h>

static const struct writer *const writers[] = {
	&dio_reader, &aio_reader, &uring_reader, &rdma_writer,
	&process_vm_writer, &proc_mem_writer, &cpu, &splicer,
};

bool write_refused;
atomic_bool late_has_come;

const struct writer *chosen_writer(void)
{
	const char *name = text_parameter("by");
	size_t i;

	for (i = 0; i < sizeof(writers) / sizeof(*writers); i++)
		if (!strcmp(writers[i]->name, name))
			return writers[i];
	give_up("nobody of that name writes", 0);
}
