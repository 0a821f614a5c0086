// SPDX-License-Identifier: GPL-2.0
/*
 * What the operations that a change of the pinning or writeback code may slow
 * down cost, in instructions: one after the other, each some thirty times, with
 * nothing else under way.
 */
#include "counting.h"
#include "loopback.h"
#include "pinproof.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

/* Pages of a memory region. */
enum { REGION = 16 };

static struct loopback loopback;
static struct file file;
static unsigned char *buffer, *region_of_memory;
static int direct;
static unsigned int count;

/* Where a memory region is made, and its regions: of WARM_UP + count operations. */
static void *registered;
static struct ibv_mr **regions;
static struct ibv_mr *source;

static size_t offset_of(unsigned int index)
{
	return index * PAGE % file.size;
}

static void must_be_page(const char *what, ssize_t moved)
{
	if (moved != PAGE)
		give_up(what, moved < 0 ? errno : 0);
}

static void read_direct(unsigned int index)
{
	must_be_page("read with O_DIRECT", pread(direct, buffer, PAGE, offset_of(index)));
}

static void write_direct(unsigned int index)
{
	memset(buffer, index + 1, PAGE);
	memset(file.model + offset_of(index), index + 1, PAGE);
	must_be_page("write with O_DIRECT", pwrite(direct, buffer, PAGE, offset_of(index)));
}

static void write_and_sync(unsigned int index)
{
	memset(file.model + offset_of(index), ~index, PAGE);
	must_be_page("write", pwrite(file.fd, file.model + offset_of(index), PAGE, offset_of(index)));
	if (fsync(file.fd))
		give_up("fsync", errno);
}

static void store_to_mapping(unsigned int index)
{
	file.mapping[offset_of(index)] = index;
	file.model[offset_of(index)] = index;
}

static void register_region(unsigned int index)
{
	regions[index] = register_writable(&loopback, registered, REGION * PAGE);
	if (!regions[index])
		give_up("ibv_reg_mr", errno);
}

static void deregister_region(unsigned int index)
{
	int error = ibv_dereg_mr(regions[index]);

	if (error)
		give_up("ibv_dereg_mr", error);
}

static void write_by_rdma(unsigned int index)
{
	write_page_by_rdma(&loopback, source, buffer, regions[0],
			   (unsigned char *)registered + index % REGION * PAGE);
}

/*
 * Touches the even pages first, so that no two neighbours are side by side in
 * memory by chance: such pages are pinned together, and to register them costs a
 * tenth less.
 */
static void scatter(void (*touch)(size_t page))
{
	size_t page;

	for (page = 0; page < REGION; page += 2)
		touch(page);
	for (page = 1; page < REGION; page += 2)
		touch(page);
}

static void touch_memory(size_t page)
{
	region_of_memory[page * PAGE] = 1;
}

static void touch_file(size_t page)
{
	must_be_page("read", pread(file.fd, buffer, PAGE, page * PAGE));
}

static void scatter_memory(void)
{
	region_of_memory = mmap(NULL, REGION * PAGE, PROT_READ | PROT_WRITE,
				MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (region_of_memory == MAP_FAILED)
		give_up("mmap of memory", errno);
	/* A kernel without huge pages has none to be told not to use. */
	if (madvise(region_of_memory, REGION * PAGE, MADV_NOHUGEPAGE) && errno != EINVAL)
		give_up("madvise", errno);
	scatter(touch_memory);
}

/*
 * Out of the page cache, which dirty pages do not leave, and page by page into
 * it again, with no read-ahead.
 */
static void scatter_file(void)
{
	if (fsync(file.fd))
		give_up("fsync", errno);
	if (madvise(file.mapping, file.size, MADV_DONTNEED))
		give_up("madvise", errno);
	if (posix_fadvise(file.fd, 0, 0, POSIX_FADV_DONTNEED) ||
	    posix_fadvise(file.fd, 0, 0, POSIX_FADV_RANDOM))
		give_up("posix_fadvise", 0);
	scatter(touch_file);
}

static void measure_rdma(void *where, enum operation registration, enum operation write, enum operation deregistration)
{
	registered = where;
	measure(registration, count, register_region);
	measure(write, count, write_by_rdma);
	measure(deregistration, count, deregister_region);
}

/*
 * Returns whether the kernel refuses a long-term pin of a file mapping, which has
 * no cost then. Whether it must not is for other workloads.
 */
static bool mapping_is_refused(void)
{
	struct ibv_mr *region = register_writable(&loopback, file.mapping, REGION * PAGE);

	if (!region)
		return true;
	ibv_dereg_mr(region);
	return false;
}

void workload(void)
{
	size_t all;

	count = parameter("count");
	all = WARM_UP + count;
	connect_loopback(&loopback);
	/* Each operation has a page of its own: the next one finds it clean. */
	open_file(&file, (all > REGION ? all : REGION) * PAGE);
	direct = open(file_path(), O_RDWR | O_DIRECT);
	if (direct < 0)
		give_up("open with O_DIRECT", errno);
	buffer = allocate(PAGE);
	scatter_memory();
	regions = allocate(all * sizeof(*regions));
	source = ibv_reg_mr(loopback.pd, buffer, PAGE, 0);
	if (!source)
		give_up("ibv_reg_mr of the source", errno);

	start_counting();
	measure(OP_DIRECT_READ, count, read_direct);
	measure(OP_DIRECT_WRITE, count, write_direct);
	measure(OP_WRITE_AND_FSYNC, count, write_and_sync);
	if (madvise(file.mapping, file.size, MADV_DONTNEED))
		give_up("madvise", errno);
	measure(OP_SHARED_FAULT, count, store_to_mapping);
	if (fsync(file.fd))
		give_up("fsync", errno);
	measure_rdma(region_of_memory, OP_MR_REGISTER, OP_RDMA_WRITE, OP_MR_DEREGISTER);
	if (!mapping_is_refused()) {
		scatter_file();
		measure_rdma(file.mapping, OP_MR_REGISTER_FILE, OP_RDMA_WRITE_FILE, OP_MR_DEREGISTER_FILE);
		for (size_t page = 0; page < REGION; page++)
			memcpy(file.model + page * PAGE, buffer, PAGE);
	}

	compare_mapping(&file);
	close(direct);
	close_file(&file);
	ibv_dereg_mr(source);
	disconnect_loopback(&loopback);
}
