// SPDX-License-Identifier: GPL-2.0
#include "cell.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/fs.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/wait.h>
#include <unistd.h>

/*
 * Seconds of guest time. A workload takes some ten, and longer only where it
 * holds a pin on purpose; what takes longer than this counts as endless.
 */
enum { WORKLOAD_LIMIT = 120, TEARDOWN_LIMIT = 60 };

static const char *disk(void)
{
	static char path[64];

	snprintf(path, sizeof(path), "/dev/%s", value_of(prepared, "disk"));
	return path;
}

static bool is_type(const char *type)
{
	return !strcmp(value_of(prepared, "type"), type);
}

/* Runs umount or mount in a child, for it may not return. Returns whether it succeeded. */
static bool mounted(bool mount_it, const char *what)
{
	int status;
	pid_t pid;

	pid = child_process();
	if (!pid) {
		if (mount_it ? mount(disk(), "/mnt", value_of(prepared, "type"), 0, value_of(prepared, "options"))
			     : umount2("/mnt", 0)) {
			log_line("%s: %s", what, strerror(errno));
			_exit(1);
		}
		_exit(0);
	}
	status = wait_for(pid, what, TEARDOWN_LIMIT);
	return WIFEXITED(status) && !WEXITSTATUS(status);
}

/* Returns a word KEY=VALUE for the workload. */
static char *word(const char *key, const char *value)
{
	char *text;

	if (asprintf(&text, "%s=%s", key, value) < 0) {
		problem("no memory for a word");
		end_guest();
	}
	return text;
}

/* Runs the workload, or its comparison, with the report as its standard output. Returns the wait status. */
static int run_workload(const char *what, bool verify, long limit)
{
	char path[256], *arguments[2 * MOST_WORDS];
	int count = 0, i;
	pid_t pid;

	snprintf(path, sizeof(path), "/workloads/%s", value_of(words, "workload"));
	arguments[count++] = path;
	if (verify)
		arguments[count++] = "verify";
	for (i = 0; words[i]; i++)
		arguments[count++] = words[i];
	/* Without a filesystem the file is the disk itself; workloads that need a folder have one in the initramfs. */
	arguments[count++] = word("file", is_type("none") ? disk() : "/mnt/file");
	arguments[count++] = "folder=/mnt";
	arguments[count++] = "state=/run";
	arguments[count++] = word("source", value_of(prepared, "slow"));
	arguments[count++] = word("late", value_of(prepared, "late"));
	arguments[count++] = word("disk", disk());
	arguments[count++] = word("type", value_of(prepared, "type"));
	arguments[count++] = word("options", value_of(prepared, "options"));
	arguments[count] = NULL;
	pid = child_process();
	if (!pid) {
		dup2(fileno(report_stream), STDOUT_FILENO);
		dup2(open("/run/errors", O_WRONLY | O_CREAT | O_TRUNC, 0600), STDERR_FILENO);
		execv(path, arguments);
		fprintf(stderr, "%s: %s\n", path, strerror(errno));
		_exit(127);
	}
	return wait_for(pid, what, limit);
}

static void compare_again(void)
{
	int status = run_workload("the comparison", true, TEARDOWN_LIMIT);

	if (!WIFEXITED(status) || WEXITSTATUS(status))
		problem("the comparison after remount failed: %s", content("/run/errors"));
}

/* Compares what the file holds on the disk, with nothing of it in memory. */
static void compare_disk(void)
{
	int fd;

	/* A tmpfs has no disk. */
	if (is_type("tmpfs"))
		return;
	if (is_type("none")) {
		fd = open(disk(), O_RDONLY);
		if (fd < 0 || fsync(fd) || ioctl(fd, BLKFLSBUF))
			failed("the disk's page cache is written and dropped");
		if (fd >= 0)
			close(fd);
		compare_again();
	} else if (!mounted(false, "umount")) {
		failed("the file system is unmounted");
	} else if (!mounted(true, "mount")) {
		failed("the file system is mounted again");
	} else {
		compare_again();
		if (!mounted(false, "umount"))
			failed("the file system is unmounted again");
	}
}

void run_cell(void)
{
	char *workload = value_of(words, "workload"), *hold = value_of(words, "hold");
	char *trace = value_of(words, "trace"), *planted = value_of(words, "planted");
	char *delay = value_of(words, "disk.delay"), *requests = value_of(words, "disk.nr_requests");
	char path[256];
	int status;
	long pins;

	counters("before");
	pins = pins_held();
	/* EBUSY while a command is in flight: what mount has begun must have ended. */
	sync();
	if (!delay)
		delay = value_of(prepared, "delay");
	if (!set_to("/sys/bus/pseudo/drivers/scsi_debug/delay", delay))
		problem("the disk's delay cannot be set to %s", delay);
	snprintf(path, sizeof(path), "/sys/block/%s/queue/nr_requests", value_of(prepared, "medium"));
	if (requests && !set_to(path, requests))
		problem("the disk's queue cannot be set to %s requests", requests);

	note_writes();
	/* Up to here the kernel has run without the bug. */
	if (planted && !set_to("/sys/kernel/debug/planted_bug", planted))
		problem("the kernel has no planted bug %s", planted);
	if (trace)
		begin_trace(trace);
	phase(PHASE_CELL, NULL);
	mark(MARK_CELL_BEGIN);
	status = run_workload(workload, false, WORKLOAD_LIMIT + (hold ? atol(hold) : 0));
	/* kselftest: 0 pass, 1 fail, 4 skip; the report says why. Anything else is an accident. */
	if (!WIFEXITED(status) || (WEXITSTATUS(status) > 1 && WEXITSTATUS(status) != 4))
		problem("the workload ended with %s %d: %s", WIFSIGNALED(status) ? "signal" : "status",
			WIFSIGNALED(status) ? WTERMSIG(status) : WEXITSTATUS(status), content("/run/errors"));
	mark(MARK_CELL_END);
	if (trace)
		end_trace();

	phase(PHASE_TEARDOWN, NULL);
	await_pins(pins);
	counters("after");
	compare_disk();
	rescan();
	mark(MARK_TEARDOWN_END);
	if (trace)
		write_trace();
}
