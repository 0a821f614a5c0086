/* SPDX-License-Identifier: GPL-2.0 */
/* Programs of others: how they are started, and how what they say becomes KTAP. */
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

/* Whether it has ended; it is then still to be waited for. */
bool has_ended(const struct tool *tool);

/* Sleeps until it ends. Its exit code, or 128 and the signal. */
int wait_tool(const struct tool *tool);

/* All of a file, or an empty text; never freed: a workload reads a few. */
char *text_of(const char *path);

/* The last lines of what a tool printed, in one line. */
const char *last_words(const struct tool *tool);

/* One check, in KTAP. */
__attribute__((format(printf, 2, 3)))
void check(bool ok, const char *format, ...);

/* One check that the tool itself did not do. */
void skipped_check(const char *what, const char *why);

/* Each does its work, tells what there is to tell, and counts tools_worked if it was work. */
void fio_mapping(void);
void fio_verify(void);
void ib_write_bw(void);
void gup_longterm(void);
void gup_test(void);
void cow(void);

#endif
