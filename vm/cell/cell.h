/* SPDX-License-Identifier: GPL-2.0 */
/* The guest's first process once everything is prepared (main.c). */
#ifndef CELL_H
#define CELL_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

enum { MOST_WORDS = 64, TEXT = 4096 };

/* Words KEY=VALUE: of prepare, then of the cell. */
extern char *prepared[MOST_WORDS], *words[MOST_WORDS];

/* The value of a key, or NULL. */
char *value_of(char *const list[], const char *key);
void split(char *text, char *list[]);

/* The content of a small file, or an empty string; the caller frees nothing, and the next call overwrites it. */
char *content(const char *path);
bool set_to(const char *path, const char *value);
/* The path of an entry of a folder that is no hidden one, the first. */
bool first_in(const char *folder, char *path, size_t size);

/* report.c */
extern int report_fd;
double uptime(void);
__attribute__((format(printf, 1, 2))) void report(const char *format, ...);
__attribute__((format(printf, 1, 2))) void problem(const char *format, ...);
void phase(const char *name);
void counter(const char *scope, const char *name, const char *when, const char *value);
/*
 * What the kernel should have done and did not: a test of its own, failed. A
 * problem is ours, and proves nothing.
 */
void failed(const char *what);
/* A line in the kernel's own log: the console tells what came before and after. */
__attribute__((format(printf, 1, 2))) void mark(const char *format, ...);

/* What the kernel counts, before the workload and after it. */
void counters(const char *when);
/* Pages that are pinned now. */
long pins_held(void);
/*
 * Waits until no more than so many are, for a second at most. Not all pins end
 * with the program that made them: those of an io_uring that it left open are
 * given back by a worker (io_ring_exit_work()). What is left then is a leak.
 */
void await_pins(long before);

/* Makes a child; returns 0 in it. */
pid_t child_process(void);
/*
 * Waits for a child, and ends the guest if it does not end within so many
 * seconds of guest time: a process that sleeps uninterruptibly cannot be
 * killed, so nobody waits for it. Returns the wait status.
 */
int wait_for(pid_t child, const char *what, long limit);
_Noreturn void end_guest(void);

/*
 * Looks at the threads of a child, each second: one that waits in a call of the
 * filesystem's while the disk has nothing to do has stalled.
 */
void watch(pid_t child);
/* Reports what the child's threads have stalled for. @ended: it is over. */
void watched(bool ended);

/* Switches tracepoints on: a list with commas, each as set_event takes them. */
void begin_trace(char *events);
void end_trace(void);
/* What was traced, to the third serial port. */
void tell_trace(void);

/*
 * Stops the guest for its checkpoint, where QEMU was told to (-action
 * panic=pause); elsewhere, and where there is no such device, it goes on.
 */
void stop_for_checkpoint(void);

/* From now on it is noted where a disk that checks is written to. */
void note_writes(void);
/* Reads there again: what a sector holds must be what its tuple says. */
void rescan(void);

/* The workload, what was counted around it, and what the disk holds afterwards. */
void run_cell(void);

#endif
