// SPDX-License-Identifier: GPL-2.0
/*
 * Stores to the shared mapping that another process has of a file, while the
 * file is written back: the kernel faults each page for writing, pins it and
 * copies.
 */
#include "pinproof.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

static struct file file;
static pid_t child;
static int memory = -1;
static atomic_bool done, syncing;

/* Each stores the content of a page of the model, or the part that it can, to the child's. Returns the errno, or 0. */
static int by_writev(size_t at)
{
	struct iovec from = { .iov_base = file.model + at, .iov_len = PAGE };
	struct iovec to = { .iov_base = file.mapping + at, .iov_len = PAGE };
	ssize_t count = process_vm_writev(child, &from, 1, &to, 1, 0);

	if (count >= 0 && count != (ssize_t)PAGE)
		give_up("process_vm_writev came short", 0);
	return count < 0 ? errno : 0;
}

static int by_ptrace(size_t at)
{
	size_t word;
	long value;

	for (word = 0; word < PAGE; word += PAGE / 4) {
		memcpy(&value, file.model + at + word, sizeof(value));
		if (ptrace(PTRACE_POKEDATA, child, file.mapping + at + word, value))
			return errno;
	}
	return 0;
}

static int by_proc_mem(size_t at)
{
	ssize_t count = pwrite(memory, file.model + at, PAGE, (uintptr_t)file.mapping + at);

	if (count >= 0 && count != (ssize_t)PAGE)
		give_up("the write to /proc/PID/mem came short", 0);
	return count < 0 ? errno : 0;
}

static const struct means {
	const char *by, *call;
	int (*store)(size_t at);
} means[] = {
	{ "process-vm-writev", "process_vm_writev", by_writev },
	{ "ptrace", "PTRACE_POKEDATA", by_ptrace },
	{ "proc-mem", "write to /proc/PID/mem", by_proc_mem },
};

static const struct means *chosen(void)
{
	const char *by = text_parameter("by");
	size_t i;

	for (i = 0; i < sizeof(means) / sizeof(*means); i++)
		if (!strcmp(means[i].by, by))
			return &means[i];
	give_up("nobody stores by that name", 0);
}

/* The child only has the mapping; it shares it with its parent, and does nothing. */
static void start_child(void)
{
	child = fork();
	if (child < 0)
		give_up("fork", errno);
	if (child)
		return;
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	for (;;)
		pause();
}

/* Whoever traces is a thread: the one that stores. */
static void attach(const struct means *how)
{
	char path[64];

	if (how->store == by_ptrace) {
		if (ptrace(PTRACE_ATTACH, child, NULL, NULL))
			give_up("PTRACE_ATTACH", errno);
		if (waitpid(child, NULL, __WALL) < 0)
			give_up("waitpid", errno);
	}
	snprintf(path, sizeof(path), "/proc/%d/mem", child);
	memory = open(path, O_RDWR);
	if (memory < 0)
		give_up("open of /proc/PID/mem", errno);
}

static void *store(void *unused)
{
	const struct means *how = chosen();
	unsigned char round = 0;
	struct pace pace;
	size_t at;

	(void)unused;
	attach(how);
	start_pace(&pace, 1);
	while (!done) {
		round++;
		for (at = 0; at < file.size && !done; at += PAGE) {
			bool during = syncing;
			size_t word;
			int error;

			/* What ptrace can store: a word in each quarter. */
			for (word = 0; word < PAGE; word += PAGE / 4)
				memset(file.model + at + word, round, sizeof(long));
			error = how->store(at);
			count_call(how->call, error);
			if (error)
				give_up(how->call, error);
			note_event(STORED);
			count_progress("pages_stored", 1);
			if (during && syncing)
				count_progress("stores_during_fsync", 1);
		}
		sleep_within_sync(&pace, 2000);
	}
	return NULL;
}

void workload(void)
{
	long i, syncs = parameter("syncs");
	struct pace pace;

	open_file(&file, parameter("pages") * PAGE);
	start_child();
	start_pace(&pace, 0);
	start_thread(store, NULL);
	for (i = 0; i < syncs; i++) {
		sleep_random(&pace, 20000);
		syncing = true;
		timed_fdatasync(file.fd);
		syncing = false;
		count_progress("fsyncs_returned", 1);
	}
	done = true;
	join_threads();
	kill(child, SIGKILL);
	waitpid(child, NULL, __WALL);
	compare_mapping(&file);
	close_file(&file);
}
