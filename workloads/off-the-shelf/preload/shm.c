// SPDX-License-Identifier: GPL-2.0
/*
 * System V shared memory for a program that uses it among its own threads
 * alone: fio keeps its jobs in one (setup_thread_area() of its init.c), and
 * guests' kernels are built without CONFIG_SYSVIPC. An attached segment is an
 * anonymous mapping.
 */
#include <errno.h>
#include <stddef.h>
#include <sys/mman.h>
#include <sys/shm.h>

enum { MOST = 16 };
static struct { void *memory; size_t size; } segments[MOST];

int shmget(key_t key, size_t size, int flags)
{
	int id;

	(void)flags;
	/* A segment with a name is for others to find: not here. */
	for (id = 0; key == IPC_PRIVATE && id < MOST; id++) {
		if (segments[id].memory)
			continue;
		segments[id].memory = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
		if (segments[id].memory == MAP_FAILED) {
			segments[id].memory = NULL;
			return -1;
		}
		segments[id].size = size;
		return id;
	}
	errno = ENOSPC;
	return -1;
}

void *shmat(int id, const void *address, int flags)
{
	(void)flags;
	if (id >= 0 && id < MOST && segments[id].memory && !address)
		return segments[id].memory;
	errno = EINVAL;
	return (void *)-1;
}

int shmdt(const void *address)
{
	int id;

	for (id = 0; id < MOST; id++)
		if (address && segments[id].memory == address) {
			munmap(segments[id].memory, segments[id].size);
			segments[id].memory = NULL;
			return 0;
		}
	errno = EINVAL;
	return -1;
}

/* Removal takes effect when nobody has it attached any more, which shmdt() sees to. */
int shmctl(int id, int command, struct shmid_ds *status)
{
	(void)status;
	if (id >= 0 && id < MOST && command == IPC_RMID)
		return 0;
	errno = EINVAL;
	return -1;
}
