// SPDX-License-Identifier: GPL-2.0
#include "internal.h"
#include "pinproof.h"

#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int words;
static char **word;

const char *text_parameter(const char *name)
{
	size_t length = strlen(name);
	int i;

	for (i = 1; i < words; i++)
		if (!strncmp(word[i], name, length) && word[i][length] == '=')
			return word[i] + length + 1;
	fprintf(stderr, "the parameter %s is missing\n", name);
	exit(2);
}

long parameter(const char *name)
{
	const char *text = text_parameter(name);
	char *end;
	long value;

	errno = 0;
	value = strtol(text, &end, 10);
	if (errno || *end || end == text) {
		fprintf(stderr, "%s=%s is no number\n", name, text);
		exit(2);
	}
	return value;
}

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

int main(int argc, char **argv)
{
	words = argc;
	word = argv;
	if (argc > 1 && !strcmp(argv[1], "verify"))
		return verify();
	printf("KTAP version 1\n1..1\n");
	fflush(stdout);
	workload();
	report_totals();
	printf("ok 1 %s\n", text_parameter("workload"));
	return 0;
}
