// SPDX-License-Identifier: GPL-2.0
#include "checkpoint.h"

/*
 * RSI holds the time stamp of four instructions before the store: QEMU's own
 * clock runs on, by the host's time, until its main loop has noticed the stop,
 * and the harness sets it back. The distance is part of the protocol, so it is
 * written in assembly.
 */
void store_at_known_time(volatile unsigned char *at)
{
	asm volatile("rdtsc\n\t"
		     "shl $32, %%rdx\n\t"
		     "or %%rdx, %%rax\n\t"
		     "mov %%rax, %%rsi\n\t"
		     "movb $1, (%0)"
		     : : "r" (at) : "rax", "rdx", "rsi", "memory");
}
