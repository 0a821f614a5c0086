// SPDX-License-Identifier: GPL-2.0
/*
 * Stalls, by their definition: somebody waits for the filesystem to go on, and
 * its disk has nothing to do. Nothing is in flight and nothing has ended, so it
 * is not the disk that he waits for. Whether the sleep is one that the hung task
 * detector or PSI know of does not matter.
 */
#include "cell.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/*
 * Calls that write back, or wait for those that do, by their numbers on x86-64
 * (arch/x86/entry/syscalls/syscall_64.tbl). A read is none: it may be of the
 * slow disk.
 */
static const struct { long number; const char *name; } calls[] = {
	{ 1, "write" }, { 16, "ioctl" }, { 18, "pwrite" }, { 26, "msync" }, { 28, "madvise" }, { 74, "fsync" },
	{ 75, "fdatasync" }, { 76, "truncate" }, { 77, "ftruncate" }, { 82, "rename" }, { 87, "unlink" },
	{ 162, "sync" }, { 165, "mount" }, { 166, "umount" }, { 257, "openat" }, { 277, "sync_file_range" },
	{ 285, "fallocate" }, { 306, "syncfs" },
	/* Blocked, and in no call (proc_pid_syscall() of fs/proc/base.c). */
	{ -1, "page fault" },
};

/* The least that is told, and how many are kept. Seconds; a sample is one. */
enum { LEAST = 2, MOST = 32, MOST_FRAMES = 12 };

static struct sleeper {
	pid_t thread;
	const char *call;
	/* How long with an idle disk, and whether it was there at the last sample. */
	int seconds;
	bool now;
	char task[20];
	char stack[1024];
} sleepers[MOST];
static int count;

static void tell(const struct sleeper *sleeper, bool ended)
{
	if (sleeper->seconds >= LEAST)
		report("{\"type\":\"stall\",\"call\":\"%s\",\"task\":\"%s\",\"seconds\":%d,\"ended\":%s,\"stack\":[%s]}",
		       sleeper->call, sleeper->task, sleeper->seconds, ended ? "true" : "false", sleeper->stack);
}

/* Whether the disk did nothing since the last sample, and does nothing. */
static bool idle(void)
{
	static unsigned long before;
	unsigned long reads, writes, in_flight, discards = 0, flushes = 0, ended;
	char path[256];
	bool same;

	snprintf(path, sizeof(path), "/sys/block/%s/stat", value_of(prepared, "medium"));
	/* Documentation/block/stat.rst */
	if (sscanf(content(path), "%lu %*u %*u %*u %lu %*u %*u %*u %lu %*u %*u %lu %*u %*u %*u %lu",
		   &reads, &writes, &in_flight, &discards, &flushes) < 3)
		return false;
	ended = reads + writes + discards + flushes;
	same = ended == before;
	before = ended;
	return same && !in_flight;
}

/* Names of functions, innermost first, as members of a JSON array. */
static void read_stack(pid_t child, struct sleeper *sleeper)
{
	char path[128], *line, *rest;
	int frames = 0;
	size_t length = 0;

	snprintf(path, sizeof(path), "/proc/%d/task/%d/stack", child, sleeper->thread);
	sleeper->stack[0] = '\0';
	for (line = strtok_r(content(path), "\n", &rest); line && frames < MOST_FRAMES;
	     line = strtok_r(NULL, "\n", &rest)) {
		char name[64];

		if (sscanf(line, "[<%*[0-9a-f]>] %63[A-Za-z0-9_.]", name) != 1)
			continue;
		if (length + strlen(name) + 4 > sizeof(sleeper->stack))
			break;
		length += sprintf(sleeper->stack + length, "%s\"%s\"", frames++ ? "," : "", name);
	}
}

static const char *call_of(pid_t child, const char *thread)
{
	char path[300], *text;
	size_t i;
	long number;

	snprintf(path, sizeof(path), "/proc/%d/task/%s/syscall", child, thread);
	text = content(path);
	/* "running" is no number. */
	if (sscanf(text, "%ld", &number) == 1)
		for (i = 0; i < sizeof(calls) / sizeof(*calls); i++)
			if (calls[i].number == number)
				return calls[i].name;
	return NULL;
}

static void see(pid_t child, const char *thread, const char *call, bool disk_idle)
{
	pid_t number = atoi(thread);
	char path[300];
	int i;

	for (i = 0; i < count; i++)
		if (sleepers[i].thread == number && sleepers[i].call == call)
			break;
	if (i == MOST)
		return;
	if (i == count) {
		sleepers[count++] = (struct sleeper){ .thread = number, .call = call, .now = true };
		snprintf(path, sizeof(path), "/proc/%d/task/%s/comm", child, thread);
		sscanf(content(path), "%19[A-Za-z0-9_.-]", sleepers[i].task);
		return;
	}
	sleepers[i].now = true;
	if (!disk_idle) {
		tell(&sleepers[i], true);
		sleepers[i].seconds = 0;
	} else if (++sleepers[i].seconds == LEAST) {
		read_stack(child, &sleepers[i]);
	}
}

void watch(pid_t child)
{
	bool disk_idle = idle();
	struct dirent *entry;
	char folder[64];
	int i, kept = 0;
	DIR *tasks;

	for (i = 0; i < count; i++)
		sleepers[i].now = false;
	snprintf(folder, sizeof(folder), "/proc/%d/task", child);
	tasks = opendir(folder);
	while (tasks && (entry = readdir(tasks))) {
		const char *call = entry->d_name[0] == '.' ? NULL : call_of(child, entry->d_name);

		if (call)
			see(child, entry->d_name, call, disk_idle);
	}
	if (tasks)
		closedir(tasks);
	for (i = 0; i < count; i++)
		if (sleepers[i].now)
			sleepers[kept++] = sleepers[i];
		else
			tell(&sleepers[i], true);
	count = kept;
}

void watched(bool ended)
{
	while (count)
		tell(&sleepers[--count], ended);
}
