// SPDX-License-Identifier: GPL-2.0
#include "cell.h"

#include <dirent.h>
#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

/* Microseconds; journals commit after 5 s, and are not waited for. */
enum { SETTLE_US = 100000 };

/* pvpanic's register, by its PCI resource (QEMU, docs/specs/pvpanic); NULL where there is none. */
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
		found = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
		close(fd);
	}
	if (stream)
		closedir(stream);
	return found == MAP_FAILED ? NULL : found;
}

/*
 * Stops the guest at the store, where QEMU was told to (-action panic=pause).
 * RSI holds the time stamp of four instructions before: QEMU's own clock runs
 * on, by the host's time, until its main loop has noticed the stop, and the
 * harness puts it back (harness/run/checkpoint). The distance is part of the
 * protocol, so it is written in assembly.
 */
void stop_for_checkpoint(void)
{
	volatile unsigned char *panicked = pvpanic();
	cpu_set_t first, all;

	if (!panicked)
		return;
	(void)*panicked; /* Faults the page in. */
	/*
	 * QEMU tells the registers of the first processor. Another one would run
	 * on until QEMU's main loop has noticed the stop, so it must be idle: it
	 * is when nothing is left of what prepare did.
	 */
	sched_getaffinity(0, sizeof(all), &all);
	CPU_ZERO(&first);
	CPU_SET(0, &first);
	sched_setaffinity(0, sizeof(first), &first);
	usleep(SETTLE_US);
	asm volatile("rdtsc\n\t"
		     "shl $32, %%rdx\n\t"
		     "or %%rdx, %%rax\n\t"
		     "mov %%rax, %%rsi\n\t"
		     "movb $1, (%0)"
		     : : "r" (panicked) : "rax", "rdx", "rsi", "memory");
	sched_setaffinity(0, sizeof(all), &all);
}

