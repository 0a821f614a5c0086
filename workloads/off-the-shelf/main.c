// SPDX-License-Identifier: GPL-2.0
#include "pinproof.h"
#include "tool.h"

#include <string.h>

static const struct { const char *name; void (*run)(void); } tools[] = {
	{ "fio-mapping", fio_mapping },
	{ "fio-verify", fio_verify },
	{ "ib-write-bw", ib_write_bw },
	{ "gup-longterm", gup_longterm },
	{ "gup-test", gup_test },
	{ "cow", cow },
};

void workload(void)
{
	const char *tool = text_parameter("tool");
	size_t i;

	for (i = 0; strcmp(tools[i].name, tool); i++)
		if (i + 1 == sizeof(tools) / sizeof(*tools))
			give_up("there is no tool of that name", 0);
	tools[i].run();
}
