// SPDX-License-Identifier: GPL-2.0
#include "internal.h"
#include "pinproof.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int words;
static char **word;

void set_parameters(int count, char **of)
{
	words = count;
	word = of;
}

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

size_t index_of_name(const void *table, size_t entries, size_t entry_size, const char *name)
{
	const char *entry = table;
	const char *entry_name;
	size_t i;

	for (i = 0; i < entries; i++, entry += entry_size) {
		memcpy(&entry_name, entry, sizeof(entry_name));
		if (!strcmp(entry_name, name))
			return i;
	}
	fprintf(stderr, "%s is none of the words that are known here\n", name);
	exit(2);
}
