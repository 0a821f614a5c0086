// SPDX-License-Identifier: GPL-2.0
/* Debian's perftest: a server whose memory region is a file mapping, and a client that writes to it. */
#include "pinproof.h"
#include "tool.h"

#include <errno.h>
#include <fcntl.h>
#include <net/if.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#define MESSAGE 65536L
#define ITERATIONS 50L
/* More than ib_write_bw maps: two buffers of a message each. */
#define REGION (16UL * MESSAGE)

/* The control connection of client and server is TCP to the guest itself. */
static void bring_loopback_up(void)
{
	struct ifreq request = { .ifr_name = "lo" };
	int fd = socket(AF_INET, SOCK_DGRAM, 0);

	if (fd < 0 || ioctl(fd, SIOCGIFFLAGS, &request))
		give_up("flags of lo", errno);
	request.ifr_flags |= IFF_UP;
	if (ioctl(fd, SIOCSIFFLAGS, &request))
		give_up("lo does not come up", errno);
	close(fd);
}

/* Sleeps until the server listens on perftest's port, 18515. Returns false if it ended before. */
static bool await_server(const struct tool *server)
{
	int i;

	for (i = 0; i < 1000; i++) {
		char *sockets = text_of("/proc/net/tcp");
		bool listening = strstr(sockets, ":4853 00000000:0000 0A");

		free(sockets);
		if (listening)
			return true;
		if (has_ended(server))
			return false;
		usleep(10000);
	}
	return true;
}

/*
 * Returns the errno with which the kernel registered no region. perftest does not
 * print it; the driver does, in the kernel's log: "rxe_reg_user_mr: returned err =
 * -14" (6.12), "Unable to pin memory region err = -14" (6.1). Returns 0 where there
 * is no such line.
 */
static int registration_error(int log)
{
	char record[1024], *found;
	int error = 0;
	ssize_t count;

	/* A read is a record; EAGAIN is the end. */
	while ((count = read(log, record, sizeof(record) - 1)) > 0) {
		record[count] = '\0';
		found = strstr(record, "rxe") ? strstr(record, "err = ") : NULL;
		if (found)
			error = abs(atoi(found + strlen("err = ")));
	}
	return error;
}

/* Returns the number of messages, from the line that begins with their size. */
static long iterations_of(const struct tool *client)
{
	char *line, *text = text_of(client->output), *rest;
	long size, count;

	for (line = strtok_r(text, "\n", &rest); line; line = strtok_r(NULL, "\n", &rest))
		if (sscanf(line, "%ld %ld", &size, &count) == 2 && size == MESSAGE)
			return count;
	return 0;
}

static size_t pages_written(const struct file *file)
{
	size_t page, count = 0;

	for (page = 0; page < file->size; page += PAGE)
		count += memcmp(file->mapping + page, file->model + page, PAGE) != 0;
	return count;
}

void ib_write_bw(void)
{
	char size[32], iterations[32], mapping[300];
	char *const server_words[] = { "ib_write_bw", "-d", "rxe0", "-x", "1", "-F", "-s", size, "-n", iterations, mapping, NULL };
	char *const client_words[] = { "ib_write_bw", "-d", "rxe0", "-x", "1", "-F", "-s", size, "-n", iterations, "127.0.0.1", NULL };
	int log = open("/dev/kmsg", O_RDONLY | O_NONBLOCK), error, code, refusal;
	struct tool server, client;
	struct file file;
	size_t pages;
	long count;

	if (log < 0 || lseek(log, 0, SEEK_END) < 0)
		give_up("the kernel's log", errno);
	bring_loopback_up();
	open_file(&file, REGION);
	snprintf(size, sizeof(size), "%ld", MESSAGE);
	snprintf(iterations, sizeof(iterations), "%ld", ITERATIONS);
	snprintf(mapping, sizeof(mapping), "--mmap=%s", file_path());
	start_tool(&server, "ib_write_bw-server", server_words, false);
	if (await_server(&server)) {
		start_tool(&client, "ib_write_bw-client", client_words, false);
		code = wait_tool(&client);
		count = iterations_of(&client);
		count_progress(COUNT_ITERATIONS, count);
	} else {
		code = count = 0;
	}
	error = wait_tool(&server);
	refusal = strstr(text_of(server.output), "Couldn't allocate MR") ? registration_error(log) : 0;
	if (refusal) {
		count_call(CALL_REG_MR, refusal);
	} else {
		check(!error, "ib_write_bw, server, ended with %d%s%s", error, error ? ": " : "", error ? last_words(&server) : "");
		check(!code, "ib_write_bw, client, ended with %d%s%s", code, code ? ": " : "", code ? last_words(&client) : "");
		pages = pages_written(&file);
		count_progress(COUNT_PAGES_WRITTEN, pages);
		if (count == ITERATIONS && pages)
			count_progress(COUNT_TOOLS_WORKED, 1);
	}
	close(log);
	/* The region is gone: what was written to the mapping must be what is on the disk. */
	memcpy(file.model, file.mapping, file.size);
	close_file(&file);
}
