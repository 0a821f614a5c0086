/* SPDX-License-Identifier: GPL-2.0 */
/* Stores to the memory of another process, which shares a file mapping with this one. */
#ifndef REMOTE_H
#define REMOTE_H

#include <stddef.h>

struct remote {
	const char *by, *call;
	/* Stores what it can of a page from an address here to the same place there. Returns the errno, or 0. */
	int (*store)(void *to, const void *from);
};

/* "process-vm-writev", "ptrace", "proc-mem"; NULL for another word. */
const struct remote *remote_by(const char *by);

/* Makes the other process: it has what is mapped here, and does nothing. */
void start_remote(void);

/* Whoever stores by ptrace is the thread that did this. */
void attach_remote(const struct remote *how);

void end_remote(void);

#endif
