// SPDX-License-Identifier: GPL-2.0
#include "cell.h"

#include <dirent.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/reboot.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

_Noreturn void end_guest(void)
{
	reboot(RB_AUTOBOOT);
	_exit(1);
}

/* Writes where each thread of a process sleeps to the kernel's log. */
static void log_stacks(const char *what, pid_t pid)
{
	char folder[64], path[512], name[64];
	struct dirent *entry;
	char *line, *rest;
	DIR *tasks;

	snprintf(folder, sizeof(folder), "/proc/%d/task", pid);
	tasks = opendir(folder);
	while (tasks && (entry = readdir(tasks))) {
		if (entry->d_name[0] == '.')
			continue;
		snprintf(path, sizeof(path), "%s/%s/comm", folder, entry->d_name);
		snprintf(name, sizeof(name), "%.60s", content(path));
		name[strcspn(name, "\n")] = '\0';
		snprintf(path, sizeof(path), "%s/%s/status", folder, entry->d_name);
		line = strstr(content(path), "State:");
		log_line("%s does not end: %s, %.*s", what, name, line ? (int)strcspn(line, "\n") : 0, line ? line : "");
		snprintf(path, sizeof(path), "%s/%s/stack", folder, entry->d_name);
		for (line = strtok_r(content(path), "\n", &rest); line; line = strtok_r(NULL, "\n", &rest))
			log_line("  %s", line);
	}
	if (tasks)
		closedir(tasks);
}

/*
 * Sleeps until the child's signal, or until the next sample is due: a loop that
 * polls would take most of a cell's real time.
 */
int wait_for(pid_t child, const char *what, long limit)
{
	const struct timespec second = { .tv_sec = 1 };
	struct timespec now;
	time_t deadline;
	sigset_t set;
	int status;

	sigemptyset(&set);
	sigaddset(&set, SIGCHLD);
	clock_gettime(CLOCK_BOOTTIME, &now);
	deadline = now.tv_sec + limit;
	for (;;) {
		pid_t pid = waitpid(-1, &status, WNOHANG);

		if (pid == child) {
			watched(true);
			return status;
		}
		if (pid > 0)
			continue; /* An orphan: this is the first process. */
		clock_gettime(CLOCK_BOOTTIME, &now);
		if (now.tv_sec >= deadline)
			break;
		if (sigtimedwait(&set, NULL, &second) < 0 && errno == EAGAIN)
			watch(child);
	}
	watched(false);
	log_stacks(what, child);
	phase(PHASE_STUCK, what);
	end_guest();
}

pid_t child_process(void)
{
	sigset_t set;
	pid_t pid = fork();

	if (pid < 0) {
		problem("fork: %s", strerror(errno));
		end_guest();
	}
	if (!pid) {
		sigemptyset(&set);
		sigprocmask(SIG_SETMASK, &set, NULL);
	}
	return pid;
}
