// SPDX-License-Identifier: GPL-2.0
/*
 * The guest's first process once everything is prepared: it stops the guest
 * for its checkpoint, and then runs one cell: the workload, what was counted
 * around it, and what the disk holds afterwards. It is in C because the same in
 * a shell takes more real time than most workloads: each command is a process,
 * and each process is code that the emulator translates again after a restore.
 *
 * Arguments, from vm/prepare: KEY=VALUE of the device and the file system. The
 * cell's own words come from fw_cfg, and are read after the stop: the guest
 * that makes the checkpoint has none, and each one that goes on from it has its
 * own. Protocol: vm/README.md.
 */
#include "cell.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

enum { MOST_STOPS = 20 };

int main(int argc, char **argv)
{
	sigset_t set;
	int i;

	sigemptyset(&set);
	sigaddset(&set, SIGCHLD);
	sigprocmask(SIG_BLOCK, &set, NULL);
	open_report();
	for (i = 1; i < argc && i < MOST_WORDS; i++)
		prepared[i - 1] = argv[i];

	/*
	 * Without words this is no cell that was resumed: the harness has found
	 * another processor busy, and wants the guest to stop once more.
	 */
	for (i = 0; !words[0] && i < MOST_STOPS; i++) {
		stop_for_checkpoint();
		split(content("/sys/firmware/qemu_fw_cfg/by_name/opt/pinproof/cell/raw"), words);
	}
	if (value_of(words, "shell")) {
		pid_t pid = child_process();

		if (!pid) {
			dprintf(STDOUT_FILENO, "pinproof: a shell. /mnt is %s on /dev/%s, %s is slow, rxe0 is there; exit ends the guest.\n",
				value_of(prepared, "filesystem"), value_of(prepared, "disk"), value_of(prepared, "slow"));
			execl("/bin/setsid", "setsid", "sh", "-c", "exec sh -i </dev/ttyS0 >/dev/ttyS0 2>&1", (char *)NULL);
			_exit(127);
		}
		waitpid(pid, &i, 0);
	} else if (value_of(words, "workload")) {
		run_cell();
	} else {
		problem("no workload came by fw_cfg");
	}
	phase(PHASE_DONE, NULL);
	end_guest();
}
