/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What happens to a file while something is to write into its pages: one of the
 * words of the parameter "meanwhile". The file holds OLD before, and what is
 * written late is LATE.
 */
#ifndef MEANWHILE_H
#define MEANWHILE_H

#include "pinproof.h"

enum { OLD_BYTE = 'O', LATE_BYTE = 'A' };

/* Fills a file that was just opened with OLD, on the disk, no page of it dirty. */
void fill_with_old(struct file *file);

/* Does what the parameter says. Returns whether the kernel did it. */
bool do_meanwhile(struct file *file);

/* What the file must hold when LATE has come, into its model. */
void expect_late(struct file *file);

/*
 * Where the file was cloned: what was written late is not to be in the clone.
 * Syncs the file, for it is then that shared blocks are written to.
 */
void compare_clone(const struct file *file);

#endif
