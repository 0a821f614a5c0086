// SPDX-License-Identifier: GPL-2.0
#include "internal.h"
#include "pinproof.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/magic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

const char *file_path(void)
{
	return text_parameter("file");
}

/* Returns whether a file is on a tmpfs, which has no disk, and knows O_DIRECT since 6.6 only. */
static bool in_memory(const char *path)
{
	struct statfs info;

	return !statfs(path, &info) && info.f_type == TMPFS_MAGIC;
}

/*
 * Opens the file that has what the file under test must hold. It is in the
 * initramfs, which the filesystem under test cannot touch.
 */
static FILE *open_expected(const char *mode)
{
	char path[256];

	snprintf(path, sizeof(path), "%s/expected", text_parameter("state"));
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

void open_file(struct file *file, size_t size)
{
	file->size = size;
	file->model = allocate(size);
	file->fd = open(file_path(), O_RDWR | O_CREAT | O_TRUNC, 0600);
	if (file->fd < 0)
		give_up("open of a new file", errno);
	write_all(file->fd, file->model, size);
	if (fsync(file->fd))
		give_up("fsync of a new file", errno);
	/* Populating a shared mapping takes read faults only: no page is dirtied. */
	file->mapping = mmap(NULL, size, PROT_READ | PROT_WRITE,
			     MAP_SHARED | MAP_POPULATE, file->fd, 0);
	if (file->mapping == MAP_FAILED)
		give_up("mmap", errno);
}

void compare_mapping(const struct file *file)
{
	compare_memory(COMPARED_MAPPING, file->model, file->mapping, file->size);
}

/*
 * Compares what can be read of the file. Of the rest only the errno is known,
 * such as that of a bad checksum; it is counted as a call that failed.
 */
void compare_file(enum comparison where, const char *path, const void *expected, size_t size)
{
	int fd = open(path, O_RDONLY | (in_memory(path) ? 0 : O_DIRECT));
	char *found = allocate(size);
	size_t done = 0;

	if (fd < 0)
		give_up("open with O_DIRECT", errno);
	while (done < size) {
		ssize_t count = pread(fd, found + done, size - done, done);

		count_call(CALL_READ, count < 0 ? errno : 0);
		if (count < 0)
			break;
		/* A file that ends too early holds nothing where more should be. */
		done = count ? done + count : size;
	}
	close(fd);
	if (done)
		compare_memory(where, expected, found, done);
	munmap(found, size);
}

static void save_expected(const void *expected, size_t size)
{
	FILE *stream = open_expected("w");

	if (!stream)
		give_up("open of the expected content", errno);
	if (fwrite(expected, 1, size, stream) != size)
		give_up("write of the expected content", errno);
	if (fclose(stream))
		give_up("close of the expected content", errno);
}

/* Flags of a page that is not on the disk as it is (Documentation/admin-guide/mm/pagemap.rst). */
enum { KPF_DIRTY = 4, KPF_WRITEBACK = 8 };
#define PRESENT (1ULL << 63)
#define FRAME ((1ULL << 55) - 1)

/*
 * When fdatasync has returned 0, and nothing writes, no page of the file may be
 * dirty. The flags of the pages are read, because a read of the file would write
 * back what fdatasync has left. Does nothing where the data is in a journal and
 * comes to its place later, or in memory only.
 */
static void compare_durable(const struct file *file)
{
	int map = open("/proc/self/pagemap", O_RDONLY), flags = open("/proc/kpageflags", O_RDONLY);
	size_t pages = file->size / PAGE, dirty = 0, i;
	uint64_t entry, of;

	if (in_memory(file_path()) || strstr(text_parameter("options"), "data=journal"))
		return;
	if (map < 0 || flags < 0)
		give_up("open of the pages' flags", errno);
	for (i = 0; i < pages; i++) {
		off_t at = ((uintptr_t)file->mapping / PAGE + i) * sizeof(entry);

		if (pread(map, &entry, sizeof(entry), at) != sizeof(entry))
			give_up("read of the page map", errno);
		if (!(entry & PRESENT))
			continue;
		if (pread(flags, &of, sizeof(of), (entry & FRAME) * sizeof(of)) != sizeof(of))
			give_up("read of the pages' flags", errno);
		dirty += of >> KPF_DIRTY & 1 || of >> KPF_WRITEBACK & 1;
	}
	close(map);
	close(flags);
	report_comparison(COMPARED_DIRTY_PAGES, pages, dirty);
}

void close_file(struct file *file)
{
	if (!timed_fdatasync(file->fd))
		compare_durable(file);
	compare_file(COMPARED_DIRECT, file_path(), file->model, file->size);
	leave_file(file);
}

void leave_file(struct file *file)
{
	save_expected(file->model, file->size);
	close(file->fd);
}

int verify(void)
{
	FILE *stream = open_expected("r");
	struct stat info;
	void *expected;

	if (!stream)
		/* The workload did not come that far, and has reported why. */
		return 0;
	if (fstat(fileno(stream), &info))
		give_up("fstat of the expected content", errno);
	expected = allocate(info.st_size);
	if (fread(expected, 1, info.st_size, stream) != (size_t)info.st_size)
		give_up("read of the expected content", errno);
	fclose(stream);
	compare_file(COMPARED_REMOUNT, file_path(), expected, info.st_size);
	report_totals();
	return 0;
}
