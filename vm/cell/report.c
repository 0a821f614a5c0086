// SPDX-License-Identifier: GPL-2.0
/* The guest's report, and marks in the kernel's log. Protocol: vm/README.md. */
#include "cell.h"

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

FILE *report_stream;

void open_report(void)
{
	int fd = open("/dev/ttyS1", O_WRONLY | O_CLOEXEC);

	/* Without a report the guest goes on all the same: the console still has its marks. */
	if (fd < 0)
		fd = open("/dev/null", O_WRONLY | O_CLOEXEC);
	report_stream = fdopen(fd, "w");
	if (!report_stream)
		end_guest();
}

/* Makes one line of a text of the kernel's or of a program's. */
static void in_one_line(char *text)
{
	char *at, *end = text;

	for (at = text; *at; at++) {
		if (iscntrl((unsigned char)*at))
			*at = ' ';
		if (*at != ' ')
			end = at + 1;
	}
	*end = '\0';
}

double uptime(void)
{
	struct timespec now;

	clock_gettime(CLOCK_BOOTTIME, &now);
	return now.tv_sec + now.tv_nsec / 10000000 / 100.0;
}

void phase(enum phase reached, const char *what)
{
	struct json json;

	json_begin(&json, report_stream, "phase");
	json_text(&json, "phase", phase_id(reached));
	json_seconds(&json, "uptime", uptime());
	if (what)
		json_text(&json, "what", what);
	json_end(&json);
}

void counter(enum counter counted, const char *when, unsigned long long value)
{
	struct json json;

	json_begin(&json, report_stream, "counter");
	json_text(&json, "scope", counter_scope(counted));
	json_text(&json, "name", counter_id(counted));
	json_text(&json, "when", when);
	json_number(&json, "value", value);
	json_end(&json);
}

void problem(const char *format, ...)
{
	char text[TEXT];
	struct json json;
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(text, sizeof(text), format, arguments);
	va_end(arguments);
	in_one_line(text);
	json_begin(&json, report_stream, "problem");
	json_text(&json, "what", text);
	json_end(&json);
}

void failed(const char *what)
{
	fprintf(report_stream, "1..1\nnot ok 1 - %s\n", what);
	fflush(report_stream);
}

void log_line(const char *format, ...)
{
	static const char prefix[] = "pinproof: ";
	char text[TEXT];
	va_list arguments;
	int fd = open("/dev/kmsg", O_WRONLY);

	strcpy(text, prefix);
	va_start(arguments, format);
	vsnprintf(text + strlen(prefix), sizeof(text) - strlen(prefix), format, arguments);
	va_end(arguments);
	/* Each write is a line of the log, so there must be one only. */
	if (fd < 0 || write(fd, text, strlen(text)) < 0)
		problem("the kernel's log takes no line: %s", strerror(errno));
	if (fd >= 0)
		close(fd);
}

void mark(enum mark where)
{
	log_line("%s", mark_text(where));
}
