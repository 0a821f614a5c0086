// SPDX-License-Identifier: GPL-2.0
#include "source.h"

#include "pinproof.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

int open_source(const char *parameter)
{
	int source = open(text_parameter(parameter), O_RDWR | O_DIRECT);

	if (source < 0)
		give_up("open of the slow disk", errno);
	return source;
}

void fill_source(int source, const void *content, size_t size, off_t at)
{
	if (pwrite(source, content, size, at) != (ssize_t)size)
		give_up("write to the slow disk", errno);
	if (fsync(source))
		give_up("fsync of the slow disk", errno);
}

void count_read(int source, size_t size, off_t at)
{
	size_t pages = size / PAGE, i;
	unsigned char in_core[pages];
	void *window = mmap(NULL, size, PROT_READ, MAP_SHARED, source, at);

	if (window == MAP_FAILED || mincore(window, size, in_core))
		give_up("mincore of the slow disk", errno);
	munmap(window, size);
	for (i = 0; i < pages; i++)
		if (in_core[i] & 1)
			give_up("an O_DIRECT read went by way of the page cache", 0);
	count_progress(COUNT_BYTES_READ, size);
}
