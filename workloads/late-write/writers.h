/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Writers that write into the pages of a mapped file late: the parameter "by"
 * names one. Each takes its hold on the pages before something else is done to
 * the file, and writes afterwards.
 */
#ifndef WRITERS_H
#define WRITERS_H

#include "pinproof.h"

#include <stdatomic.h>

struct writer {
	/* Takes its hold. Returns whether the kernel allowed it. */
	bool (*hold)(struct file *file);
	/* Writes LATE to all pages, and returns when it has, or when it was refused: then nothing is written. */
	void (*write)(struct file *file);
	/* Ends the hold; absent where the write itself does. */
	void (*release)(struct file *file);
	/*
	 * Writes by way of page tables: each page is faulted in for writing, so
	 * what was done to the file meanwhile is long over, and the write stays.
	 */
	bool faults;
};

/* Whether the kernel ended the hold before anything was written. */
extern bool write_refused;

/* Whether all of LATE is there: a call that ends after it may have waited for it. */
extern atomic_bool late_has_come;

extern const struct writer dio_reader, aio_reader, uring_reader, rdma_writer,
	process_vm_writer, proc_mem_writer, cpu, splicer;

/* Returns the writer that the parameter names. */
const struct writer *chosen_writer(void);

#endif
