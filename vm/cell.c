// SPDX-License-Identifier: GPL-2.0
/*
 * The guest's first process once everything is prepared: it stops the guest
 * for its checkpoint, and then runs one cell: the workload, what was counted
 * around it, and what the disk holds afterwards. In C, for what a cell does in
 * a shell costs more real time than most workloads: each command is a process,
 * and each process is code that the emulator translates again after a restore.
 *
 * Arguments, from vm/prepare: KEY=VALUE of the device and the file system. The
 * cell's own words come from fw_cfg, and are read after the stop: the guest
 * that makes the checkpoint has none, and each one that goes on from it has its
 * own. Protocol: vm/README.md.
 */
#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/btrfs.h>
#include <sched.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/reboot.h>
#include <sys/wait.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

/*
 * Seconds of guest time. A workload takes some ten, and longer only where it
 * holds a pin on purpose; what takes longer than this does not end.
 */
enum { WORKLOAD_LIMIT = 120, TEARDOWN_LIMIT = 60 };
/* Microseconds; journals commit after 5 s, and are not waited for. */
enum { SETTLE_US = 100000, MOST_STOPS = 20 };
enum { MOST_WORDS = 64, TEXT = 4096 };

static int report_fd = -1;
/* Of prepare, then of the cell; the workload gets those of the cell. */
static char *prepared[MOST_WORDS], *words[MOST_WORDS];

/* The words come from the kernel; a quote in them would spoil a line. */
static void plain(char *text)
{
	char *from, *to = text;

	for (from = text; *from; from++)
		if (*from != '"' && *from != '\\' && !iscntrl((unsigned char)*from))
			*to++ = *from;
	*to = '\0';
}

static double uptime(void)
{
	struct timespec now;

	clock_gettime(CLOCK_BOOTTIME, &now);
	return now.tv_sec + now.tv_nsec / 10000000 / 100.0;
}

__attribute__((format(printf, 1, 2)))
static void report(const char *format, ...)
{
	va_list arguments;

	dprintf(report_fd, "# pinproof ");
	va_start(arguments, format);
	vdprintf(report_fd, format, arguments);
	va_end(arguments);
	dprintf(report_fd, "\n");
}

static void phase(const char *name)
{
	report("{\"type\":\"phase\",\"phase\":\"%s\",\"uptime\":%.2f}", name, uptime());
}

static void counter(const char *scope, const char *name, const char *when, const char *value)
{
	report("{\"type\":\"counter\",\"scope\":\"%s\",\"name\":\"%s\",\"when\":\"%s\",\"value\":%s}",
	       scope, name, when, value);
}

__attribute__((format(printf, 1, 2)))
static void problem(const char *format, ...)
{
	char text[TEXT];
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(text, sizeof(text), format, arguments);
	va_end(arguments);
	plain(text);
	report("{\"type\":\"problem\",\"what\":\"%s\"}", text);
}

/*
 * What the kernel should have done and did not: a test of its own, failed. A
 * problem is ours, and proves nothing.
 */
static void failed(const char *what)
{
	dprintf(report_fd, "1..1\nnot ok 1 - %s\n", what);
}

/* A line in the kernel's own log: the console tells what came before and after. */
__attribute__((format(printf, 1, 2)))
static void mark(const char *format, ...)
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

_Noreturn static void end_guest(void)
{
	reboot(RB_AUTOBOOT);
	_exit(1);
}

/* The content of a small file, or an empty string; the caller frees nothing. */
static char *content(const char *path)
{
	static char text[4 * TEXT];
	ssize_t count, length = 0;
	int fd = open(path, O_RDONLY);

	if (fd >= 0)
		while ((count = read(fd, text + length, sizeof(text) - 1 - length)) > 0)
			length += count;
	close(fd);
	text[length] = '\0';
	return text;
}

static bool set_to(const char *path, const char *value)
{
	int fd = open(path, O_WRONLY);
	bool done = fd >= 0 && write(fd, value, strlen(value)) == (ssize_t)strlen(value);

	close(fd);
	return done;
}

static char *value_of(char *const list[], const char *key)
{
	size_t length = strlen(key);

	for (; *list; list++)
		if (!strncmp(*list, key, length) && (*list)[length] == '=')
			return *list + length + 1;
	return NULL;
}

/* The path of a file of the first entry of a folder that is no hidden one. */
static bool first_in(const char *folder, char *path, size_t size)
{
	DIR *stream = opendir(folder);
	struct dirent *entry;
	bool found = false;

	while (stream && !found && (entry = readdir(stream)))
		if (entry->d_name[0] != '.') {
			snprintf(path, size, "%s/%s", folder, entry->d_name);
			found = true;
		}
	if (stream)
		closedir(stream);
	return found;
}

