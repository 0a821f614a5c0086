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
	timed_sync("sync");
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
		give_up("a number of the kernel's is not there", 0);
	return value;
}

static void set_number(const char *path, long value)
{
	FILE *stream = fopen(path, "w");

	if (!stream || fprintf(stream, "%ld", value) < 0 || fclose(stream))
		give_up("a number of the kernel's cannot be set", errno);
}

#define MIN_FREE "/proc/sys/vm/min_free_kbytes"
static long usual_min;

/*
 * Memory pressure without using any: with the watermarks above what is free,
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
		give_up("the disk tells no statistics", errno);
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
	count_call("FIFREEZE", error);
	close(root);
	frozen = !error;
	written_when_frozen = sectors_written();
	return frozen;
}

/*
 * Seconds in which dirty pages are written back by themselves: they are so
 * after thirty (dirty_expire_centisecs), and looked at each five.
 */
enum { WRITEBACK = 40 };

/*
 * Who freezes a filesystem takes a copy of its disk, so nothing may be written
 * to it, by whomever a page is made dirty.
 */
void thaw(struct file *file)
{
	int root;

	if (!frozen)
		return;
	sleep(WRITEBACK);
	report_comparison("the frozen disk", file->size / PAGE,
			  (sectors_written() - written_when_frozen) * 512 / PAGE);
	root = root_of_filesystem();
	if (ioctl(root, FITHAW, 0))
		give_up("FITHAW", errno);
	close(root);
	frozen = false;
}

/* Takes all blocks that are left, large pieces first: allocated, and not written. */
bool fill_up(struct file *file)
{
	char path[256];
	off_t at = 0;
	off_t piece;
	int fd;

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

static bool mount_as(unsigned long flags, const char *call)
{
	int error = mount(text_parameter("disk"), text_parameter("folder"), text_parameter("type"), flags,
			  text_parameter("options")) ? errno : 0;

	count_call(call, error);
	return !error;
}

static bool unmounted;

/* The mapping is gone, and the file closed: whoever holds pages is the only one who still does. */
bool remount_read_only(struct file *file)
{
	(void)file;
	return mount_as(MS_REMOUNT | MS_RDONLY, "remount, read-only");
}

bool unmount(struct file *file)
{
	int error = umount2(text_parameter("folder"), 0) ? errno : 0;

	(void)file;
	count_call("umount", error);
	unmounted = !error;
	return unmounted;
}

void mount_again(struct file *file)
{
	(void)file;
	if (unmounted && !mount_as(0, "mount"))
		give_up("the filesystem cannot be mounted again", 0);
	unmounted = false;
}
