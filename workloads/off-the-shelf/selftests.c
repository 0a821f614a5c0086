// SPDX-License-Identifier: GPL-2.0
/*
 * The kernel's own tests of tools/testing/selftests/mm, those of one tree on
 * all. They print TAP, which becomes checks with their own words.
 */
#include "pinproof.h"
#include "tool.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FILE_SIZE (1UL << 20)

/* Returns what a line says is run now, or what was run before: the results themselves only say "Should have failed". */
static const char *test_name(const char *line, const char *before)
{
	const char *found = strstr(line, "[RUN] ");

	return found ? found + strlen("[RUN] ") : before;
}

/*
 * Runs a selftest, reports each result as a check, and counts those that were not
 * skipped. Returns whether it did its work: something was not skipped, and it
 * came to its end, by its own plan and its exit code.
 */
static bool run_selftest(const char *label, char *const arguments[])
{
	long planned = -1, results = 0, done = 0;
	char *line, *text, *rest;
	const char *name = "";
	struct tool tool;
	int code;

	start_tool(&tool, label, arguments, false);
	code = wait_tool(&tool);
	text = text_of(tool.output);
	for (line = strtok_r(text, "\n", &rest); line; line = strtok_r(NULL, "\n", &rest)) {
		bool failed = !strncmp(line, "not ok ", 7);
		char *result, *skip;

		name = test_name(line, name);
		sscanf(line, "1..%ld", &planned);
		/* Fewer pages than asked for: no failure for gup_test, but it is one. */
		if (strstr(line, "runcated (size"))
			check(false, "%s: %s", label, line);
		if (!failed && strncmp(line, "ok ", 3))
			continue;
		results++;
		result = line + (failed ? 7 : 3);
		result += strspn(result, "0123456789 ");
		skip = strstr(result, "# SKIP ");
		if (skip) {
			skipped_check(*name ? name : label, skip + strlen("# SKIP "));
			continue;
		}
		done++;
		check(!failed, "%s%s%s: %s", label, *name ? ": " : "", name, result);
	}
	count_progress(COUNT_CHECKS, done);
	if (results == planned && code < 128)
		return done;
	check(false, "%s ended with %d after %ld of %ld tests: %s", label, code, results, planned, last_words(&tool));
	return false;
}

/* Runs a selftest that makes its own files, beside one that it must leave alone. */
static void run_beside_file(const char *name)
{
	char *const arguments[] = { (char *)name, NULL };
	struct file file;

	open_file(&file, FILE_SIZE);
	if (run_selftest(name, arguments))
		count_progress(COUNT_TOOLS_WORKED, 1);
	compare_mapping(&file);
	close_file(&file);
}

void gup_longterm(void)
{
	run_beside_file("gup_longterm");
}

void cow(void)
{
	run_beside_file("cow");
}

/*
 * gup_test's ways to pin, of anonymous memory and of a shared mapping of the
 * file, a MiB, sixteen pages a call. Every kernel grants them: the long-term pin
 * of the file only reads (-W), because since 6.5 others are refused, and gup_test
 * does not print the errno.
 */
void gup_test(void)
{
	static const char *const ways[] = { "-a", "-b", "-u", "-U", "-L" };
	char way[8], *const anonymous[] = { "gup_test", way, "-m", "1", "-n", "16", NULL };
	char *const mapped[] = {
		"gup_test", way, "-m", "1", "-n", "16", "-S", "-f", (char *)file_path(), NULL,
	};
	char *const only_read[] = {
		"gup_test", way, "-m", "1", "-n", "16", "-S", "-f", (char *)file_path(), "-W", NULL,
	};
	bool worked = true;
	struct file file;
	char label[64];
	size_t i;

	open_file(&file, FILE_SIZE);
	for (i = 0; i < sizeof(ways) / sizeof(*ways); i++) {
		bool longterm = !strcmp(ways[i], "-L");

		snprintf(way, sizeof(way), "%s", ways[i]);
		snprintf(label, sizeof(label), "gup_test %s", way);
		worked = run_selftest(label, anonymous) && worked;
		snprintf(label, sizeof(label), "gup_test %s of a file%s", way, longterm ? ", reading" : "");
		worked = run_selftest(label, longterm ? only_read : mapped) && worked;
	}
	if (worked)
		count_progress(COUNT_TOOLS_WORKED, 1);
	/* It stores the zeros that are there. */
	compare_mapping(&file);
	close_file(&file);
}