static void pin_counters(const char *when)
{
	static const char *const names[] = { "nr_foll_pin_acquired", "nr_foll_pin_released" };
	char *text, *line;
	size_t i;

	/* Per-CPU batches hide up to 125 of a counter each, until they are folded in. */
	content("/proc/sys/vm/stat_refresh");
	text = content("/proc/vmstat");
	for (i = 0; i < 2; i++) {
		char value[32];

		line = strstr(text, names[i]);
		if (line && sscanf(line + strlen(names[i]), "%31s", value) == 1)
			counter("vm", names[i], when, value);
		else
			problem("the kernel has no counter %s", names[i]);
	}
}

static void disk_counters(const char *when)
{
	static const char *const names[] = { "dix_reads", "dix_writes", "dif_errors" };
	char path[512], value[32], *text, *found;
	size_t i;

	text = first_in("/proc/scsi/scsi_debug", path, sizeof(path)) ? content(path) : "";
	for (i = 0; i < 3; i++) {
		found = strstr(text, names[i]);
		if (found && sscanf(found + strlen(names[i]), "=%31[0-9]", value) == 1)
			counter("device", names[i], when, value);
		else
			problem("the disk has no counter %s", names[i]);
	}
}

static void btrfs_counters(const char *when)
{
	/* The order is that of enum btrfs_dev_stat_values (linux/btrfs.h). */
	static const char *const names[] = {
		"write_io_errs", "read_io_errs", "flush_io_errs", "corruption_errs", "generation_errs",
	};
	struct btrfs_ioctl_get_dev_stats stats = { .devid = 1, .nr_items = BTRFS_DEV_STAT_VALUES_MAX };
	int fd = open("/mnt", O_RDONLY);
	char value[32];
	size_t i;

	if (ioctl(fd, BTRFS_IOC_GET_DEV_STATS, &stats))
		problem("btrfs gives no device statistics: %s", strerror(errno));
	else
		for (i = 0; i < 5; i++) {
			snprintf(value, sizeof(value), "%llu", stats.values[i]);
			counter("btrfs", names[i], when, value);
		}
	close(fd);
}

static void counters(const char *when)
{
	pin_counters(when);
	disk_counters(when);
	if (!strcmp(value_of(prepared, "filesystem"), "btrfs"))
		btrfs_counters(when);
}

/* Where each thread of a process sleeps, into the kernel's log. */
static void mark_stacks(const char *what, pid_t pid)
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
		mark("%s does not end: %s, %.*s", what, name, line ? (int)strcspn(line, "\n") : 0, line ? line : "");
		snprintf(path, sizeof(path), "%s/%s/stack", folder, entry->d_name);
		for (line = strtok_r(content(path), "\n", &rest); line; line = strtok_r(NULL, "\n", &rest))
			mark("  %s", line);
	}
}

/*
 * Waits for a child, and ends the guest if it does not end: a process that
 * sleeps uninterruptibly cannot be killed, so nobody waits for it. Sleeps until
 * the child's signal: a loop that looks would be most of a cell's real time.
 * Returns the wait status.
 */
static int wait_for(pid_t child, const char *what, long limit)
{
	struct timespec now, left = { 0 };
	time_t deadline;
	sigset_t set;
	int status;

	sigemptyset(&set);
	sigaddset(&set, SIGCHLD);
	clock_gettime(CLOCK_BOOTTIME, &now);
	deadline = now.tv_sec + limit;
	for (;;) {
		pid_t pid = waitpid(-1, &status, WNOHANG);

		if (pid == child)
			return status;
		if (pid > 0)
			continue; /* An orphan: this is the first process. */
		clock_gettime(CLOCK_BOOTTIME, &now);
		if (now.tv_sec >= deadline)
			break;
		left.tv_sec = deadline - now.tv_sec;
		sigtimedwait(&set, NULL, &left);
	}
	mark_stacks(what, child);
	report("{\"type\":\"phase\",\"phase\":\"stuck\",\"uptime\":%.2f,\"what\":\"%s\"}", uptime(), what);
	end_guest();
}

/* Makes a child; returns 0 in it. */
static pid_t child_process(void)
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

/* Runs umount or mount in a child, which may not come back. True if it went well. */
static bool mounted(bool mount_it, const char *what)
{
	const char *filesystem = value_of(prepared, "filesystem");
	const char *options = value_of(prepared, "options");
	char disk[64];
	int status;
	pid_t pid;

	snprintf(disk, sizeof(disk), "/dev/%s", value_of(prepared, "disk"));
	pid = child_process();
	if (!pid) {
		if (mount_it ? mount(disk, "/mnt", filesystem, 0, options) : umount2("/mnt", 0)) {
			mark("%s: %s", what, strerror(errno));
			_exit(1);
		}
		_exit(0);
	}
	status = wait_for(pid, what, TEARDOWN_LIMIT);
	return WIFEXITED(status) && !WEXITSTATUS(status);
}

