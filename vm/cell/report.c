// SPDX-License-Identifier: GPL-2.0
/* What the guest tells the harness, and the kernel's log. Protocol: vm/README.md. */
#include "cell.h"

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

int report_fd = -1;

/* The words come from the kernel; a quote in them would spoil a line. */
static void plain(char *text)
{
	char *from, *to = text;

	for (from = text; *from; from++)
		if (*from != '"' && *from != '\\' && !iscntrl((unsigned char)*from))
			*to++ = *from;
	*to = '\0';
}

double uptime(void)
{
	struct timespec now;

	clock_gettime(CLOCK_BOOTTIME, &now);
	return now.tv_sec + now.tv_nsec / 10000000 / 100.0;
}

void report(const char *format, ...)
{
	va_list arguments;

	dprintf(report_fd, "# pinproof ");
	va_start(arguments, format);
	vdprintf(report_fd, format, arguments);
	va_end(arguments);
	dprintf(report_fd, "\n");
}

void phase(const char *name)
{
	report("{\"type\":\"phase\",\"phase\":\"%s\",\"uptime\":%.2f}", name, uptime());
}

void counter(const char *scope, const char *name, const char *when, const char *value)
{
	report("{\"type\":\"counter\",\"scope\":\"%s\",\"name\":\"%s\",\"when\":\"%s\",\"value\":%s}",
	       scope, name, when, value);
}

void problem(const char *format, ...)
{
	char text[TEXT];
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(text, sizeof(text), format, arguments);
	va_end(arguments);
	plain(text);
	report("{\"type\":\"problem\",\"what\":\"%s\"}", text);
}

void failed(const char *what)
{
	dprintf(report_fd, "1..1\nnot ok 1 - %s\n", what);
}

void mark(const char *format, ...)
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
	if (write(fd, text, strlen(text)) < 0)
		problem("the kernel's log takes no line: %s", strerror(errno));
	close(fd);
}

