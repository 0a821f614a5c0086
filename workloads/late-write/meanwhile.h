/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What happens to a file, or to its filesystem, while something is to write
 * into its pages: one of the words of the parameter "meanwhile". The file holds
 * OLD before, and what is written late is LATE.
 */
#ifndef MEANWHILE_H
#define MEANWHILE_H

#include "pinproof.h"

enum { OLD_BYTE = 'O', LATE_BYTE = 'A', BETWEEN_BYTE = 'D' };

/*
 * What the file must hold afterwards. AS_WRITTEN: what was written late. ZEROS:
 * the file has lost the pages, by agreement at the writer's own risk. EITHER: of
 * two writers at a time either may be the last, and mapping and disk agree.
 * AS_BEFORE: the filesystem is read-only, or unmounted.
 */
enum result { AS_WRITTEN, ZEROS, EITHER, AS_BEFORE };

struct meanwhile {
	const char *name;
	/* Returns whether the kernel did it. */
	bool (*act)(struct file *file);
	/* Called after the write, perhaps more than once; absent where there is nothing to undo. */
	void (*undo)(struct file *file);
	enum result result;
	/* Whether the file is neither open nor mapped afterwards. */
	bool unmaps;
	/* Whether it writes all of the file. */
	bool writes;
};

const struct meanwhile *chosen_meanwhile(void);

/*
 * Fills memory with what is written late: LATE, and at the head of each page its
 * offset in the file, so that exchanged pages differ.
 */
void fill_with_late(unsigned char *memory, size_t size, size_t at);

/* Fills a file that was just opened with OLD, on the disk, no page of it dirty. */
void fill_with_old(struct file *file);

bool do_meanwhile(struct file *file, const struct meanwhile *meanwhile);
void end_meanwhile(struct file *file, const struct meanwhile *meanwhile);

/* Returns whether LATE is the content of a file, as the page cache has it. */
bool holds_late(int fd);

/*
 * Sets the model to what the file must hold when LATE has come. @meanwhile is
 * NULL where the kernel did nothing, or LATE came by way of page tables; @early
 * is true where LATE came before the kernel was done. A call that waited for the
 * write may have done its part before it or after it: either is right, as long
 * as it is the same for every page, and for the mapping and the disk.
 */
void expect_late(struct file *file, const struct meanwhile *meanwhile, bool early);

/* Sets the model to what the file must hold when LATE was refused: what was done meanwhile, and nothing else. */
void expect_refused(struct file *file, const struct meanwhile *meanwhile, bool done);

/* Opens the file again where it was closed meanwhile. */
void reach_file(struct file *file, const struct meanwhile *meanwhile);

/*
 * Compares the clone, where the file was cloned: what was written late must not
 * be in it, unless it came @early. Syncs the file first, because it is then that
 * shared blocks are written to.
 */
void compare_clone(const struct file *file, bool early);

/* change.c: to the file. */
bool clone_file(struct file *file);
bool snapshot(struct file *file);
bool punch_hole(struct file *file);
bool zero_range(struct file *file);
bool truncate_file(struct file *file);
bool write_buffered(struct file *file);
bool write_directly(struct file *file);

/* whole.c: to the filesystem, or the machine. */
bool sync_all(struct file *file);
bool press(struct file *file);
void relieve(struct file *file);
bool freeze(struct file *file);
void thaw(struct file *file);
bool fill_up(struct file *file);
bool remount_read_only(struct file *file);
bool unmount(struct file *file);
void mount_again(struct file *file);

#endif
