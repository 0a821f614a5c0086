// SPDX-License-Identifier: GPL-2.0
/*
 * An O_DIRECT read from a disk that takes two seconds: the pages are pinned for
 * as long as it is under way, and then the device writes. By three interfaces.
 */
#include "meanwhile.h"
#include "source.h"
#include "writers.h"

#include <errno.h>
#include <libaio.h>
#include <liburing.h>
#include <string.h>
#include <unistd.h>

static int source;

static void prepare_source(const struct file *file)
{
	unsigned char *content = allocate(file->size);

	source = open_source("late");
	fill_with_late(content, file->size, 0);
	fill_source(source, content, file->size, 0);
	note_event(DMA_POSTED);
}

/* @count: bytes read, or an errno below zero */
static void ended(const struct file *file, enum call call, long count)
{
	note_event(DMA_ENDED);
	count_call(call, count < 0 ? -count : 0);
	if (count != (long)file->size)
		give_up("the direct read into the mapping came short", count < 0 ? -count : 0);
	count_read(source, file->size, 0);
	late_has_come = true;
}

static void *read_late(void *argument)
{
	struct file *file = argument;
	ssize_t count = pread(source, file->mapping, file->size, 0);

	ended(file, CALL_PREAD, count < 0 ? -errno : count);
	return NULL;
}

static bool start_read(struct file *file)
{
	prepare_source(file);
	start_thread(read_late, file);
	return true;
}

static void await_thread(struct file *file)
{
	(void)file;
	join_threads();
}

const struct writer dio_reader = { .hold = start_read, .write = await_thread };

static io_context_t context;
static struct iocb aio_request;

static void *reap_aio(void *file)
{
	struct io_event event;
	int result = io_getevents(context, 1, 1, &event, NULL);

	if (result != 1)
		give_up("io_getevents", -result);
	ended(file, CALL_AIO_READ, event.res);
	io_destroy(context);
	return NULL;
}

static bool submit_aio(struct file *file)
{
	struct iocb *requests[] = { &aio_request };
	int result;

	prepare_source(file);
	result = io_setup(1, &context);
	if (result)
		give_up("io_setup", -result);
	io_prep_pread(&aio_request, source, file->mapping, file->size, 0);
	result = io_submit(context, 1, requests);
	if (result != 1)
		give_up("io_submit", -result);
	start_thread(reap_aio, file);
	return true;
}

const struct writer aio_reader = { .hold = submit_aio, .write = await_thread };

/*
 * A fixed buffer of io_uring's is a long-term pin, which is there before the
 * read and after it.
 */
static struct io_uring ring;

static bool register_buffer(struct file *file)
{
	struct iovec buffer = { .iov_base = file->mapping, .iov_len = file->size };
	int result = io_uring_queue_init(1, &ring, 0);

	if (result)
		give_up("io_uring_queue_init", -result);
	result = io_uring_register_buffers(&ring, &buffer, 1);
	count_call(CALL_IO_URING_REGISTER, -result);
	return !result;
}

static void read_fixed(struct file *file)
{
	struct io_uring_cqe *completion;
	struct io_uring_sqe *request = io_uring_get_sqe(&ring);
	int result;

	prepare_source(file);
	io_uring_prep_read_fixed(request, source, file->mapping, file->size, 0, 0);
	result = io_uring_submit_and_wait(&ring, 1);
	if (result < 0)
		give_up("io_uring_submit_and_wait", -result);
	result = io_uring_peek_cqe(&ring, &completion);
	if (result)
		give_up("io_uring_peek_cqe", -result);
	ended(file, CALL_IO_URING_READ, completion->res);
	io_uring_cqe_seen(&ring, completion);
}

static void unregister_buffer(struct file *file)
{
	int result = io_uring_unregister_buffers(&ring);

	(void)file;
	if (result)
		give_up("io_uring_unregister_buffers", -result);
	io_uring_queue_exit(&ring);
}

const struct writer uring_reader = {
	.hold = register_buffer, .write = read_fixed, .release = unregister_buffer,
};