/* Runs the workload, or its comparison; its words to the report. Returns the wait status. */
static int run_workload(const char *what, bool verify, long limit)
{
	char path[256], source[64], late[64], *arguments[MOST_WORDS + 7];
	int count = 0, i;
	pid_t pid;

	snprintf(path, sizeof(path), "/workloads/%s", value_of(words, "workload"));
	snprintf(source, sizeof(source), "source=%s", value_of(prepared, "slow"));
	snprintf(late, sizeof(late), "late=%s", value_of(prepared, "late"));
	arguments[count++] = path;
	if (verify)
		arguments[count++] = "verify";
	for (i = 0; words[i]; i++)
		arguments[count++] = words[i];
	arguments[count++] = "folder=/mnt";
	arguments[count++] = "state=/run";
	arguments[count++] = source;
	arguments[count++] = late;
	arguments[count] = NULL;
	pid = child_process();
	if (!pid) {
		dup2(report_fd, STDOUT_FILENO);
		dup2(open("/run/errors", O_WRONLY | O_CREAT | O_TRUNC, 0600), STDERR_FILENO);
		execv(path, arguments);
		fprintf(stderr, "%s: %s\n", path, strerror(errno));
		_exit(127);
	}
	return wait_for(pid, what, limit);
}

#define TRACING "/sys/kernel/tracing/"

/* Switches tracepoints on: `events` is a list with commas, each as set_event takes them. */
static void begin_trace(char *events)
{
	char *event, *rest;

	mount("tracefs", TRACING, "tracefs", 0, NULL);
	/* Of a guest that does not come to the end of its cell, the console gets what was traced. */
	set_to("/proc/sys/kernel/ftrace_dump_on_oops", "1");
	set_to(TRACING "buffer_size_kb", "32768");
	for (event = strtok_r(events, ",", &rest); event; event = strtok_r(NULL, ",", &rest))
		if (!set_to(TRACING "set_event", event))
			problem("the kernel has no tracepoint %s", event);
}

