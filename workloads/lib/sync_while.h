/* SPDX-License-Identifier: GPL-2.0 */
/* The loop of workloads whose threads write while the file is written back. */
#ifndef SYNC_WHILE_H
#define SYNC_WHILE_H

#include "pinproof.h"

#include <stdatomic.h>

/* Whether fdatasync is under way, and whether threads must end. */
extern atomic_bool syncing, done;

/*
 * Calls fdatasync as often as the parameter "syncs" says, with random pauses
 * between, while threads write; then has them end, and waits for them. store,
 * if there is one, is called before each fdatasync, with its number from 0.
 */
void sync_while(const struct file *file, void (*store)(long round));

#endif
