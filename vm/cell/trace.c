// SPDX-License-Identifier: GPL-2.0
#include "cell.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mount.h>
#include <termios.h>
#include <unistd.h>

#define TRACING "/sys/kernel/tracing/"

void begin_trace(char *events)
{
	char *event, *rest;

	mount("tracefs", TRACING, "tracefs", 0, NULL);
	/* In a guest that does not reach the end of its cell, the kernel prints the trace to the console. */
	set_to("/proc/sys/kernel/ftrace_dump_on_oops", "1");
	set_to(TRACING "buffer_size_kb", "32768");
	for (event = strtok_r(events, ",", &rest); event; event = strtok_r(NULL, ",", &rest))
		if (!set_to(TRACING "set_event", event))
			problem("the kernel has no tracepoint %s", event);
}

void end_trace(void)
{
	set_to(TRACING "tracing_on", "0");
}

void write_trace(void)
{
	int from = open(TRACING "trace", O_RDONLY), to = open("/dev/ttyS2", O_WRONLY | O_NOCTTY);
	char text[TEXT];
	struct termios mode;
	ssize_t count;

	if (from < 0 || to < 0) {
		problem("the trace cannot be copied to the third serial port: %s", strerror(errno));
		return;
	}
	if (!tcgetattr(to, &mode)) {
		cfmakeraw(&mode);
		tcsetattr(to, TCSANOW, &mode);
	}
	while ((count = read(from, text, sizeof(text))) > 0)
		if (write(to, text, count) != count)
			break;
	close(from);
	close(to);
}
