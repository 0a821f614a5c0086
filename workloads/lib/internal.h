/* SPDX-License-Identifier: GPL-2.0 */
/* What the library's own files need of each other, and no workload does. */
#ifndef INTERNAL_H
#define INTERNAL_H

#include <stddef.h>
#include <stdint.h>

/* One latency, in nanoseconds. Threads may call it. */
void record_latency(const char *op, uint64_t ns);

/* Prints calls, counters and latencies. */
void report_totals(void);

/* Compares what is on the disk after a remount with what was kept. */
int verify(void);

#endif
