/* SPDX-License-Identifier: GPL-2.0 */
/* A disk that is slow to read from, by O_DIRECT: the source of what a device writes. */
#ifndef SOURCE_H
#define SOURCE_H

#include <stddef.h>
#include <sys/types.h>

/* Opens the disk of a parameter ("source": 40 ms, "late": two seconds), or gives up. */
int open_source(const char *parameter);

/* Writes to it, and makes that durable: none of it is in its page cache then. */
void fill_source(int source, const void *content, size_t size, off_t at);

/*
 * Counts what was read as bytes_read. Gives up where some of it is in the disk's
 * page cache: a kernel that reads through it writes to the mapping by stores that
 * fault, not by a device, and proves nothing here.
 */
void count_read(int source, size_t size, off_t at);

#endif
