// SPDX-License-Identifier: GPL-2.0
/* What is done to a filesystem, or to the machine, while pages are held. */
#include "meanwhile.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/fs.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <unistd.h>

bool sync_all(struct file *file)
{
	(void)file;
	timed_sync(ONLY_ARM);
	return true;
}

static long number_in(const char *path, const char *name)
{
	FILE *stream = fopen(path, "r");
	char line[256];
	long value = -1;

	while (stream && fgets(line, sizeof(line), stream))
		if (!strncmp(line, name, strlen(name))) {
			value = atol(line + strlen(name));
			break;
		}
	if (stream)
		fclose(stream);
	if (value < 0)
		give_up("a number of the kernel cannot be read", 0);
	return value;
}

static void set_number(const char *path, long value)
{
	FILE *stream = fopen(path, "w");

	if (!stream || fprintf(stream, "%ld", value) < 0 || fclose(stream))
		give_up("a number of the kernel cannot be set", errno);
}

#define MIN_FREE "/proc/sys/vm/min_free_kbytes"
static long usual_min;

/*
 * Makes memory pressure without using memory: with the watermarks above what is free,
 * the next allocation that looks wakes kswapd, and it reclaims whatever it can,
 * clean pages of files first. Memory that is really used up costs seconds of
 * real time, and ends in the OOM killer as often as not. The limit is such that
 * free memory lies between min and low (__setup_per_zone_wmarks() of
 * mm/page_alloc.c: low is min and a quarter), where nobody has to wait.
 */
bool press(struct file *file)
{
	long before = number_in("/proc/vmstat", "pgscan_kswapd "), i;
	unsigned char *used;

	if (timed_fdatasync(file->fd))
		return false;
	usual_min = number_in(MIN_FREE, "");
	set_number(MIN_FREE, number_in("/proc/meminfo", "MemFree:") * 9 / 10);
	for (i = 0; i < 20; i++) {
		used = allocate(64 * PAGE);
		used[0] = 1;
		usleep(20000);
	}
	return number_in("/proc/vmstat", "pgscan_kswapd ") > before;
}

void relieve(struct file *file)
{
	(void)file;
	set_number(MIN_FREE, usual_min);
}

/* Sectors that the disk has written (Documentation/block/stat.rst: the seventh field). */
static unsigned long sectors_written(void)
{
	const char *disk = strrchr(text_parameter("disk"), '/');
	unsigned long sectors = 0;
	char path[64];
	FILE *stream;

	snprintf(path, sizeof(path), "/sys/block%s/stat", disk ? disk : "");
	stream = fopen(path, "r");
	if (!stream || fscanf(stream, "%*u %*u %*u %*u %*u %*u %lu", &sectors) != 1)
		give_up("read of the disk's statistics", errno);
	fclose(stream);
	return sectors;
}

static int root_of_filesystem(void)
{
	int fd = open(text_parameter("folder"), O_RDONLY | O_DIRECTORY);

	if (fd < 0)
		give_up("open of the filesystem", errno);
	return fd;
}

static unsigned long written_when_frozen;
static bool frozen;

bool freeze(struct file *file)
{
	int root = root_of_filesystem(), error;

	(void)file;
	error = ioctl(root, FIFREEZE, 0) ? errno : 0;
	count_call(CALL_FIFREEZE, error);
	close(root);
	frozen = !error;
	written_when_frozen = sectors_written();
	return frozen;
}

/*
 * Seconds after which the flusher has written dirty pages back: they expire after
 * thirty (dirty_expire_centisecs), and it looks for them every five.
 */
enum { WRITEBACK = 40 };

/*
 * Compares the disk with itself: a filesystem is frozen to copy its disk, so
 * nothing may be written to it, whatever makes pages dirty.
 */
void thaw(struct file *file)
{
	int root;

	if (!frozen)
		return;
	sleep(WRITEBACK);
	report_comparison(COMPARED_FROZEN_DISK, file->size / PAGE,
			  (sectors_written() - written_when_frozen) * 512 / PAGE);
	root = root_of_filesystem();
	if (ioctl(root, FITHAW, 0))
		give_up("FITHAW", errno);
	close(root);
	frozen = false;
}

/* Allocates all blocks that are left, large pieces first, without writing them. */
bool fill_up(struct file *file)
{
	char path[256];
	off_t at = 0;
	off_t piece;
	int fd;

	if (!strcmp(text_parameter("type"), "none"))
		give_up("a disk without a filesystem cannot be filled", 0);
	if (timed_fdatasync(file->fd))
		return false;
	snprintf(path, sizeof(path), "%s/filler", text_parameter("folder"));
	fd = open(path, O_RDWR | O_CREAT, 0600);
	if (fd < 0)
		give_up("open of the filler", errno);
	for (piece = 64 << 20; piece >= (off_t)PAGE; piece /= 2)
		while (!fallocate(fd, 0, at, piece))
			at += piece;
	if (errno != ENOSPC)
		give_up("the filesystem is not full", errno);
	close(fd);
	return true;
}

static bool mount_as(unsigned long flags, enum call call)
{
	int error = mount(text_parameter("disk"), text_parameter("folder"), text_parameter("type"), flags,
			  text_parameter("options")) ? errno : 0;

	count_call(call, error);
	return !error;
}

static bool unmounted;

/* The mapping is gone, and the file closed: nothing but the writer holds its pages. */
bool remount_read_only(struct file *file)
{
	(void)file;
	return mount_as(MS_REMOUNT | MS_RDONLY, CALL_REMOUNT_READ_ONLY);
}

bool unmount(struct file *file)
{
	int error = umount2(text_parameter("folder"), 0) ? errno : 0;

	(void)file;
	count_call(CALL_UMOUNT, error);
	unmounted = !error;
	return unmounted;
}

void mount_again(struct file *file)
{
	(void)file;
	if (unmounted && !mount_as(0, CALL_MOUNT))
		give_up("the filesystem cannot be mounted again", 0);
	unmounted = false;
}