/* What was traced, to the third serial port. */
static void tell_trace(void)
{
	int from = open(TRACING "trace", O_RDONLY), to = open("/dev/ttyS2", O_WRONLY | O_NOCTTY);
	char text[TEXT];
	struct termios mode;
	ssize_t count;

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

static void run_cell(void)
{
	char *workload = value_of(words, "workload"), *hold = value_of(words, "hold");
	char *trace = value_of(words, "trace"), *planted = value_of(words, "planted");
	char *delay = value_of(words, "disk.delay"), *requests = value_of(words, "disk.nr_requests");
	char path[256];
	int status;

	counters("before");
	/* EBUSY while a command is in flight: what mount left behind must have ended. */
	sync();
	if (!delay)
		delay = value_of(prepared, "delay");
	if (!set_to("/sys/bus/pseudo/drivers/scsi_debug/delay", delay))
		problem("the disk does not take a delay of %s", delay);
	snprintf(path, sizeof(path), "/sys/block/%s/queue/nr_requests", value_of(prepared, "disk"));
	if (requests && !set_to(path, requests))
		problem("the disk does not take a queue of %s", requests);

	/* Everything up to here was done by a kernel without a bug. */
	if (planted && !set_to("/sys/kernel/debug/planted_bug", planted))
		problem("the kernel has no planted bug %s", planted);
	if (trace)
		begin_trace(trace);
	phase("cell");
	mark("cell begin");
	status = run_workload(workload, false, WORKLOAD_LIMIT + (hold ? atol(hold) : 0));
	/* kselftest: 0 pass, 1 fail, 4 skip; the report says why. Anything else is an accident. */
	if (!WIFEXITED(status) || (WEXITSTATUS(status) > 1 && WEXITSTATUS(status) != 4))
		problem("the workload ended with %s %d: %s", WIFSIGNALED(status) ? "signal" : "status",
			WIFSIGNALED(status) ? WTERMSIG(status) : WEXITSTATUS(status), content("/run/errors"));
	mark("cell end");
	if (trace)
		set_to(TRACING "tracing_on", "0");

	phase("teardown");
	counters("after");
	/* What the disk really holds, with nothing of it in memory. */
	if (!mounted(false, "umount")) {
		failed("the file system is unmounted");
	} else if (!mounted(true, "mount")) {
		failed("the file system is mounted again");
	} else {
		status = run_workload("the comparison", true, TEARDOWN_LIMIT);
		if (!WIFEXITED(status) || WEXITSTATUS(status))
			problem("the comparison after remount failed: %s", content("/run/errors"));
		if (!mounted(false, "umount"))
			failed("the file system is unmounted again");
	}
	mark("teardown end");
	if (trace)
		tell_trace();
}

/* pvpanic's register, by its PCI resource (QEMU, docs/specs/pvpanic); NULL where there is none. */
static volatile unsigned char *pvpanic(void)
{
	static const char folder[] = "/sys/bus/pci/devices";
	char path[512], identity[16];
	DIR *stream = opendir(folder);
	struct dirent *entry;
	void *found = MAP_FAILED;
	int fd;

	while (stream && found == MAP_FAILED && (entry = readdir(stream))) {
		snprintf(path, sizeof(path), "%s/%s/vendor", folder, entry->d_name);
		snprintf(identity, sizeof(identity), "%.6s", content(path));
		snprintf(path, sizeof(path), "%s/%s/device", folder, entry->d_name);
		if (strcmp(identity, "0x1b36") || strncmp(content(path), "0x0011", 6))
			continue;
		snprintf(path, sizeof(path), "%s/%s/enable", folder, entry->d_name);
		set_to(path, "1");
		snprintf(path, sizeof(path), "%s/%s/resource0", folder, entry->d_name);
		fd = open(path, O_RDWR);
		found = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
		close(fd);
	}
	if (stream)
		closedir(stream);
	return found == MAP_FAILED ? NULL : found;
}

/*
 * Stops the guest at the store, where QEMU was told to (-action panic=pause).
 * RSI holds the time stamp of four instructions before: QEMU's own clock runs
 * on, by the host's time, until its main loop has noticed the stop, and the
 * harness puts it back (harness/run/checkpoint). The distance is part of the
 * protocol, so it is written in assembly.
 */
static void stop_for_checkpoint(void)
{
	volatile unsigned char *panicked = pvpanic();
	cpu_set_t first, all;

	if (!panicked)
		return;
	(void)*panicked; /* Faults the page in. */
	/*
	 * QEMU tells the registers of the first processor. Another one would run
	 * on until QEMU's main loop has noticed the stop, so it must be idle: it
	 * is when nothing is left of what prepare did.
	 */
	sched_getaffinity(0, sizeof(all), &all);
	CPU_ZERO(&first);
	CPU_SET(0, &first);
	sched_setaffinity(0, sizeof(first), &first);
	usleep(SETTLE_US);
	asm volatile("rdtsc\n\t"
		     "shl $32, %%rdx\n\t"
		     "or %%rdx, %%rax\n\t"
		     "mov %%rax, %%rsi\n\t"
		     "movb $1, (%0)"
		     : : "r" (panicked) : "rax", "rdx", "rsi", "memory");
	sched_setaffinity(0, sizeof(all), &all);
}

static void split(char *text, char *list[])
{
	char *rest, *word = strtok_r(text, " \n", &rest);
	int count = 0;

	for (; word && count < MOST_WORDS - 1; word = strtok_r(NULL, " \n", &rest))
		list[count++] = strdup(word);
}

int main(int argc, char **argv)
{
	sigset_t set;
	int i;

	sigemptyset(&set);
	sigaddset(&set, SIGCHLD);
	sigprocmask(SIG_BLOCK, &set, NULL);
	report_fd = open("/dev/ttyS1", O_WRONLY | O_CLOEXEC);
	for (i = 1; i < argc && i < MOST_WORDS; i++)
		prepared[i - 1] = argv[i];

	/*
	 * Without words nobody went on from here: the harness found another
	 * processor at work, and wants the guest to stop once more.
	 */
	for (i = 0; !words[0] && i < MOST_STOPS; i++) {
		stop_for_checkpoint();
		split(content("/sys/firmware/qemu_fw_cfg/by_name/opt/pinproof/cell/raw"), words);
	}
	if (value_of(words, "shell")) {
		pid_t pid = child_process();

		if (!pid) {
			dprintf(STDOUT_FILENO, "pinproof: a shell. /mnt is %s on /dev/%s, %s is slow, rxe0 is there; exit ends the guest.\n",
				value_of(prepared, "filesystem"), value_of(prepared, "disk"), value_of(prepared, "slow"));
			execl("/bin/setsid", "setsid", "sh", "-c", "exec sh -i </dev/ttyS0 >/dev/ttyS0 2>&1", (char *)NULL);
			_exit(127);
		}
		waitpid(pid, &i, 0);
	} else if (value_of(words, "workload")) {
		run_cell();
	} else {
		problem("no workload came by fw_cfg");
	}
	phase("done");
	end_guest();
}
