// SPDX-License-Identifier: GPL-2.0
#include "counting.h"

#include "json.h"
#include "pinproof.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

static uint64_t instruction_ns;

static void take_processors_away(void)
{
	char path[64];
	int processor, fd;

	for (processor = 1; sysconf(_SC_NPROCESSORS_ONLN) > 1; processor++) {
		snprintf(path, sizeof(path), "/sys/devices/system/cpu/cpu%d/online", processor);
		fd = open(path, O_WRONLY);
		if (fd < 0 || write(fd, "0", 1) != 1)
			give_up("take a processor offline", errno);
		close(fd);
	}
}

/* By a loop of known length. A tick of the clock in it adds a hundredth, or less. */
static uint64_t time_of_instruction(void)
{
	enum { ROUNDS = 1000000 };
	uint64_t begun = now_ns(), length = run_loop(ROUNDS), taken = now_ns() - begun;
	uint64_t each = (taken + length / 2) / length;

	if (!each || each & (each - 1) || taken / 50 > each * length / 49)
		give_up("instructions are not counted here: they take no fixed time", 0);
	return each;
}

/*
 * Nanoseconds for which the processor was idle: idle_sleeptime and
 * iowait_sleeptime of print_cpu(), kernel/time/timer_list.c.
 */
static uint64_t idle_ns(void)
{
	FILE *stream = fopen("/proc/timer_list", "r");
	unsigned long long value, sum = 0;
	char line[256], name[32];
	int found = 0;

	while (stream && fgets(line, sizeof(line), stream))
		if (sscanf(line, " .%31[a-z_] : %llu nsecs", name, &value) == 2 &&
		    (!strcmp(name, "idle_sleeptime") || !strcmp(name, "iowait_sleeptime"))) {
			sum += value;
			found++;
		}
	if (stream)
		fclose(stream);
	/* One line each for the one processor that is left. */
	if (found != 2)
		give_up("/proc/timer_list has no idle time", 0);
	return sum;
}

/*
 * The idle time since the last call. It can only have grown where this thread
 * has slept, and reading it is expensive.
 */
static uint64_t idle_since(void)
{
	static uint64_t known;
	static long sleeps;
	struct rusage usage;
	uint64_t before = known;

	getrusage(RUSAGE_THREAD, &usage);
	if (usage.ru_nvcsw == sleeps)
		return 0;
	sleeps = usage.ru_nvcsw;
	known = idle_ns();
	return known - before;
}

void start_counting(void)
{
	take_processors_away();
	instruction_ns = time_of_instruction();
	idle_since();
}

static int by_size(const void *left, const void *right)
{
	const uint64_t *a = left, *b = right;

	return (*a > *b) - (*a < *b);
}

void measure(enum operation op, unsigned int count, void (*operation)(unsigned int index))
{
	uint64_t begun, *costs = allocate(count * sizeof(*costs));
	struct json json;
	unsigned int i;

	for (i = 0; i < WARM_UP; i++)
		operation(i);
	idle_since();
	for (i = 0; i < count; i++) {
		begun = now_ns();
		operation(WARM_UP + i);
		costs[i] = now_ns() - begun;
		costs[i] = (costs[i] - idle_since()) / instruction_ns;
	}
	qsort(costs, count, sizeof(*costs), by_size);
	json_begin(&json, stdout, "cost");
	json_text(&json, "op", operation_id(op));
	json_number(&json, "instructions", costs[count / 2]);
	json_number(&json, "count", count);
	json_end(&json);
	count_progress(COUNT_OPERATIONS_MEASURED, count);
}
