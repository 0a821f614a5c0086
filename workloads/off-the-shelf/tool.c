// SPDX-License-Identifier: GPL-2.0
#include "tool.h"

#include "pinproof.h"

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { MOST_VARIABLES = 32, TEXT = 400, LAST_LINES = 3 };

/* The environment as it is, and the library beside this program (preload/). */
static char **environment_with_preload(void)
{
	static char preload[300], *variables[MOST_VARIABLES];
	char path[256];
	ssize_t length = readlink("/proc/self/exe", path, sizeof(path) - 1);
	int i;

	if (length < 0)
		give_up("readlink of this program", errno);
	path[length] = '\0';
	snprintf(preload, sizeof(preload), "LD_PRELOAD=%s.so", path);
	variables[0] = preload;
	for (i = 0; environ[i] && i + 2 < MOST_VARIABLES; i++)
		variables[i + 1] = environ[i];
	return variables;
}

void start_tool(struct tool *tool, const char *name, char *const arguments[], bool preload)
{
	posix_spawn_file_actions_t actions;
	int error;

	tool->name = name;
	snprintf(tool->output, sizeof(tool->output), "%s/%s.output", text_parameter("state"), name);
	posix_spawn_file_actions_init(&actions);
	posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, tool->output, O_WRONLY | O_CREAT | O_TRUNC | O_APPEND, 0600);
	posix_spawn_file_actions_adddup2(&actions, STDOUT_FILENO, STDERR_FILENO);
	posix_spawn_file_actions_addchdir_np(&actions, text_parameter("folder"));
	error = posix_spawnp(&tool->pid, arguments[0], &actions, NULL, arguments,
			     preload ? environment_with_preload() : environ);
	if (error)
		give_up("start of a tool", error);
	posix_spawn_file_actions_destroy(&actions);
}

bool has_ended(const struct tool *tool)
{
	siginfo_t info = { 0 };

	return !waitid(P_PID, tool->pid, &info, WEXITED | WNOHANG | WNOWAIT) && info.si_pid == tool->pid;
}

int wait_tool(const struct tool *tool)
{
	int status;

	if (waitpid(tool->pid, &status, 0) != tool->pid)
		give_up("waitpid of a tool", errno);
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

char *text_of(const char *path)
{
	FILE *stream = fopen(path, "r");
	char *text = NULL;
	size_t size = 0;

	/* Up to the first NUL, of which a text has none. */
	if (!stream || getdelim(&text, &size, '\0', stream) < 0)
		text = calloc(1, 1);
	if (!text)
		give_up("memory for a text", errno);
	if (stream)
		fclose(stream);
	return text;
}

const char *last_words(const struct tool *tool)
{
	char *text = text_of(tool->output), *from = text + strlen(text);
	int lines = 0;

	while (from > text && isspace((unsigned char)from[-1]))
		*--from = '\0';
	while (from > text && !(from[-1] == '\n' && ++lines == LAST_LINES))
		from--;
	return from;
}

/* Prints what a tool printed, which may be anything, so that it becomes no line of KTAP and no directive. */
static void print_plain(const char *text)
{
	for (; *text; text++)
		putchar(*text == '\n' ? '|' : isprint((unsigned char)*text) && *text != '#' ? *text : ' ');
}

void check(bool ok, const char *format, ...)
{
	char text[TEXT];
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(text, sizeof(text), format, arguments);
	va_end(arguments);
	printf("1..1\n%s 1 - ", ok ? "ok" : "not ok");
	print_plain(text);
	printf("\n");
	fflush(stdout);
}

void skipped_check(const char *what, const char *why)
{
	printf("1..1\nok 1 - ");
	print_plain(what);
	printf(" # SKIP ");
	print_plain(why);
	printf("\n");
	fflush(stdout);
}
