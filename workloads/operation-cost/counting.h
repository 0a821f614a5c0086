/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What an operation costs, in instructions. Where the emulator counts them, an
 * instruction takes a fixed time, and time is skipped while the processor is
 * idle: the instructions between two moments are the time between them, less
 * what the kernel says it was idle, over the time that one takes.
 */
#ifndef COUNTING_H
#define COUNTING_H

#include <stdint.h>

/*
 * Takes all processors but the first away, for idle time says nothing where
 * another one works, and finds out what an instruction takes. Gives up where
 * that is no fixed time.
 */
void start_counting(void);

/*
 * Does an operation a few times, to warm it up, and then count times. Reports
 * the median: in some of them the clock ticks, or a thread of the kernel's has
 * its turn. The argument of operation counts from 0, over both.
 */
void measure(const char *op, unsigned int count,
	     void (*operation)(unsigned int index));

/* How often an operation is done before it is measured. */
enum { WARM_UP = 4 };

#endif
