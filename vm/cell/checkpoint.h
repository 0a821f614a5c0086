/* SPDX-License-Identifier: GPL-2.0 */
/* The part of a checkpoint that an architecture brings: checkpoint_ARCH.c. */
#ifndef CHECKPOINT_H
#define CHECKPOINT_H

/*
 * Stores 1, at which QEMU stops under -action panic=pause, and leaves the time of
 * the store where the harness reads it (harness/guest/checkpoint/clock.ts).
 */
void store_at_known_time(volatile unsigned char *at);

#endif
