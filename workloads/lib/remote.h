/* SPDX-License-Identifier: GPL-2.0 */
/* Stores to the memory of another process, which shares a file mapping with this one. */
#ifndef REMOTE_H
#define REMOTE_H

#include "ids.h"

#include <stddef.h>

struct remote {
	const char *by;
	enum call call;
	/* Stores what it can of a page from an address here to the same place there. Returns the errno, or 0. */
	int (*store)(void *to, const void *from);
};

/* Returns how to store by a name: "process-vm-writev", "ptrace" or "proc-mem". */
const struct remote *remote_by(const char *by);

/* Makes the other process: it has what is mapped here, and sleeps. */
void start_remote(void);

/* Attaches to the other process. Only the thread that calls this may store by ptrace. */
void attach_remote(const struct remote *how);

void end_remote(void);

#endif
