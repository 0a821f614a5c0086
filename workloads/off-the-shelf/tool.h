/* SPDX-License-Identifier: GPL-2.0 */
/* Starts programs that others wrote, and reports in KTAP what they print. */
#ifndef TOOL_H
#define TOOL_H

#include <stdbool.h>
#include <sys/types.h>

struct tool {
	const char *name;
	pid_t pid;
	/* The file with all that it printed. */
	char output[256];
};

/*
 * Starts a program in the folder under test, with what it prints into a file of
 * its own, or gives up. `preload` is for programs that need preload/.
 */
void start_tool(struct tool *tool, const char *name, char *const arguments[], bool preload);

/* Returns whether it has ended; wait_tool() is still needed then. */
bool has_ended(const struct tool *tool);

/* Sleeps until it ends. Returns its exit code, or 128 plus the signal. */
int wait_tool(const struct tool *tool);

/* Returns all of a file, or an empty text. It need not be freed: a workload reads a few. */
char *text_of(const char *path);

/* Returns the last lines of what a tool printed. */
const char *last_words(const struct tool *tool);

/* Reports a check in KTAP. */
__attribute__((format(printf, 2, 3)))
void check(bool ok, const char *format, ...);

/* Reports a check that the tool itself has skipped. */
void skipped_check(const char *what, const char *why);

/* Each runs a tool, reports its results, and counts tools_worked if it did its work. */
void fio_mapping(void);
void fio_verify(void);
void ib_write_bw(void);
void gup_longterm(void);
void gup_test(void);
void cow(void);

#endif
