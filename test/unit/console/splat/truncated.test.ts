import t from 'tap';
import { splatsOf } from '../../../fixtures/consoles.ts';

const cpu = 'CPU: 0 UID: 0 PID: 139 Comm: rdma Not tainted 6.12.117 #1';
const end = '---[ end trace 0000000000000000 ]---';
const warning = 'WARNING: CPU: 0 PID: 139 at mm/gup.c:112 gup_put_folio+0x28/0x30';
const hung = 'INFO: task rdma:139 blocked for more than 120 seconds.';
const sleeping = 'BUG: sleeping function called from invalid context at mm/gup.c:580';
const other = 'Out of memory: Killed process 77 (fsync) total-vm:262144kB';
const trace = (...names: string[]): string[] => [
  'Call Trace:',
  ' <TASK>',
  ...names.map((name) => ` ${name}+0x2d/0x50`),
];
const whole = [warning, cpu, ...trace('unpin_user_page'), ' </TASK>', end];

/** Two consoles that differ in one fact: in the second one the first report is not to be trusted. */
const pairs: Record<string, readonly [whole: readonly string[], truncated: readonly string[]]> = {
  'printk dropped messages within it': [
    whole,
    [...whole.slice(0, 4), '** 3 printk messages dropped **[   60.000001]  unpin_user_page+0x2d/0x50', end],
  ],
  'another report began before its backtrace was down to the root': [
    [...whole.slice(0, -1), other, end],
    [...whole.slice(0, -2), other, end],
  ],
  'it has no backtrace': [whole, [warning, cpu, end]],
  'a message that a tree under test printed needs none': [
    ['BUG: folio is dirty behind the filesystem'],
    ['BUG: sleeping function called from invalid context at mm/gup.c:580'],
  ],
  'only the beginning of it was printed': [['VFS: Close: file count is 0'], ['WARNING:']],
  'its backtrace ends before it comes to who called': [
    whole,
    [warning, cpu, ...trace('dump_stack_lvl', '__warn'), ' </TASK>', end],
  ],
  'all of its backtrace are guesses': [whole, [warning, cpu, ...trace('? unpin_user_page'), ' </TASK>', end]],
  'its backtrace names nobody but who reported it': [
    [sleeping, cpu, ...trace('dump_stack_lvl', '__might_resched', 'ib_umem_get'), ' </TASK>'],
    [sleeping, cpu, ...trace('dump_stack_lvl', '__might_resched'), ' </TASK>'],
  ],
  'its backtrace is that of another process': [whole, [warning, cpu.replace('139', '77'), ...whole.slice(2)]],
  'frames come before any title: the rest of another backtrace': [
    whole,
    [warning, ' ext4_map_blocks+0x1a/0x5d0', ...whole.slice(1)],
  ],
  'a task that waits does not run': [
    [hung, ...trace('__schedule', 'schedule', 'ib_umem_get'), ' </TASK>'],
    [hung, ...trace('dump_stack_lvl', 'schedule_show', 'ib_umem_get'), ' </TASK>'],
  ],
  'a panic whose cause is not there': [
    ['Kernel panic - not syncing: No working init found.', cpu, ...trace('panic', 'kernel_init'), ' </TASK>'],
    ['Kernel panic - not syncing: kernel: panic_on_warn set ...', cpu, ...trace('panic', 'kernel_init'), ' </TASK>'],
  ],
};

for (const [why, [good, bad]] of Object.entries(pairs)) {
  t.test(why, async (t) => {
    t.equal(splatsOf(`${good.join('\n')}\n`)[0]?.truncated, false, 'whole');
    t.equal(splatsOf(`${bad.join('\n')}\n`)[0]?.truncated, true, 'truncated');
  });
}

t.test('the log ends in the middle of a line', async (t) => {
  const open = `${whole.slice(0, -1).join('\n')}\n`;
  t.equal(splatsOf(open)[0]?.truncated, false, 'at the end of one');
  t.equal(splatsOf(`${open} unpin_user_pa`)[0]?.truncated, true, 'in the middle');
  t.equal(splatsOf(whole.join('\n'))[0]?.truncated, false, 'only the newline is missing, and the report had ended');
});

t.test('a report longer than what is kept', async (t) => {
  const long = (count: number): string =>
    `${[warning, cpu, ...trace(...Array.from({ length: count }, () => 'ext4_map_blocks')), ' </TASK>', end].join('\n')}\n`;
  t.equal(splatsOf(long(1100))[0]?.truncated, false);
  t.equal(splatsOf(long(1300))[0]?.truncated, true);
});
