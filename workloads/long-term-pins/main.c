// SPDX-License-Identifier: GPL-2.0
/*
 * One long-term pin of a shared mapping, and whether the kernel grants it.
 */
#include "loopback.h"
#include "pinproof.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/io_uring.h>
#include <linux/types.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

enum { PAGES = 16 };

/* Each pins and unpins, and returns the errno, or 0. */
struct pinner {
	const char *by;
	enum call call;
	int (*pin)(void *mapping, size_t size);
};

static int by_rdma(void *mapping, size_t size, bool writable)
{
	struct loopback loopback;
	struct ibv_mr *region;
	int error = 0;

	connect_loopback(&loopback);
	region = writable ? register_writable(&loopback, mapping, size) : ibv_reg_mr(loopback.pd, mapping, size, 0);
	if (!region)
		error = errno;
	else if (ibv_dereg_mr(region))
		give_up("ibv_dereg_mr", errno);
	disconnect_loopback(&loopback);
	return error;
}

static int by_rdma_write(void *mapping, size_t size)
{
	return by_rdma(mapping, size, true);
}

static int by_rdma_read(void *mapping, size_t size)
{
	return by_rdma(mapping, size, false);
}

static int by_io_uring(void *mapping, size_t size)
{
	struct iovec buffer = { .iov_base = mapping, .iov_len = size };
	struct io_uring_params parameters = {};
	int ring = syscall(SYS_io_uring_setup, 1, &parameters);
	int error;

	if (ring < 0)
		give_up("io_uring_setup", errno);
	error = syscall(SYS_io_uring_register, ring, IORING_REGISTER_BUFFERS, &buffer, 1) ? errno : 0;
	/* Closing it releases the pin. */
	close(ring);
	return error;
}

/* Of mm/gup_test.h, which is not among the kernel's headers for user space. */
struct gup_test {
	__u64 get_delta_usec, put_delta_usec;
	__u64 addr, size;
	__u32 nr_pages_per_call, gup_flags, test_flags;
	__u32 which_pages[8];
};
struct pin_longterm_test {
	__u64 addr, size;
	__u32 flags;
};
#define PIN_LONGTERM_BENCHMARK _IOWR('g', 3, struct gup_test)
#define PIN_LONGTERM_TEST_START _IOW('g', 7, struct pin_longterm_test)
#define PIN_LONGTERM_TEST_STOP _IO('g', 8)
enum { USE_WRITE = 1, FOLL_WRITE = 1 };

/* Before 6.2 there is the benchmark alone: it pins, unpins, and reports how many pages it pinned, but no errno. */
static int by_benchmark(int fd, void *mapping, size_t size)
{
	struct gup_test test = {
		.addr = (uintptr_t)mapping,
		.size = size,
		.nr_pages_per_call = size / PAGE,
		.gup_flags = FOLL_WRITE,
	};

	if (ioctl(fd, PIN_LONGTERM_BENCHMARK, &test))
		return errno;
	if (test.size != size)
		give_up("gup_test did not pin all pages, and reports no errno", 0);
	return 0;
}

static int by_gup_test(void *mapping, size_t size)
{
	struct pin_longterm_test test = { .addr = (uintptr_t)mapping, .size = size, .flags = USE_WRITE };
	int fd = open("/sys/kernel/debug/gup_test", O_RDWR), error;

	if (fd < 0)
		give_up("open of gup_test", errno);
	error = ioctl(fd, PIN_LONGTERM_TEST_START, &test) ? errno : 0;
	if (error == EINVAL)
		error = by_benchmark(fd, mapping, size);
	else if (!error && ioctl(fd, PIN_LONGTERM_TEST_STOP))
		give_up("gup_test does not give the pin back", errno);
	close(fd);
	return error;
}

static const struct pinner pinners[] = {
	{ "rdma", CALL_REG_MR, by_rdma_write },
	{ "rdma-read-only", CALL_REG_MR_READ_ONLY, by_rdma_read },
	{ "io-uring", CALL_IO_URING_REGISTER, by_io_uring },
	{ "gup-test", CALL_GUP_TEST, by_gup_test },
};

static void *shmem_mapping(size_t size)
{
	int fd = memfd_create("shmem", 0);
	void *mapping;

	if (fd < 0 || ftruncate(fd, size))
		give_up("memfd_create", errno);
	mapping = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	if (mapping == MAP_FAILED)
		give_up("mmap of shmem", errno);
	close(fd);
	return mapping;
}

void workload(void)
{
	const struct pinner *pinner = ENTRY_NAMED(pinners, text_parameter("by"));
	size_t size = PAGES * PAGE;
	struct file file;
	void *mapping;
	int error;

	open_file(&file, size);
	mapping = strcmp(text_parameter("of"), "shmem") ? file.mapping : shmem_mapping(size);
	error = pinner->pin(mapping, size);
	count_call(pinner->call, error);
	if (!error)
		count_progress(COUNT_PINS, 1);
	compare_mapping(&file);
	close_file(&file);
}
