// SPDX-License-Identifier: GPL-2.0
/* What is done to a file while its pages are held. */
#include "meanwhile.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/btrfs.h>
#include <linux/falloc.h>
#include <linux/fs.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

/* The path of the clone, or of the file in the snapshot; empty where there is none. */
static char clone_path[256];

static int outcome(enum call call, int result)
{
	int error = result ? errno : 0;

	count_call(call, error);
	return error;
}

bool clone_file(struct file *file)
{
	char path[256];
	int fd, error;

	snprintf(path, sizeof(path), "%s/clone", text_parameter("folder"));
	fd = open(path, O_RDWR | O_CREAT | O_TRUNC, 0600);
	if (fd < 0)
		give_up("open of the clone", errno);
	error = outcome(CALL_FICLONE, ioctl(fd, FICLONE, file->fd));
	if (!error && fsync(fd))
		count_call(CALL_CLONE_FSYNC, errno);
	close(fd);
	if (!error)
		strcpy(clone_path, path);
	return !error;
}

/* Takes a snapshot of the whole filesystem, as it is on the disk then: a snapshot syncs (create_snapshot() of fs/btrfs/ioctl.c). */
bool snapshot(struct file *file)
{
	struct btrfs_ioctl_vol_args_v2 arguments = { .name = "snapshot" };
	int root = open(text_parameter("folder"), O_RDONLY | O_DIRECTORY), error;

	(void)file;
	if (root < 0)
		give_up("open of the filesystem", errno);
	arguments.fd = root;
	error = outcome(CALL_BTRFS_SNAPSHOT, ioctl(root, BTRFS_IOC_SNAP_CREATE_V2, &arguments));
	close(root);
	if (!error)
		snprintf(clone_path, sizeof(clone_path), "%s/snapshot/file", text_parameter("folder"));
	return !error;
}

static bool clone_holds_late(void)
{
	int fd = open(clone_path, O_RDONLY);
	bool late;

	if (fd < 0)
		give_up("open of the clone", errno);
	late = holds_late(fd);
	close(fd);
	return late;
}

void compare_clone(const struct file *file, bool early)
{
	unsigned char *expected;

	if (!*clone_path)
		return;
	expected = allocate(file->size);
	timed_fdatasync(file->fd);
	if (early && clone_holds_late())
		fill_with_late(expected, file->size, 0);
	else
		memset(expected, OLD_BYTE, file->size);
	compare_file(COMPARED_CLONE, clone_path, expected, file->size);
	munmap(expected, file->size);
}

static bool allocate_blocks(struct file *file, int mode)
{
	return !outcome(CALL_FALLOCATE, fallocate(file->fd, mode, 0, file->size));
}

bool punch_hole(struct file *file)
{
	return allocate_blocks(file, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE);
}

bool zero_range(struct file *file)
{
	return allocate_blocks(file, FALLOC_FL_ZERO_RANGE);
}

bool truncate_file(struct file *file)
{
	return !outcome(CALL_FTRUNCATE, ftruncate(file->fd, 0) || ftruncate(file->fd, file->size));
}

/* All of the file's bytes, by one write. */
static bool write_between(int fd, size_t size)
{
	unsigned char *content = allocate(size);
	ssize_t count;

	memset(content, BETWEEN_BYTE, size);
	count = pwrite(fd, content, size, 0);
	outcome(CALL_PWRITE, count < 0);
	munmap(content, size);
	return count == (ssize_t)size;
}

bool write_buffered(struct file *file)
{
	return write_between(file->fd, file->size) && !timed_fdatasync(file->fd);
}

bool write_directly(struct file *file)
{
	int fd = open(file_path(), O_RDWR | O_DIRECT);
	bool written;

	if (fd < 0)
		give_up("open with O_DIRECT", errno);
	written = write_between(fd, file->size);
	close(fd);
	return written;
}
