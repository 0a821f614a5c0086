// SPDX-License-Identifier: GPL-2.0
#include "checkpoint.h"

#include "cell.h"

#include <dirent.h>
#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

/* Microseconds. Journals commit after 5 s; that is not waited for. */
enum { SETTLE_US = 100000 };

/* Maps pvpanic's register, by its PCI resource (QEMU, docs/specs/pvpanic). Returns NULL where there is none. */
static volatile unsigned char *pvpanic(void)
{
	static const char folder[] = "/sys/bus/pci/devices";
	char path[512], identity[16];
	DIR *stream = opendir(folder);
	struct dirent *entry;
	void *found = MAP_FAILED;
	int fd;

	while (stream && found == MAP_FAILED && (entry = readdir(stream))) {
		snprintf(path, sizeof(path), "%s/%s/vendor", folder, entry->d_name);
		snprintf(identity, sizeof(identity), "%.6s", content(path));
		snprintf(path, sizeof(path), "%s/%s/device", folder, entry->d_name);
		if (strcmp(identity, "0x1b36") || strncmp(content(path), "0x0011", 6))
			continue;
		snprintf(path, sizeof(path), "%s/%s/enable", folder, entry->d_name);
		set_to(path, "1");
		snprintf(path, sizeof(path), "%s/%s/resource0", folder, entry->d_name);
		fd = open(path, O_RDWR);
		if (fd < 0)
			continue;
		found = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
		close(fd);
	}
	if (stream)
		closedir(stream);
	return found == MAP_FAILED ? NULL : found;
}

/* A machine without checkpoint_ARCH.c has no checkpoints: its guests go on. */
__attribute__((weak)) void store_at_known_time(volatile unsigned char *at)
{
	(void)at;
}

void stop_for_checkpoint(void)
{
	volatile unsigned char *panicked = pvpanic();
	cpu_set_t first, all;

	if (!panicked)
		return;
	(void)*panicked; /* Faults the page in. */
	/*
	 * The registers that QEMU reports are those of the first processor. Another
	 * one would run on until QEMU's main loop has noticed the stop, so it must
	 * be idle: it is when nothing is left of what prepare did.
	 */
	sched_getaffinity(0, sizeof(all), &all);
	CPU_ZERO(&first);
	CPU_SET(0, &first);
	sched_setaffinity(0, sizeof(first), &first);
	usleep(SETTLE_US);
	store_at_known_time(panicked);
	sched_setaffinity(0, sizeof(all), &all);
}
