/* SPDX-License-Identifier: GPL-2.0 */
/* The guest's first process once everything is prepared (main.c). */
#ifndef CELL_H
#define CELL_H

#include "ids.h"
#include "json.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
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
extern FILE *report_stream;
void open_report(void);
double uptime(void);
/* Reports that a phase is reached; what: the step that is stuck, or NULL. */
void phase(enum phase reached, const char *what);
void counter(enum counter counted, const char *when, unsigned long long value);
/* Reports that the set-up went wrong, or the harness: the cell proves nothing. */
__attribute__((format(printf, 1, 2))) void problem(const char *format, ...);
/* Reports a failed KTAP test: something that the kernel must do and did not. */
void failed(const char *what);
/* Writes a line to the kernel's log, so that the console shows what came before it and after. */
void mark(enum mark where);
__attribute__((format(printf, 1, 2))) void log_line(const char *format, ...);

/* Reports what the kernel counts; when: "before" the workload, or "after". */
void counters(const char *when);
/* Returns how many pages are pinned now. */
long pins_held(void);
/*
 * Waits until no more pages are pinned than before, for a second at most. Not
 * all pins end with the program that made them: those of an io_uring that it
 * left open are released by a worker (io_ring_exit_work()). What is left then
 * is a leak.
 */
void await_pins(long before);

/* Makes a child; returns 0 in it. */
pid_t child_process(void);
/*
 * Waits for a child, and ends the guest if it does not end within so many
 * seconds of guest time: a process that sleeps uninterruptibly cannot be
 * killed. Returns the wait status.
 */
int wait_for(pid_t child, const char *what, long limit);
_Noreturn void end_guest(void);

/*
 * Samples the threads of a child; called once a second. A thread that waits in a
 * call to the filesystem while the disk is idle has stalled.
 */
void watch(pid_t child);
/* Reports the stalls of the child's threads. @ended: the child has ended. */
void watched(bool ended);

/* Enables tracepoints: a list with commas, each as set_event takes it. */
void begin_trace(char *events);
void end_trace(void);
/* Writes what was traced to the third serial port. */
void write_trace(void);

/*
 * Stops the guest for its checkpoint, where QEMU was started for that (-action
 * panic=pause); elsewhere, and where there is no such device, returns at once.
 */
void stop_for_checkpoint(void);

/* Begins to record where a disk that checks integrity is written to. */
void note_writes(void);
/* Reads those places again: the data of a sector must match its tuple. */
void rescan(void);

/* Runs the workload, counts around it, and compares what the disk holds afterwards. */
void run_cell(void);

#endif
