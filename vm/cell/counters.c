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

static const char *const pin_names[] = { "nr_foll_pin_acquired", "nr_foll_pin_released" };

/* The value of a pin counter in the text of /proc/vmstat, or NULL. */
static const char *pins(const char *text, const char *of)
{
	char name[64];

	snprintf(name, sizeof(name), "%s ", of);
	return number_behind(text, name);
}

static const char *exact_vmstat(void)
{
	/* Per-CPU batches hide up to 125 of a counter each, until they are folded in. */
	content("/proc/sys/vm/stat_refresh");
	return content("/proc/vmstat");
}

static void pin_counters(const char *when)
{
	const char *text = exact_vmstat(), *value;
	size_t i;

	for (i = 0; i < 2; i++) {
		value = pins(text, pin_names[i]);
		if (value)
			counter("vm", pin_names[i], when, value);
		else
			problem("the kernel has no counter %s", pin_names[i]);
	}
}

long pins_held(void)
{
	const char *text = exact_vmstat(), *value;
	long held[2];
	size_t i;

	for (i = 0; i < 2; i++) {
		value = pins(text, pin_names[i]);
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

static void disk_counters(const char *when)
{
	static const char *const names[] = { "dix_reads", "dix_writes", "dif_errors" };
	const char *text, *value;
	char path[512], name[64];
	size_t i;

	text = first_in("/proc/scsi/scsi_debug", path, sizeof(path)) ? content(path) : "";
	for (i = 0; i < 3; i++) {
		snprintf(name, sizeof(name), "%s=", names[i]);
		value = number_behind(text, name);
		if (value)
			counter("device", names[i], when, value);
		else
			problem("the disk has no counter %s", names[i]);
	}
}

/*
 * Microseconds in which some task, or all, waited for the disk: support for a
 * stall, and no proof, for not every sleeper counts as one (io_schedule() only).
 */
static void pressure_counters(const char *when)
{
	static const char *const names[] = { "psi_io_some_us", "psi_io_full_us" };
	const char *text = content("/proc/pressure/io"), *value;
	size_t i;

	for (i = 0; i < 2 && text; i++, text = strchr(text, '\n')) {
		value = number_behind(text, "total=");
		if (value)
			counter("vm", names[i], when, value);
	}
}

static void btrfs_counters(const char *when)
{
	/* The order is that of enum btrfs_dev_stat_values (linux/btrfs.h). */
	static const char *const names[] = {
		"write_io_errs", "read_io_errs", "flush_io_errs", "corruption_errs", "generation_errs",
	};
	struct btrfs_ioctl_get_dev_stats stats = { .devid = 1, .nr_items = BTRFS_DEV_STAT_VALUES_MAX };
	int fd = open("/mnt", O_RDONLY);
	char value[32];
	size_t i;

	if (ioctl(fd, BTRFS_IOC_GET_DEV_STATS, &stats))
		problem("btrfs gives no device statistics: %s", strerror(errno));
	else
		for (i = 0; i < 5; i++) {
			snprintf(value, sizeof(value), "%llu", stats.values[i]);
			counter("btrfs", names[i], when, value);
		}
	close(fd);
}

void counters(const char *when)
{
	pin_counters(when);
	disk_counters(when);
	pressure_counters(when);
	if (!strcmp(value_of(prepared, "type"), "btrfs"))
		btrfs_counters(when);
}
