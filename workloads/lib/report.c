// SPDX-License-Identifier: GPL-2.0
/* The report of a workload: lines of KTAP, and facts as JSON objects. */
#include "internal.h"
#include "json.h"
#include "pinproof.h"

#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_CALLS = 32, MOST_COUNTERS = 32, MOST_OPS = 16, MOST_SAMPLES = 1000 };

/* What an entry of a table is about. Entries are used from the first on, in the order in which they came. */
struct key {
	bool used;
	int id, of;
};

static struct { struct key key; unsigned long count; } calls[MOST_CALLS];
static struct { struct key key; uint64_t value; } counters[MOST_COUNTERS];
static struct {
	struct key key;
	unsigned long count;
	uint64_t max;
	uint64_t samples[MOST_SAMPLES];
} latencies[MOST_OPS];

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

/* Returns the index of the entry of a key, a new one if there is none. Each entry begins with its key. */
static size_t index_of(void *table, size_t entries, size_t entry_size, int id, int of)
{
	char *entry = table;
	size_t i;

	for (i = 0; i < entries; i++, entry += entry_size) {
		struct key *key = (struct key *)entry;

		if (!key->used)
			*key = (struct key){ .used = true, .id = id, .of = of };
		if (key->id == id && key->of == of)
			return i;
	}
	/* The table is too small: a mistake in the workload, which must not pass. */
	fprintf(stderr, "a table of the report is full\n");
	abort();
}
#define INDEX_OF(table, id, of) index_of(table, sizeof(table) / sizeof(*(table)), sizeof(*(table)), id, of)

void count_call(enum call call, int error)
{
	pthread_mutex_lock(&lock);
	calls[INDEX_OF(calls, call, error)].count++;
	pthread_mutex_unlock(&lock);
}

void count_progress(enum counter counter, uint64_t by)
{
	pthread_mutex_lock(&lock);
	counters[INDEX_OF(counters, counter, 0)].value += by;
	pthread_mutex_unlock(&lock);
}

void record_latency(enum operation op, enum arm arm, uint64_t ns)
{
	size_t i;

	pthread_mutex_lock(&lock);
	i = INDEX_OF(latencies, op, arm);
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

void give_up(const char *what, int error)
{
	struct json json;

	report_totals();
	json_begin(&json, stdout, "problem");
	json_text(&json, "what", what);
	if (error)
		json_number(&json, "errno", error);
	json_end(&json);
	/* Other threads may hold locks, or sleep for ever: no clean-up. */
	_Exit(1);
}

static void report_counters(void)
{
	struct json json;
	size_t i;

	for (i = 0; i < MOST_COUNTERS && counters[i].key.used; i++) {
		json_begin(&json, stdout, "counter");
		json_text(&json, "scope", counter_scope(counters[i].key.id));
		json_text(&json, "name", counter_id(counters[i].key.id));
		json_text(&json, "when", "after");
		json_number(&json, "value", counters[i].value);
		json_end(&json);
	}
}

static void report_calls(void)
{
	struct json json;
	size_t i;

	for (i = 0; i < MOST_CALLS && calls[i].key.used; i++) {
		int error = calls[i].key.of;

		json_begin(&json, stdout, "call");
		json_text(&json, "call", call_id(calls[i].key.id));
		json_number(&json, "errno", error);
		json_text(&json, "error", (error ? strerrorname_np(error) : NULL) ?: "");
		json_number(&json, "count", calls[i].count);
		json_end(&json);
	}
}

static void report_latencies(void)
{
	unsigned long j, kept;
	struct json json;
	size_t i;

	for (i = 0; i < MOST_OPS && latencies[i].key.used; i++) {
		json_begin(&json, stdout, "latency");
		json_text(&json, "op", operation_id(latencies[i].key.id));
		if (latencies[i].key.of != ONLY_ARM)
			json_flag(&json, "pinned", latencies[i].key.of == PINNED);
		json_text(&json, "unit", "ns");
		json_number(&json, "count", latencies[i].count);
		json_number(&json, "max", latencies[i].max);
		json_open_list(&json, "samples");
		kept = latencies[i].count < MOST_SAMPLES ? latencies[i].count : MOST_SAMPLES;
		for (j = 0; j < kept; j++)
			json_number(&json, NULL, latencies[i].samples[j]);
		json_close_list(&json);
		json_end(&json);
	}
}

static void report_order(void)
{
	struct json json;
	char hash[17];

	if (!events)
		return;
	snprintf(hash, sizeof(hash), "%016llx", (unsigned long long)order);
	json_begin(&json, stdout, "order");
	json_number(&json, "events", events);
	json_text(&json, "hash", hash);
	json_end(&json);
}

void report_totals(void)
{
	pthread_mutex_lock(&lock);
	report_counters();
	report_calls();
	report_latencies();
	report_order();
	pthread_mutex_unlock(&lock);
}

static void begin_comparison(struct json *json, enum comparison where, size_t pages, size_t bad)
{
	json_begin(json, stdout, "comparison");
	json_text(json, "where", comparison_id(where));
	json_flag(json, "ok", !bad);
	json_number(json, "pages", pages);
	json_number(json, "bad", bad);
}

void report_comparison(enum comparison where, size_t pages, size_t bad)
{
	struct json json;

	begin_comparison(&json, where, pages, bad);
	json_end(&json);
}

void compare_memory(enum comparison where, const void *expected, const void *found,
		    size_t size)
{
	const unsigned char *want = expected, *have = found;
	size_t pages = size / PAGE, bad = 0, first = 0, byte = 0, i;
	struct json json;
	char words[64];

	for (i = 0; i < pages; i++) {
		if (!memcmp(want + i * PAGE, have + i * PAGE, PAGE))
			continue;
		if (!bad++)
			first = i;
	}
	begin_comparison(&json, where, pages, bad);
	if (bad) {
		while (want[first * PAGE + byte] == have[first * PAGE + byte])
			byte++;
		snprintf(words, sizeof(words), "%02x for %02x at byte %zu", have[first * PAGE + byte],
			 want[first * PAGE + byte], byte);
		json_number(&json, "first", first);
		json_text(&json, "found", words);
	}
	json_end(&json);
}
