import type { LineFormat } from '../../kinds/lines/format.ts';

/** Panics that only say that something reported before was taken as fatal; alone (a log cut at its start) they count. */
export const consequentialPanic =
  /^Kernel panic - not syncing: (?:(?:kernel: )?Fatal exception|Fatal hardware|.*panic_on_warn set|softlockup: hung tasks|hung_task: blocked tasks|Hard LOCKUP|RCU Stall|.*panic_on_oops|kasan\.fault|Attempted to kill (?:init|the idle task)!|Aiee, killing interrupt handler!|scheduling while atomic|Machine halted|kernel stack overflow|BUG: |UBSAN: |KCSAN: |KFENCE: |KMSAN: )/;

/** The kernel says itself that the reboot is meant: kernel/reboot.c, kernel/panic.c, kexec. */
export const orderlyReboot = {
  cues: ['reboot: ', 'Restarting system', 'Rebooting in ', 'Starting new kernel', 'sysrq: '],
  pattern:
    /^(?:reboot: |Restarting system|Rebooting in \d+ seconds|kexec_core: Starting new kernel|sysrq: (?:Resetting|Trigger a crash))/,
} satisfies LineFormat;
