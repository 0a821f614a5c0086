/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Measures operations in instructions. Where the emulator counts them, an
 * instruction takes a fixed time, and time is skipped while the processor is
 * idle: the instructions between two moments are the time between them, less
 * the kernel's idle time, divided by the time of one instruction.
 */
#ifndef COUNTING_H
#define COUNTING_H

#include "ids.h"

#include <stdint.h>

/*
 * Takes all processors but the first offline, because idle time means nothing
 * where another one works, and measures how long an instruction takes. Gives up
 * where that is no fixed time.
 */
void start_counting(void);

/*
 * Does an operation a few times, to warm it up, and then count times. Reports
 * the median: in some of them the clock ticks, or a thread of the kernel's has
 * its turn. The argument of operation counts from 0, over both.
 */
void measure(enum operation op, unsigned int count,
	     void (*operation)(unsigned int index));

/*
 * Runs a loop of that many rounds, and returns how many instructions it took.
 * Defined by counting_ARCH.c.
 */
unsigned long run_loop(unsigned long rounds);

/* How often an operation is done before it is measured. */
enum { WARM_UP = 4 };

#endif
