// SPDX-License-Identifier: GPL-2.0
/*
 * A writer holds the pages of a mapped file; something else is done to the file;
 * and then the writer writes to the pages. The filesystem has written them back
 * and protected them, or taken them away, and is not notified.
 */
#include "meanwhile.h"
#include "pinproof.h"
#include "writers.h"

#include <string.h>
#include <unistd.h>

/*
 * Microseconds. A read from the slow disk is under way after the first, and
 * takes two seconds; what is done meanwhile begins within the second.
 */
enum { AFTER = 200000, WITHIN = 300000 };

static bool held_on(void)
{
	return !strcmp(text_parameter("region"), "held") && chosen_writer()->release;
}

/* Ends what was done meanwhile, and sets the model. @early: LATE had come before the kernel was done. */
static void settle(struct file *file, const struct meanwhile *meanwhile, bool done, bool early)
{
	end_meanwhile(file, meanwhile);
	reach_file(file, meanwhile);
	if (write_refused)
		expect_refused(file, meanwhile, done);
	else if (done && !chosen_writer()->faults)
		expect_late(file, meanwhile, early);
	else
		expect_late(file, NULL, early);
}

/* Compares while the pages are still held: the device has written, and has reported that to its peer. */
static void compare_held(struct file *file)
{
	timed_fdatasync(file->fd);
	compare_file(COMPARED_HELD, file_path(), file->model, file->size);
}

void workload(void)
{
	const struct meanwhile *meanwhile = chosen_meanwhile();
	const struct writer *writer = chosen_writer();
	struct file file;
	struct pace pace;
	bool done, early;

	if (meanwhile->unmaps && writer->faults)
		give_up("a store needs the mapping, which is gone after this", 0);
	open_file(&file, parameter("pages") * PAGE);
	fill_with_old(&file);
	start_pace(&pace, 0);
	if (writer->hold(&file)) {
		note_event(REGISTERED);
		usleep(AFTER);
		sleep_random(&pace, WITHIN);
		done = do_meanwhile(&file, meanwhile);
		early = late_has_come;
		if (done)
			count_progress(COUNT_DONE_MEANWHILE, 1);
		/* A store to a frozen filesystem waits until it is frozen no more. */
		if (writer->faults)
			end_meanwhile(&file, meanwhile);
		writer->write(&file);
		if (!write_refused)
			count_progress(COUNT_PAGES_WRITTEN_LATE, file.size / PAGE);
		if (held_on()) {
			settle(&file, meanwhile, done, early);
			compare_held(&file);
		}
		if (writer->release)
			writer->release(&file);
		note_event(DEREGISTERED);
		if (!held_on())
			settle(&file, meanwhile, done, early);
		if (!meanwhile->unmaps)
			compare_mapping(&file);
		compare_clone(&file, early);
	}
	/*
	 * Refused or not, the file must now hold what was last written to it. On a
	 * disk that is read-only nothing may change, whatever is in memory; and an
	 * O_DIRECT read would write that back first.
	 */
	if (meanwhile->unmaps) {
		timed_fdatasync(file.fd);
		leave_file(&file);
	} else {
		close_file(&file);
	}
}
