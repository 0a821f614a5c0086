// SPDX-License-Identifier: GPL-2.0
#include "internal.h"
#include "pinproof.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

const char *path_in_folder(const char *name)
{
	static char path[256];

	snprintf(path, sizeof(path), "%s/%s", text_parameter("folder"), name);
	return path;
}

/*
 * What the file must hold is kept in a folder that the file system under test
 * cannot touch: the initramfs.
 */
static FILE *open_expected(const char *name, const char *mode)
{
	char path[256];

	snprintf(path, sizeof(path), "%s/%s", text_parameter("state"), name);
	return fopen(path, mode);
}

void *allocate(size_t size)
{
	void *memory = mmap(NULL, size, PROT_READ | PROT_WRITE,
			    MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE, -1, 0);

	if (memory == MAP_FAILED)
		give_up("mmap of memory", errno);
	return memory;
}

static void write_all(int fd, const void *content, size_t size)
{
	const char *next = content;

	while (size) {
		ssize_t written = write(fd, next, size);

		if (written <= 0)
			give_up("write", errno);
		next += written;
		size -= written;
	}
}

void make_file(const char *path, const void *content, size_t size)
{
	int fd = open(path, O_RDWR | O_CREAT | O_TRUNC, 0600);

	if (fd < 0)
		give_up("open of a new file", errno);
	write_all(fd, content, size);
	if (fsync(fd))
		give_up("fsync of a new file", errno);
	close(fd);
}

unsigned char *map_file(const char *path, size_t size)
{
	int fd = open(path, O_RDWR);
	void *mapping;

	if (fd < 0)
		give_up("open", errno);
	/* Populating a shared mapping takes read faults only: no page is dirtied. */
	mapping = mmap(NULL, size, PROT_READ | PROT_WRITE,
		       MAP_SHARED | MAP_POPULATE, fd, 0);
	if (mapping == MAP_FAILED)
		give_up("mmap", errno);
	close(fd);
	return mapping;
}

static void read_direct(const char *path, void *buffer, size_t size)
{
	int fd = open(path, O_RDONLY | O_DIRECT);
	size_t done = 0;

	if (fd < 0)
		give_up("open with O_DIRECT", errno);
	while (done < size) {
		ssize_t count = pread(fd, (char *)buffer + done, size - done, done);

		/* What cannot be read is a fact of its own: EIO of a bad checksum. */
		count_call("read", count < 0 ? errno : 0);
		if (count <= 0)
			break;
		done += count;
	}
	close(fd);
}

void compare_direct(const char *path, const void *expected, size_t size)
{
	void *buffer = allocate(size);

	read_direct(path, buffer, size);
	compare("direct", expected, buffer, size);
	munmap(buffer, size);
}

void save_expected(const char *file, const void *expected, size_t size)
{
	FILE *name = open_expected("expected.name", "w");
	FILE *content = open_expected("expected", "w");

	if (!name || !content)
		give_up("open of the expected content", errno);
	if (fputs(file, name) < 0 || fwrite(expected, 1, size, content) != size)
		give_up("write of the expected content", errno);
	if (fclose(name) || fclose(content))
		give_up("close of the expected content", errno);
}

int verify(void)
{
	char file[128];
	struct stat info;
	void *expected, *found;
	FILE *stream;

	stream = open_expected("expected.name", "r");
	if (!stream)
		/* The workload did not come that far, and has said why. */
		return 0;
	if (!fgets(file, sizeof(file), stream))
		give_up("read of the expected name", errno);
	fclose(stream);
	stream = open_expected("expected", "r");
	if (!stream || fstat(fileno(stream), &info))
		give_up("open of the expected content", errno);
	expected = allocate(info.st_size);
	if (fread(expected, 1, info.st_size, stream) != (size_t)info.st_size)
		give_up("read of the expected content", errno);
	fclose(stream);
	found = allocate(info.st_size);
	read_direct(path_in_folder(file), found, info.st_size);
	report_totals();
	compare("remount", expected, found, info.st_size);
	return 0;
}
