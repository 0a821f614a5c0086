// SPDX-License-Identifier: GPL-2.0
#include "internal.h"
#include "pinproof.h"

#include <errno.h>
#include <stdatomic.h>
#include <time.h>
#include <unistd.h>

uint64_t now_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * 1000000000ULL + now.tv_nsec;
}

/* How long the last fdatasync took, in microseconds, and when the one that is under way has begun; 0 if none is. */
static atomic_uint last_sync_us;
static atomic_ullong sync_begun_ns;

int timed_fdatasync(int fd)
{
	uint64_t begun = now_ns(), taken;
	int error;

	note_event(SYNC_BEGUN);
	sync_begun_ns = begun;
	error = fdatasync(fd) ? errno : 0;
	sync_begun_ns = 0;
	note_event(SYNC_ENDED);
	taken = now_ns() - begun;
	last_sync_us = taken / 1000;
	record_latency(OP_FDATASYNC, ONLY_ARM, taken);
	count_call(CALL_FDATASYNC, error);
	return error;
}

void time_operation(enum operation op, enum arm arm, uint64_t begun_ns)
{
	record_latency(op, arm, now_ns() - begun_ns);
}

int timed_fsync(int fd, enum operation op, enum arm arm)
{
	uint64_t begun = now_ns();
	int error = fsync(fd) ? errno : 0;

	time_operation(op, arm, begun);
	count_call(CALL_FSYNC, error);
	return error;
}

void timed_sync(enum arm arm)
{
	uint64_t begun = now_ns();

	sync();
	time_operation(OP_SYNC, arm, begun);
	count_call(CALL_SYNC, 0);
}

void start_pace(struct pace *pace, unsigned int thread)
{
	pace->state = parameter("seed") * 0x9e3779b97f4a7c15ULL + thread;
}

/* splitmix64 (Steele, Lea, Flood: Fast splittable pseudorandom number generators) */
static uint64_t next_random(uint64_t *state)
{
	uint64_t z = *state += 0x9e3779b97f4a7c15ULL;

	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
	z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
	return z ^ (z >> 31);
}

void sleep_random(struct pace *pace, unsigned int most_us)
{
	usleep(next_random(&pace->state) % (most_us + 1));
}

void sleep_within_sync(struct pace *pace, unsigned int most_us)
{
	uint64_t begun = sync_begun_ns;
	/* Pauses beside an fdatasync that does not end grow longer and longer, or it would take minutes of real time. */
	unsigned int now_us = begun ? (now_ns() - begun) / 1000 : 0;
	/* Of pauses as long as a quarter, an eighth is the mean. */
	unsigned int within = (now_us > last_sync_us ? now_us : last_sync_us) / 4;

	sleep_random(pace, within > most_us ? within : most_us);
}
