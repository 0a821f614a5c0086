// SPDX-License-Identifier: GPL-2.0
#include "meanwhile.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

static bool nothing(struct file *file)
{
	(void)file;
	return true;
}

static bool sync_file(struct file *file)
{
	return !timed_fdatasync(file->fd);
}

static bool page_out(struct file *file)
{
	int error;

	if (timed_fdatasync(file->fd))
		return false;
	error = madvise(file->mapping, file->size, MADV_PAGEOUT) ? errno : 0;
	count_call(CALL_MADVISE, error);
	return !error;
}

static const struct meanwhile all[] = {
	{ .name = "nothing", .act = nothing },
	{ .name = "fsync", .act = sync_file },
	{ .name = "sync", .act = sync_all },
	{ .name = "pageout", .act = page_out },
	{ .name = "pressure", .act = press, .undo = relieve },
	{ .name = "reflink", .act = clone_file },
	{ .name = "snapshot", .act = snapshot },
	{ .name = "punch", .act = punch_hole, .result = ZEROS },
	{ .name = "zero-range", .act = zero_range, .result = ZEROS },
	{ .name = "truncate", .act = truncate_file, .result = ZEROS },
	{ .name = "write", .act = write_buffered, .writes = true },
	{ .name = "direct-write", .act = write_directly, .result = EITHER, .writes = true },
	{ .name = "full", .act = fill_up },
	{ .name = "freeze", .act = freeze, .undo = thaw },
	{ .name = "remount-ro", .act = remount_read_only, .undo = mount_again, .result = AS_BEFORE, .unmaps = true },
	{ .name = "umount", .act = unmount, .undo = mount_again, .result = AS_BEFORE, .unmaps = true },
};

const struct meanwhile *chosen_meanwhile(void)
{
	return ENTRY_NAMED(all, text_parameter("meanwhile"));
}

void fill_with_old(struct file *file)
{
	memset(file->model, OLD_BYTE, file->size);
	if (pwrite(file->fd, file->model, file->size, 0) != (ssize_t)file->size)
		give_up("write of the file", errno);
	if (fsync(file->fd))
		give_up("fsync of the file", errno);
}

bool do_meanwhile(struct file *file, const struct meanwhile *meanwhile)
{
	if (meanwhile->unmaps) {
		munmap(file->mapping, file->size);
		close(file->fd);
		file->fd = -1;
	}
	return meanwhile->act(file);
}

void end_meanwhile(struct file *file, const struct meanwhile *meanwhile)
{
	if (meanwhile->undo)
		meanwhile->undo(file);
}

void fill_with_late(unsigned char *memory, size_t size, size_t at)
{
	size_t page;

	memset(memory, LATE_BYTE, size);
	for (page = 0; page < size; page += PAGE) {
		size_t place = at + page;

		memcpy(memory + page, &place, sizeof(place));
	}
}

bool holds_late(int fd)
{
	unsigned char byte = 0;

	/* The last byte of a page is not part of its number. A read that fails here fails again where the file is compared. */
	return pread(fd, &byte, 1, PAGE - 1) == 1 && byte == LATE_BYTE;
}

void expect_late(struct file *file, const struct meanwhile *meanwhile, bool early)
{
	enum result result = meanwhile ? meanwhile->result : AS_WRITTEN;
	bool waited = early && meanwhile && (meanwhile->writes || result == AS_BEFORE);

	if (result == ZEROS)
		memset(file->model, 0, file->size);
	else if ((result == EITHER || waited) ? holds_late(file->fd) : result == AS_WRITTEN)
		fill_with_late(file->model, file->size, 0);
	else
		memset(file->model, meanwhile->writes ? BETWEEN_BYTE : OLD_BYTE, file->size);
}

void expect_refused(struct file *file, const struct meanwhile *meanwhile, bool done)
{
	int byte = OLD_BYTE;

	if (done && meanwhile->result == ZEROS)
		byte = 0;
	else if (done && meanwhile->writes)
		byte = BETWEEN_BYTE;
	memset(file->model, byte, file->size);
}

void reach_file(struct file *file, const struct meanwhile *meanwhile)
{
	if (!meanwhile->unmaps || file->fd >= 0)
		return;
	file->fd = open(file_path(), O_RDWR);
	if (file->fd < 0 && errno == EROFS)
		file->fd = open(file_path(), O_RDONLY);
	if (file->fd < 0)
		give_up("open of the file after it was closed", errno);
}
