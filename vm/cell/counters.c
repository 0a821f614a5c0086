// SPDX-License-Identifier: GPL-2.0
#include "cell.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/btrfs.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

/* A second in all; microseconds. */
enum { WAIT_US = 100000, MOST_WAITS = 10 };

/* A number behind a name in a text, or NULL; the next call overwrites it. */
static const char *number_behind(const char *text, const char *name)
{
	static char value[32];
	const char *found = strstr(text, name);

	return found && sscanf(found + strlen(name), "%31[0-9]", value) == 1 ? value : NULL;
}

static const enum counter pin_counters[] = { COUNT_PINS_ACQUIRED, COUNT_PINS_RELEASED };

/* The value of a counter in the text of /proc/vmstat, or NULL. */
static const char *in_vmstat(const char *text, enum counter counted)
{
	char name[64];

	snprintf(name, sizeof(name), "%s ", counter_id(counted));
	return number_behind(text, name);
}

static const char *exact_vmstat(void)
{
	/* Per-CPU batches hide up to 125 of a counter each, until they are folded in. */
	content("/proc/sys/vm/stat_refresh");
	return content("/proc/vmstat");
}

static void count_pins(const char *when)
{
	const char *text = exact_vmstat(), *value;
	size_t i;

	for (i = 0; i < 2; i++) {
		value = in_vmstat(text, pin_counters[i]);
		if (value)
			counter(pin_counters[i], when, strtoull(value, NULL, 10));
		else
			problem("the kernel has no counter %s", counter_id(pin_counters[i]));
	}
}

long pins_held(void)
{
	const char *text = exact_vmstat(), *value;
	long held[2];
	size_t i;

	for (i = 0; i < 2; i++) {
		value = in_vmstat(text, pin_counters[i]);
		held[i] = value ? atol(value) : 0;
	}
	return held[0] - held[1];
}

void await_pins(long before)
{
	int waits = MOST_WAITS;

	while (waits-- && pins_held() > before)
		usleep(WAIT_US);
}

static void count_disk(const char *when)
{
	static const enum counter disk_counters[] = { COUNT_DIX_READS, COUNT_DIX_WRITES, COUNT_DIF_ERRORS };
	const char *text, *value;
	char path[512], name[64];
	size_t i;

	text = first_in("/proc/scsi/scsi_debug", path, sizeof(path)) ? content(path) : "";
	for (i = 0; i < 3; i++) {
		snprintf(name, sizeof(name), "%s=", counter_id(disk_counters[i]));
		value = number_behind(text, name);
		if (value)
			counter(disk_counters[i], when, strtoull(value, NULL, 10));
		else
			problem("the disk has no counter %s", counter_id(disk_counters[i]));
	}
}

/*
 * Microseconds in which some task, or all, waited for the disk. They support a
 * stall and do not prove it: only sleepers in io_schedule() count as waiting.
 */
static void count_pressure(const char *when)
{
	static const enum counter pressure_counters[] = { COUNT_PSI_IO_SOME, COUNT_PSI_IO_FULL };
	const char *text = content("/proc/pressure/io"), *value;
	size_t i;

	for (i = 0; i < 2 && text; i++, text = strchr(text, '\n')) {
		value = number_behind(text, "total=");
		if (value)
			counter(pressure_counters[i], when, strtoull(value, NULL, 10));
	}
}

static void count_btrfs(const char *when)
{
	/* The order is that of enum btrfs_dev_stat_values (linux/btrfs.h). */
	static const enum counter btrfs_counters[] = {
		COUNT_BTRFS_WRITE_ERRORS, COUNT_BTRFS_READ_ERRORS, COUNT_BTRFS_FLUSH_ERRORS,
		COUNT_BTRFS_CORRUPTION_ERRORS, COUNT_BTRFS_GENERATION_ERRORS,
	};
	struct btrfs_ioctl_get_dev_stats stats = { .devid = 1, .nr_items = BTRFS_DEV_STAT_VALUES_MAX };
	int fd = open("/mnt", O_RDONLY);
	size_t i;

	if (fd < 0 || ioctl(fd, BTRFS_IOC_GET_DEV_STATS, &stats))
		problem("btrfs gives no device statistics: %s", strerror(errno));
	else
		for (i = 0; i < 5; i++)
			counter(btrfs_counters[i], when, stats.values[i]);
	if (fd >= 0)
		close(fd);
}

void counters(const char *when)
{
	count_pins(when);
	count_disk(when);
	count_pressure(when);
	if (!strcmp(value_of(prepared, "type"), "btrfs"))
		count_btrfs(when);
}
