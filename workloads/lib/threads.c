// SPDX-License-Identifier: GPL-2.0
#include "pinproof.h"

#include <pthread.h>

enum { MOST_THREADS = 16 };
static pthread_t threads[MOST_THREADS];
static int started;

void start_thread(void *(*function)(void *), void *argument)
{
	int error;

	if (started == MOST_THREADS)
		give_up("too many threads", 0);
	error = pthread_create(&threads[started], NULL, function, argument);
	if (error)
		give_up("pthread_create", error);
	started++;
}

void join_threads(void)
{
	while (started)
		pthread_join(threads[--started], NULL);
}
