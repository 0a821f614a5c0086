// SPDX-License-Identifier: GPL-2.0
#include "internal.h"
#include "pinproof.h"

#include <stdio.h>
#include <string.h>

int main(int argc, char **argv)
{
	set_parameters(argc, argv);
	if (argc > 1 && !strcmp(argv[1], "verify"))
		return verify();
	printf("KTAP version 1\n1..1\n");
	fflush(stdout);
	workload();
	report_totals();
	printf("ok 1 %s\n", text_parameter("workload"));
	return 0;
}
