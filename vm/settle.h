/* SPDX-License-Identifier: GPL-2.0 */
/* The part of the plugin that an architecture brings: settle_ARCH.c. */
#ifndef SETTLE_H
#define SETTLE_H

#include <stdbool.h>
#include <stddef.h>

/* Bytes of the longest instruction of any architecture. */
enum { LONGEST_INSTRUCTION = 16 };

/* Returns whether an instruction, by its bytes, halts the processor until the next interrupt. */
bool halts(const unsigned char *code, size_t size);

#endif
