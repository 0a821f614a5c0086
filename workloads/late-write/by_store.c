// SPDX-License-Identifier: GPL-2.0
/*
 * Stores that fault: from this process, from another one, and while a pipe
 * holds references to the pages. Filesystems are notified of them, and rely on it.
 */
#include "meanwhile.h"
#include "remote.h"
#include "writers.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/uio.h>
#include <unistd.h>

static bool map_only(struct file *file)
{
	(void)file;
	return true;
}

static void store(struct file *file)
{
	note_event(STORED);
	fill_with_late(file->mapping, file->size, 0);
}

const struct writer cpu = { .hold = map_only, .write = store, .faults = true };

static bool start_other(struct file *file)
{
	(void)file;
	start_remote();
	return true;
}

static void store_by(const char *by, struct file *file)
{
	const struct remote *how = remote_by(by);
	unsigned char content[PAGE];
	size_t at;
	int error;

	attach_remote(how);
	for (at = 0; at < file->size; at += PAGE) {
		fill_with_late(content, PAGE, at);
		note_event(STORED);
		error = how->store(file->mapping + at, content);
		count_call(how->call, error);
		if (error)
			give_up(call_id(how->call), error);
	}
	end_remote();
}

static void store_by_writev(struct file *file)
{
	store_by("process-vm-writev", file);
}

static void store_by_proc_mem(struct file *file)
{
	store_by("proc-mem", file);
}

const struct writer process_vm_writer = {
	.hold = start_other, .write = store_by_writev, .faults = true,
};
/* ptrace pokes single words, /proc/PID/mem whole pages, by the same function (access_remote_vm() of mm/memory.c). */
const struct writer proc_mem_writer = {
	.hold = start_other, .write = store_by_proc_mem, .faults = true,
};

static int ends[2];

/* The pipe holds the pages themselves, by plain references (iter_to_pipe() of fs/splice.c). */
static bool fill_pipe(struct file *file)
{
	struct iovec pages = { .iov_base = file->mapping, .iov_len = file->size };
	ssize_t count;

	if (pipe(ends) || fcntl(ends[1], F_SETPIPE_SZ, file->size) < 0)
		give_up("pipe", errno);
	count = vmsplice(ends[1], &pages, 1, 0);
	count_call(CALL_VMSPLICE, count < 0 ? errno : 0);
	if (count >= 0 && count != (ssize_t)file->size)
		give_up("vmsplice came short", 0);
	return count >= 0;
}

/*
 * Reads the pipe, and compares: each page may be old or late, or one that the
 * file has lost, but never memory of something else.
 */
static void drain_pipe(struct file *file)
{
	unsigned char *found = allocate(file->size), *expected = allocate(file->size);
	size_t done = 0, at;
	ssize_t count;

	while (done < file->size) {
		count = read(ends[0], found + done, file->size - done);
		if (count <= 0)
			give_up("read of the pipe", errno);
		done += count;
	}
	fill_with_late(expected, file->size, 0);
	for (at = 0; at < file->size; at += PAGE)
		if (strchr((char[]){ OLD_BYTE, BETWEEN_BYTE, 0 }, found[at + PAGE - 1]))
			memset(expected + at, found[at + PAGE - 1], PAGE);
	compare_memory(COMPARED_PIPE, expected, found, file->size);
	close(ends[0]);
	close(ends[1]);
}

const struct writer splicer = {
	.hold = fill_pipe, .write = store, .release = drain_pipe, .faults = true,
};
