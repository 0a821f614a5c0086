// SPDX-License-Identifier: GPL-2.0
#include "counting.h"

unsigned long run_loop(unsigned long rounds)
{
	enum { INSTRUCTIONS = 2 };
	unsigned long left = rounds;

	asm volatile("1:	dec %0\n"
		     "	jnz 1b" : "+r" (left) : : "cc");
	return rounds * INSTRUCTIONS;
}
