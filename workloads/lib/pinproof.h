/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What every workload shares: parameters in, KTAP out (vm/README.md has the
 * protocol), files, comparisons.
 *
 * A workload defines workload(); the library's main() calls it once, and in
 * "verify" mode, after a remount, compares the file with what close_file()
 * kept.
 */
#ifndef PINPROOF_H
#define PINPROOF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define PAGE 4096UL

/* The workload's own part. Returning means that it did its work. */
void workload(void);

/* Of the command line, KEY=VALUE; a missing one ends the program. */
long parameter(const char *name);
const char *text_parameter(const char *name);

/* Ends the program: the set-up went wrong, and nothing was learnt. */
_Noreturn void give_up(const char *what, int error);

/* One call of the kernel, with its errno or 0. Threads may call it. */
void count_call(const char *call, int error);

/* Progress of the workload, reported at the end. Threads may call it. */
void count_progress(const char *name, uint64_t by);

/*
 * What happened, in the order in which it did, thread by thread as they took
 * turns: the report has a hash of it, so that two runs can be told apart by
 * their interleaving. One letter an event. Threads may call it.
 */
enum event {
	REGISTERED = 'R', DEREGISTERED = 'D',
	DMA_POSTED = 'p', DMA_ENDED = 'e',
	STORED = 's', SYNC_BEGUN = 'B', SYNC_ENDED = 'E',
};
void note_event(enum event event);

/*
 * The file under test, mapped shared and writable, and a model in anonymous
 * memory of what it must hold: whoever writes to the one writes to the other.
 */
struct file {
	int fd;
	size_t size;
	unsigned char *mapping;
	unsigned char *model;
};

/* Makes a file of zeros, makes it durable, and maps it; no page is dirty. */
void open_file(struct file *file, size_t size);

/* Where it is; on no filesystem, the disk itself. */
const char *file_path(void);

/* Reports whether found is what was expected, page by page. */
void compare_memory(const char *where, const void *expected, const void *found,
		    size_t size);

/* The same, of pages that somebody else has compared, or counted where none may be. */
void report_comparison(const char *where, size_t pages, size_t bad);

/* Compares a file, read past the page cache, with what it must hold. */
void compare_file(const char *where, const char *path, const void *expected,
		  size_t size);

/* Compares the mapping with the model. */
void compare_mapping(const struct file *file);

/*
 * When nobody writes any more: fdatasync, then compares the file, read past the
 * page cache, with the model, and keeps the model for after the remount.
 */
void close_file(struct file *file);

/* Memory aligned to a page, zeroed. */
void *allocate(size_t size);

/* fdatasync(), with its latency and its errno counted. Returns the errno. */
int timed_fdatasync(int fd);

/* The same of fsync() of any file, and of sync(), by the name under which they are to be counted. */
int timed_fsync(int fd, const char *op);
void timed_sync(const char *op);

uint64_t now_ns(void);

/* Counts what an operation has taken, from when it was begun. */
void time_operation(const char *op, uint64_t begun_ns);

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
 * The same between rounds of whoever writes beside fdatasync: where that takes
 * long, longer, so that some eight rounds fall into it, however slow the disk.
 * More of them cost real time, and find nothing that these do not.
 */
void sleep_within_sync(struct pace *pace, unsigned int most_us);

/* Starts a thread, or gives up. */
void start_thread(void *(*function)(void *), void *argument);
/* Waits for all threads that were started. */
void join_threads(void);

#endif
