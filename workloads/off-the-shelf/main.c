// SPDX-License-Identifier: GPL-2.0
#include "pinproof.h"
#include "tool.h"

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
	ENTRY_NAMED(tools, text_parameter("tool"))->run();
}
