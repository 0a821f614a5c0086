// SPDX-License-Identifier: GPL-2.0
/*
 * A plugin for QEMU, loaded where instructions are counted: before a processor
 * halts, it waits until QEMU's main loop sleeps.
 *
 * Why: with -icount sleep=off the main loop skips the time in which the guest is
 * idle. It does so whenever it runs and finds all processors halted
 * (icount_start_warp_timer() of softmmu/icount.c). An instruction that halts
 * marks the processor as halted a moment before the instructions that it has
 * executed are added to the clock (icount_process_data() of
 * accel/tcg/tcg-accel-ops-icount.c). A main loop that runs in that moment,
 * because the guest has just set a timer, reads a clock that is some hundred
 * instructions behind, skips to the next timer from there, and the instructions
 * come on top: the guest wakes a microsecond late. It was seen once in some ten
 * thousand halts, and makes one run of a long cell unlike the next. A main loop
 * that sleeps is woken by the processor alone, when its instructions have been
 * added.
 *
 * Built on the host, for the guest's architecture: settle_ARCH.c knows the
 * instruction that halts. QEMU's header for plugins is not in Debian; these are the
 * declarations of include/qemu/qemu-plugin.h that are used.
 */
#include "settle.h"

#include <fcntl.h>
#include <sched.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define EXPORTED __attribute__((visibility("default")))

typedef uint64_t qemu_plugin_id_t;
typedef struct {
	const char *target_name;
	struct {
		int min;
		int cur;
	} version;
} qemu_info_t;
struct qemu_plugin_tb;
struct qemu_plugin_insn;
enum { QEMU_PLUGIN_CB_NO_REGS };

void qemu_plugin_register_vcpu_tb_trans_cb(qemu_plugin_id_t id,
					   void (*cb)(qemu_plugin_id_t, struct qemu_plugin_tb *));
size_t qemu_plugin_tb_n_insns(const struct qemu_plugin_tb *tb);
struct qemu_plugin_insn *qemu_plugin_tb_get_insn(const struct qemu_plugin_tb *tb, size_t index);
size_t qemu_plugin_insn_size(const struct qemu_plugin_insn *insn);
/* Up to version 2 of the interface it takes the first argument only, and returns the bytes. */
const void *qemu_plugin_insn_data(const struct qemu_plugin_insn *insn, void *to, size_t length);
void qemu_plugin_register_vcpu_insn_exec_cb(struct qemu_plugin_insn *insn, void (*cb)(unsigned int, void *),
					    int flags, void *data);

/* QEMU reads it before it calls anything, and each release takes a range: harness/guest/image/plugin.ts. */
EXPORTED int qemu_plugin_version = QEMU_PLUGIN_VERSION;

static bool data_is_copied;
static int main_loop = -1;

/* The state of QEMU's first thread, which runs the main loop: proc(5), field 3, behind the name in parentheses. */
static bool main_loop_sleeps(void)
{
	char text[256], *name_end;
	ssize_t length = pread(main_loop, text, sizeof(text) - 1, 0);

	if (length <= 0)
		return true;
	text[length] = '\0';
	name_end = strrchr(text, ')');
	return !name_end || name_end[2] == 'S';
}

static void before_halt(unsigned int processor, void *data)
{
	(void)processor;
	(void)data;
	while (!main_loop_sleeps())
		sched_yield();
}

static void translated(qemu_plugin_id_t id, struct qemu_plugin_tb *block)
{
	/* An instruction that halts ends a block. */
	struct qemu_plugin_insn *last = qemu_plugin_tb_get_insn(block, qemu_plugin_tb_n_insns(block) - 1);
	unsigned char code[LONGEST_INSTRUCTION];
	size_t size = qemu_plugin_insn_size(last);
	const void *data;

	(void)id;
	if (size > sizeof(code))
		return;
	data = qemu_plugin_insn_data(last, code, size);
	if (!data_is_copied)
		memcpy(code, data, size);
	if (halts(code, size))
		qemu_plugin_register_vcpu_insn_exec_cb(last, before_halt, QEMU_PLUGIN_CB_NO_REGS, NULL);
}

EXPORTED int qemu_plugin_install(qemu_plugin_id_t id, const qemu_info_t *info, int argc, char **argv)
{
	char path[64];

	(void)argc;
	(void)argv;
	data_is_copied = info->version.cur >= 3;
	snprintf(path, sizeof(path), "/proc/self/task/%d/stat", getpid());
	main_loop = open(path, O_RDONLY | O_CLOEXEC);
	if (main_loop < 0) {
		perror(path);
		return -1;
	}
	qemu_plugin_register_vcpu_tb_trans_cb(id, translated);
	return 0;
}
