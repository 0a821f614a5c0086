// SPDX-License-Identifier: GPL-2.0
/* Everything that a workload tells, in lines of KTAP with JSON objects. */
#include "internal.h"
#include "pinproof.h"

#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_CALLS = 32, MOST_COUNTERS = 32, MOST_OPS = 16, MOST_SAMPLES = 1000 };

static struct { const char *call; int error; unsigned long count; } calls[MOST_CALLS];
static struct { const char *name; uint64_t value; } counters[MOST_COUNTERS];
static struct {
	const char *op;
	unsigned long count;
	uint64_t max;
	uint64_t samples[MOST_SAMPLES];
} latencies[MOST_OPS];

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

/* The table is too small: a mistake in the workload, which must not pass. */
static void full(const char *table)
{
	fprintf(stderr, "no room for more %s\n", table);
	abort();
}

void count_call(const char *call, int error)
{
	int i;

	pthread_mutex_lock(&lock);
	for (i = 0; i < MOST_CALLS && calls[i].call; i++)
		if (calls[i].error == error && !strcmp(calls[i].call, call))
			break;
	if (i == MOST_CALLS)
		full("calls");
	calls[i].call = call;
	calls[i].error = error;
	calls[i].count++;
	pthread_mutex_unlock(&lock);
}

void count_progress(const char *name, uint64_t by)
{
	int i;

	pthread_mutex_lock(&lock);
	for (i = 0; i < MOST_COUNTERS && counters[i].name; i++)
		if (!strcmp(counters[i].name, name))
			break;
	if (i == MOST_COUNTERS)
		full("counters");
	counters[i].name = name;
	counters[i].value += by;
	pthread_mutex_unlock(&lock);
}

void record_latency(const char *op, uint64_t ns)
{
	int i;

	pthread_mutex_lock(&lock);
	for (i = 0; i < MOST_OPS && latencies[i].op; i++)
		if (!strcmp(latencies[i].op, op))
			break;
	if (i == MOST_OPS)
		full("latencies");
	latencies[i].op = op;
	if (latencies[i].count < MOST_SAMPLES)
		latencies[i].samples[latencies[i].count] = ns;
	latencies[i].count++;
	if (ns > latencies[i].max)
		latencies[i].max = ns;
	pthread_mutex_unlock(&lock);
}

/* FNV-1a, 64 bits (Fowler, Noll, Vo): its offset basis and its prime. */
static uint64_t order = 0xcbf29ce484222325ULL;
static unsigned long events;

void note_event(enum event event)
{
	pthread_mutex_lock(&lock);
	order = (order ^ event) * 0x100000001b3ULL;
	events++;
	pthread_mutex_unlock(&lock);
}

static void report_problem(const char *what, int error)
{
	printf("# pinproof {\"type\":\"problem\",\"what\":\"%s\"", what);
	if (error)
		printf(",\"errno\":%d", error);
	printf("}\n");
	fflush(stdout);
}

void give_up(const char *what, int error)
{
	report_totals();
	report_problem(what, error);
	/* Other threads may hold locks, or sleep for ever: no clean-up. */
	_Exit(1);
}

void report_totals(void)
{
	unsigned long j, kept;
	int i;

	pthread_mutex_lock(&lock);
	for (i = 0; i < MOST_COUNTERS && counters[i].name; i++)
		printf("# pinproof {\"type\":\"counter\",\"scope\":\"workload\",\"name\":\"%s\",\"when\":\"after\",\"value\":%llu}\n",
		       counters[i].name, (unsigned long long)counters[i].value);
	for (i = 0; i < MOST_CALLS && calls[i].call; i++) {
		const char *name = calls[i].error ? strerrorname_np(calls[i].error) : "";

		printf("# pinproof {\"type\":\"call\",\"call\":\"%s\",\"errno\":%d,\"error\":\"%s\",\"count\":%lu}\n",
		       calls[i].call, calls[i].error, name ? name : "", calls[i].count);
	}
	for (i = 0; i < MOST_OPS && latencies[i].op; i++) {
		printf("# pinproof {\"type\":\"latency\",\"op\":\"%s\",\"unit\":\"ns\",\"count\":%lu,\"max\":%llu,\"samples\":[",
		       latencies[i].op, latencies[i].count,
		       (unsigned long long)latencies[i].max);
		kept = latencies[i].count < MOST_SAMPLES ? latencies[i].count : MOST_SAMPLES;
		for (j = 0; j < kept; j++)
			printf("%s%llu", j ? "," : "",
			       (unsigned long long)latencies[i].samples[j]);
		printf("]}\n");
	}
	if (events)
		printf("# pinproof {\"type\":\"order\",\"events\":%lu,\"hash\":\"%016llx\"}\n",
		       events, (unsigned long long)order);
	fflush(stdout);
	pthread_mutex_unlock(&lock);
}

void report_comparison(const char *where, size_t pages, size_t bad)
{
	printf("# pinproof {\"type\":\"comparison\",\"where\":\"%s\",\"ok\":%s,\"pages\":%zu,\"bad\":%zu}\n",
	       where, bad ? "false" : "true", pages, bad);
	fflush(stdout);
}

void compare_memory(const char *where, const void *expected, const void *found,
		    size_t size)
{
	const unsigned char *want = expected, *have = found;
	size_t pages = size / PAGE, bad = 0, first = 0, byte = 0, i;

	for (i = 0; i < pages; i++) {
		if (!memcmp(want + i * PAGE, have + i * PAGE, PAGE))
			continue;
		if (!bad++)
			first = i;
	}
	printf("# pinproof {\"type\":\"comparison\",\"where\":\"%s\",\"ok\":%s,\"pages\":%zu,\"bad\":%zu",
	       where, bad ? "false" : "true", pages, bad);
	if (bad) {
		while (want[first * PAGE + byte] == have[first * PAGE + byte])
			byte++;
		printf(",\"first\":%zu,\"found\":\"%02x for %02x at byte %zu\"",
		       first, have[first * PAGE + byte],
		       want[first * PAGE + byte], byte);
	}
	printf("}\n");
	fflush(stdout);
}
