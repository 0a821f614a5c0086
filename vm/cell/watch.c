// SPDX-License-Identifier: GPL-2.0
/*
 * Finds stalls: a task waits for the filesystem while its disk is idle. Nothing
 * is in flight and nothing has completed, so the task is not waiting for I/O.
 * It does not matter whether the hung task detector or PSI count the sleep.
 */
#include "cell.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>

/*
 * Calls that write back, or wait for those that do. A read is none: it may be of
 * the slow disk. Newer architectures have the calls that take a folder only.
 */
static const struct { long number; enum call call; } calls[] = {
	{ SYS_write, CALL_WRITE },
	{ SYS_ioctl, CALL_IOCTL },
	{ SYS_pwrite64, CALL_PWRITE },
	{ SYS_msync, CALL_MSYNC },
	{ SYS_madvise, CALL_MADVISE },
	{ SYS_fsync, CALL_FSYNC },
	{ SYS_fdatasync, CALL_FDATASYNC },
	{ SYS_truncate, CALL_TRUNCATE },
	{ SYS_ftruncate, CALL_FTRUNCATE },
#ifdef SYS_rename
	{ SYS_rename, CALL_RENAME },
#else
	{ SYS_renameat2, CALL_RENAME },
#endif
#ifdef SYS_unlink
	{ SYS_unlink, CALL_UNLINK },
#else
	{ SYS_unlinkat, CALL_UNLINK },
#endif
	{ SYS_sync, CALL_SYNC },
	{ SYS_mount, CALL_MOUNT },
	{ SYS_umount2, CALL_UMOUNT },
	{ SYS_openat, CALL_OPENAT },
	{ SYS_sync_file_range, CALL_SYNC_FILE_RANGE },
	{ SYS_fallocate, CALL_FALLOCATE },
	{ SYS_syncfs, CALL_SYNCFS },
	/* Blocked, and in no call (proc_pid_syscall() of fs/proc/base.c). */
	{ -1, CALL_PAGE_FAULT },
};

/* The shortest stall that is reported, in seconds; a sample is taken each second. */
enum { LEAST = 2 };
/* How many sleepers are followed, and how many functions of a stack are kept. */
enum { MOST = 32, MOST_FRAMES = 12 };

static struct sleeper {
	pid_t thread;
	enum call call;
	/* How long with an idle disk, and whether it was there at the last sample. */
	int seconds;
	bool now;
	char task[20];
	/* Names of functions, innermost first. */
	int frames;
	char stack[MOST_FRAMES][64];
} sleepers[MOST];
static int count;

static void report_stall(const struct sleeper *sleeper, bool ended)
{
	struct json json;
	int i;

	if (sleeper->seconds < LEAST)
		return;
	json_begin(&json, report_stream, "stall");
	json_text(&json, "call", call_id(sleeper->call));
	json_text(&json, "task", sleeper->task);
	json_number(&json, "seconds", sleeper->seconds);
	json_flag(&json, "ended", ended);
	json_open_list(&json, "stack");
	for (i = 0; i < sleeper->frames; i++)
		json_text(&json, NULL, sleeper->stack[i]);
	json_close_list(&json);
	json_end(&json);
}

/* Returns whether the disk has completed nothing since the last sample, and has nothing in flight. */
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

static void read_stack(pid_t child, struct sleeper *sleeper)
{
	char path[128], *line, *rest;

	snprintf(path, sizeof(path), "/proc/%d/task/%d/stack", child, sleeper->thread);
	sleeper->frames = 0;
	for (line = strtok_r(content(path), "\n", &rest); line && sleeper->frames < MOST_FRAMES;
	     line = strtok_r(NULL, "\n", &rest))
		if (sscanf(line, "[<%*[0-9a-f]>] %63[A-Za-z0-9_.]", sleeper->stack[sleeper->frames]) == 1)
			sleeper->frames++;
}

/* Returns whether a thread waits in one of the calls, and in which. */
static bool waits_in_call(pid_t child, const char *thread, enum call *call)
{
	char path[300];
	size_t i;
	long number;

	snprintf(path, sizeof(path), "/proc/%d/task/%s/syscall", child, thread);
	/* "running" is no number. */
	if (sscanf(content(path), "%ld", &number) != 1)
		return false;
	for (i = 0; i < sizeof(calls) / sizeof(*calls); i++)
		if (calls[i].number == number) {
			*call = calls[i].call;
			return true;
		}
	return false;
}

static void see(pid_t child, const char *thread, enum call call, bool disk_idle)
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
		report_stall(&sleepers[i], true);
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
		enum call call;

		if (entry->d_name[0] != '.' && waits_in_call(child, entry->d_name, &call))
			see(child, entry->d_name, call, disk_idle);
	}
	if (tasks)
		closedir(tasks);
	for (i = 0; i < count; i++)
		if (sleepers[i].now)
			sleepers[kept++] = sleepers[i];
		else
			report_stall(&sleepers[i], true);
	count = kept;
}

void watched(bool ended)
{
	while (count)
		report_stall(&sleepers[--count], ended);
}
