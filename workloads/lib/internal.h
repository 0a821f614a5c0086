/* SPDX-License-Identifier: GPL-2.0 */
/* What the library's own files use of each other, and workloads do not. */
#ifndef INTERNAL_H
#define INTERNAL_H

#include "pinproof.h"

#include <stddef.h>
#include <stdint.h>

/* Sets the words that parameter() and text_parameter() look in. */
void set_parameters(int count, char **words);

/* Records one latency, in nanoseconds. Threads may call it. */
void record_latency(enum operation op, enum arm arm, uint64_t ns);

/* Prints calls, counters and latencies. */
void report_totals(void);

/* Compares what is on the disk after a remount with what was kept. */
int verify(void);

#endif
