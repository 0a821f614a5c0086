/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What all workloads share: parameters in, KTAP out (vm/README.md has the
 * protocol), files, comparisons.
 *
 * A workload defines workload(); the library's main() calls it once. In "verify"
 * mode, after a remount, main() compares the file with what close_file() kept.
 */
#ifndef PINPROOF_H
#define PINPROOF_H

#include "ids.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define PAGE 4096UL

/* The workload's own part. Returns when it has done its work. */
void workload(void);

/* Return a parameter of the command line, KEY=VALUE; a missing one ends the program. */
long parameter(const char *name);
const char *text_parameter(const char *name);

/*
 * Returns the entry of a table that has a name; an unknown one ends the program.
 * Each entry begins with its name, a const char *.
 */
#define ENTRY_NAMED(table, name) \
	(&(table)[index_of_name(table, sizeof(table) / sizeof(*(table)), sizeof(*(table)), name)])
size_t index_of_name(const void *table, size_t entries, size_t entry_size, const char *name);

/* Ends the program, for the set-up went wrong: the cell proves nothing. */
_Noreturn void give_up(const char *what, int error);

/* Counts a call of the kernel, with its errno or 0. Threads may call it. */
void count_call(enum call call, int error);

/* Counts progress, which is reported at the end. Threads may call it. */
void count_progress(enum counter counter, uint64_t by);

/*
 * Records an event in the order of all threads. The report has a hash of that
 * order, by which runs that interleave differently are distinguished. An event
 * is a letter. Threads may call it.
 */
enum event {
	REGISTERED = 'R', DEREGISTERED = 'D',
	DMA_POSTED = 'p', DMA_ENDED = 'e',
	STORED = 's', SYNC_BEGUN = 'B', SYNC_ENDED = 'E',
};
void note_event(enum event event);

/*
 * The file under test, mapped shared and writable, and a model in anonymous
 * memory of what it must hold: what is written to the one is written to the other.
 */
struct file {
	int fd;
	size_t size;
	unsigned char *mapping;
	unsigned char *model;
};

/* Makes a file of zeros, syncs it, and maps it; no page is dirty. */
void open_file(struct file *file, size_t size);

/* Returns where it is; without a filesystem, the disk itself. */
const char *file_path(void);

/* Reports whether found is what was expected, page by page. */
void compare_memory(enum comparison where, const void *expected, const void *found,
		    size_t size);

/* Reports how many of some pages are bad, where their bytes are not what is compared. */
void report_comparison(enum comparison where, size_t pages, size_t bad);

/* Compares a file, read past the page cache, with what it must hold. */
void compare_file(enum comparison where, const char *path, const void *expected,
		  size_t size);

/* Compares the mapping with the model. */
void compare_mapping(const struct file *file);

/*
 * Calls fdatasync, when nothing writes any more, compares the file, read past
 * the page cache, with the model, and keeps the model for after the remount.
 */
void close_file(struct file *file);

/* Keeps the model for after the remount, where what is in memory need not be on the disk. */
void leave_file(struct file *file);

/* Returns memory aligned to a page, zeroed. */
void *allocate(size_t size);

/*
 * Whether pages were pinned while an operation was timed, for operations that
 * are timed both ways and compared.
 */
enum arm { ONLY_ARM, UNPINNED, PINNED };

/* Calls fdatasync(), and records its latency and its errno. Returns the errno. */
int timed_fdatasync(int fd);

/* The same for fsync() of any file, and for sync(). */
int timed_fsync(int fd, enum operation op, enum arm arm);
void timed_sync(enum arm arm);

uint64_t now_ns(void);

/* Records how long an operation has taken, from when it was begun. */
void time_operation(enum operation op, enum arm arm, uint64_t begun_ns);

/*
 * Sleeps for a time between 0 and most microseconds that follows from the
 * seed. Each thread has its own state, so that one thread's pace does not
 * depend on another's.
 */
struct pace {
	uint64_t state;
};
void start_pace(struct pace *pace, unsigned int thread);
void sleep_random(struct pace *pace, unsigned int most_us);

/*
 * The same between the rounds of a thread that writes beside fdatasync. Where
 * fdatasync takes long, so does the pause: some eight rounds fall into it,
 * however slow the disk. More of them cost real time, and find nothing more.
 */
void sleep_within_sync(struct pace *pace, unsigned int most_us);

/* Starts a thread, or gives up. */
void start_thread(void *(*function)(void *), void *argument);
/* Waits for all threads that were started. */
void join_threads(void);

#endif
