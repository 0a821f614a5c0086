// SPDX-License-Identifier: GPL-2.0
/* Small files of the kernel's, and words KEY=VALUE. */
#include "cell.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

char *prepared[MOST_WORDS], *words[MOST_WORDS];

char *content(const char *path)
{
	static char text[4 * TEXT];
	ssize_t count, length = 0;
	int fd = open(path, O_RDONLY);

	if (fd >= 0) {
		while ((count = read(fd, text + length, sizeof(text) - 1 - length)) > 0)
			length += count;
		close(fd);
	}
	text[length] = '\0';
	return text;
}

bool set_to(const char *path, const char *value)
{
	int fd = open(path, O_WRONLY);
	bool done;

	if (fd < 0)
		return false;
	done = write(fd, value, strlen(value)) == (ssize_t)strlen(value);
	close(fd);
	return done;
}

char *value_of(char *const list[], const char *key)
{
	size_t length = strlen(key);

	for (; *list; list++)
		if (!strncmp(*list, key, length) && (*list)[length] == '=')
			return *list + length + 1;
	return NULL;
}

bool first_in(const char *folder, char *path, size_t size)
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

void split(char *text, char *list[])
{
	char *rest, *word = strtok_r(text, " \n", &rest);
	int count = 0;

	for (; word && count < MOST_WORDS - 1; word = strtok_r(NULL, " \n", &rest))
		list[count++] = strdup(word);
}
