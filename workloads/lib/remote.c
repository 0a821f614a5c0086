// SPDX-License-Identifier: GPL-2.0
#include "remote.h"

#include "pinproof.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

static pid_t child;
static int memory = -1;

static int by_writev(void *to, const void *from)
{
	struct iovec here = { .iov_base = (void *)from, .iov_len = PAGE };
	struct iovec there = { .iov_base = to, .iov_len = PAGE };
	ssize_t count = process_vm_writev(child, &here, 1, &there, 1, 0);

	if (count >= 0 && count != (ssize_t)PAGE)
		give_up("process_vm_writev came short", 0);
	return count < 0 ? errno : 0;
}

/* A word in each quarter: a page would be 512 calls. */
static int by_ptrace(void *to, const void *from)
{
	size_t at;
	long value;

	for (at = 0; at < PAGE; at += PAGE / 4) {
		memcpy(&value, (const char *)from + at, sizeof(value));
		if (ptrace(PTRACE_POKEDATA, child, (char *)to + at, value))
			return errno;
	}
	return 0;
}

static int by_proc_mem(void *to, const void *from)
{
	ssize_t count = pwrite(memory, from, PAGE, (uintptr_t)to);

	if (count >= 0 && count != (ssize_t)PAGE)
		give_up("the write to /proc/PID/mem came short", 0);
	return count < 0 ? errno : 0;
}

static const struct remote all[] = {
	{ "process-vm-writev", CALL_PROCESS_VM_WRITEV, by_writev },
	{ "ptrace", CALL_POKEDATA, by_ptrace },
	{ "proc-mem", CALL_PROC_MEM_WRITE, by_proc_mem },
};

const struct remote *remote_by(const char *by)
{
	return ENTRY_NAMED(all, by);
}

void start_remote(void)
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

void attach_remote(const struct remote *how)
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

void end_remote(void)
{
	kill(child, SIGKILL);
	waitpid(child, NULL, __WALL);
}
