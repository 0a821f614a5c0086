// SPDX-License-Identifier: GPL-2.0
/*
 * How long it takes to make things durable while pages of a file are pinned,
 * and while they are not: the file itself, another one beside it, the whole
 * filesystem, and to take that away.
 */
#include "loopback.h"
#include "pinproof.h"
#include "source.h"

#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <unistd.h>

static struct file file;
static int bystander, source;
static atomic_bool done;
static atomic_uint reads;
static struct loopback loopback;
static struct ibv_mr *region;

/* Each read takes two seconds, and the next begins at once: the pages are pinned nearly all the time. */
static void *read_on(void *unused)
{
	(void)unused;
	while (!done) {
		ssize_t count;

		reads++;
		note_event(DMA_POSTED);
		count = pread(source, file.mapping, file.size, 0);
		note_event(DMA_ENDED);
		if (count != (ssize_t)file.size)
			give_up("the direct read into the mapping came short", count < 0 ? errno : 0);
		count_read(source, count, 0);
	}
	return NULL;
}

/* Sleeps until a further read is under way. */
static void await_read(void)
{
	unsigned int before = reads;

	while (reads == before)
		usleep(1000);
}

static bool pin_by_reading(void)
{
	source = open_source("late");
	fill_source(source, file.model, file.size, 0);
	start_thread(read_on, NULL);
	await_read();
	return true;
}

/* Waits until the last read has just begun: it outlives the mapping, and no further one begins without it. */
static void read_once_more(void)
{
	await_read();
	done = true;
}

static void unpin_by_reading(void)
{
	join_threads();
}

static void register_region(void)
{
	region = register_writable(&loopback, file.mapping, file.size);
	count_call(CALL_REG_MR, region ? 0 : errno);
}

static bool pin_by_rdma(void)
{
	connect_loopback(&loopback);
	register_region();
	return region;
}

static void hold_on(void)
{
}

/* A kernel that revokes regions has done so when the file was synced. */
static void pin_again_by_rdma(void)
{
	if (ibv_dereg_mr(region))
		give_up("ibv_dereg_mr", errno);
	register_region();
	if (!region)
		give_up("a region can be registered once only", errno);
}

static void unpin_by_rdma(void)
{
	if (ibv_dereg_mr(region))
		give_up("ibv_dereg_mr", errno);
	disconnect_loopback(&loopback);
}

static const struct pinner {
	const char *by;
	bool (*pin)(void);
	/* Before each sync. */
	void (*pin_again)(void);
	/* Before the mapping goes: the pin is to outlive it. */
	void (*outlive)(void);
	void (*unpin)(void);
} pinners[] = {
	{ "dio-read", pin_by_reading, hold_on, read_once_more, unpin_by_reading },
	{ "rdma", pin_by_rdma, pin_again_by_rdma, pin_again_by_rdma, unpin_by_rdma },
};

static void write_own(void)
{
	if (pwrite(file.fd, file.model, file.size, 0) != (ssize_t)file.size)
		give_up("write of the file", errno);
}

static void write_bystander(void)
{
	if (pwrite(bystander, file.model, file.size, 0) != (ssize_t)file.size)
		give_up("write of the bystander", errno);
}

static void measure(enum arm arm, void (*pin_again)(void))
{
	long rounds = parameter("rounds"), i;

	for (i = 0; i < rounds; i++) {
		pin_again();
		write_own();
		timed_fsync(file.fd, OP_FSYNC, arm);
		pin_again();
		write_own();
		write_bystander();
		timed_fsync(bystander, OP_BYSTANDER_FSYNC, arm);
		write_bystander();
		timed_sync(arm);
		count_progress(arm == PINNED ? COUNT_ROUNDS_PINNED : COUNT_ROUNDS_UNPINNED, 1);
	}
}

static void open_bystander(void)
{
	char path[256];

	snprintf(path, sizeof(path), "%s/bystander", text_parameter("folder"));
	bystander = open(path, O_RDWR | O_CREAT, 0600);
	if (bystander < 0)
		give_up("open of the bystander", errno);
}

static void open_again(void)
{
	file.fd = open(file_path(), O_RDWR);
	if (file.fd < 0)
		give_up("open of the file after umount", errno);
	file.mapping = mmap(NULL, file.size, PROT_READ | PROT_WRITE, MAP_SHARED, file.fd, 0);
	if (file.mapping == MAP_FAILED)
		give_up("mmap", errno);
	open_bystander();
}

static void close_both(void)
{
	munmap(file.mapping, file.size);
	close(file.fd);
	close(bystander);
}

/* With nothing open on it, pinned pages are all that is left of the file. */
static void measure_umount(enum arm arm)
{
	uint64_t begun = now_ns();
	int error = umount2(text_parameter("folder"), 0) ? errno : 0;

	time_operation(OP_UMOUNT, arm, begun);
	count_call(CALL_UMOUNT, error);
	if (!error &&
	    mount(text_parameter("disk"), text_parameter("folder"), text_parameter("type"), 0, text_parameter("options")))
		give_up("the filesystem cannot be mounted again", errno);
}

/* The same with a pin as without: each umount comes after as many rounds. */
static void compare_arms(const struct pinner *pinner)
{
	measure(UNPINNED, hold_on);
	close_both();
	measure_umount(UNPINNED);
	open_again();
	if (!pinner->pin())
		return;
	measure(PINNED, pinner->pin_again);
	pinner->outlive();
	close_both();
	measure_umount(PINNED);
	pinner->unpin();
	open_again();
}

void workload(void)
{
	const struct pinner *pinner = ENTRY_NAMED(pinners, text_parameter("by"));

	open_file(&file, parameter("pages") * PAGE);
	memset(file.model, 'p', file.size);
	open_bystander();
	compare_arms(pinner);
	close_file(&file);
}
