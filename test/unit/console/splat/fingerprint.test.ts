import t from 'tap';
import { consoleText, splatsOf } from '../../../fixtures/consoles.ts';

/** The one report of a text. */
function fingerprintOf(text: string): string {
  const [splat, ...more] = splatsOf(text);
  if (splat === undefined || more.length > 0) throw new Error(`not one report:\n${text}`);
  return splat.fingerprint;
}

const rule = '='.repeat(66);
const kasan = (name: string, access = 'Read'): string =>
  [
    rule,
    `BUG: KASAN: slab-use-after-free in ${name}+0x5c/0x1d0`,
    `${access} of size 8 at addr ffff88801e179490 by task rdma/139`,
    'Call Trace:',
    ' <TASK>',
    ' kasan_report+0xd7/0x180',
    ` ${name}+0x5c/0x1d0`,
    ' </TASK>',
    rule,
    '',
  ].join('\n');
const oops = (name: string, at = 'dead000000000108', offset = '0x12'): string =>
  [
    `BUG: unable to handle page fault for address: ${at}`,
    'Oops: Oops: 0000 [#1] PREEMPT SMP NOPTI',
    'CPU: 0 UID: 0 PID: 139 Comm: rdma Not tainted 6.12.117 #1',
    `RIP: 0010:${name}+${offset}/0x70`,
    'Call Trace:',
    ' copy_data+0xc7/0x240',
    ' </TASK>',
    '---[ end trace 0000000000000000 ]---',
    '',
  ].join('\n');
const warning = (name: string): string =>
  [
    `WARNING: CPU: 0 PID: 139 at mm/gup.c:112 ${name}+0x28/0x30`,
    'CPU: 0 UID: 0 PID: 139 Comm: rdma Not tainted 6.12.117 #1',
    'Call Trace:',
    ' copy_data+0xc7/0x240',
    ' </TASK>',
    '---[ end trace 0000000000000000 ]---',
    '',
  ].join('\n');
const panic = (message: string): string =>
  [
    `Kernel panic - not syncing: ${message}`,
    'Call Trace:',
    ' panic+0x32f/0x360',
    ' mount_root+0x2c4/0x400',
    ` ---[ end Kernel panic - not syncing: ${message} ]---`,
    '',
  ].join('\n');

t.test('one bug', async (t) => {
  for (const [why, a, b] of [
    ['the MMU saw it, or KASAN did', oops('rxe_mr_copy'), kasan('rxe_mr_copy')],
    ['another address, another kernel', oops('rxe_mr_copy'), oops('rxe_mr_copy', 'ffff88803fe00000', '0x1c')],
    ['a read, or a write', kasan('rxe_mr_copy'), kasan('rxe_mr_copy', 'Write')],
    ['another architecture wraps system calls otherwise', oops('__x64_sys_mremap'), oops('__arm64_sys_mremap')],
    ['the inner half of a function', oops('__folio_mark_dirty'), oops('folio_mark_dirty')],
    ['numbers in a message', panic('BTRFS: mirror 2 of 0x1bdf000 lost'), panic('BTRFS: mirror 1 of 0x9 lost')],
  ] as const) {
    t.equal(fingerprintOf(a), fingerprintOf(b), why);
  }
});

t.test('two bugs', async (t) => {
  for (const [why, a, b] of [
    ['two functions', oops('rxe_mr_copy'), oops('bio_dirty_fn')],
    ['two functions, by KASAN', kasan('rxe_mr_copy'), kasan('bio_dirty_fn')],
    ['two families in one function', warning('rxe_mr_copy'), oops('rxe_mr_copy')],
    ['two system calls', oops('__x64_sys_mremap'), oops('__x64_sys_munmap')],
    ['two messages', panic('VFS: Unable to mount root fs'), panic('No working init found.')],
  ] as const) {
    t.not(fingerprintOf(a), fingerprintOf(b), why);
  }
});

t.test('who saw a stall does not matter, and where the clock met it neither', async (t) => {
  const stall = (name: string, inner: string, entry = 'ext4_file_write_iter'): string =>
    [
      name,
      'CPU: 0 PID: 139 Comm: rdma Not tainted 6.1.192 #1',
      `RIP: 0010:${inner}+0x3e/0x60`,
      'Call Trace:',
      ' <TASK>',
      ` ${entry}+0x25/0x80`,
      ' vfs_write+0x2c4/0x400',
      ' do_syscall_64+0x2b/0x50',
      ' entry_SYSCALL_64_after_hwframe+0x4b/0xb5',
      ' </TASK>',
      '',
    ].join('\n');
  const lockup = 'watchdog: BUG: soft lockup - CPU#0 stuck for 26s! [rdma:139]';
  const rcu = 'rcu: INFO: rcu_preempt self-detected stall on CPU';
  const hard = 'watchdog: Watchdog detected hard LOCKUP on cpu 0';
  const one = fingerprintOf(stall(lockup, 'ext4_map_blocks'));
  t.equal(fingerprintOf(stall(rcu, 'ext4_map_blocks')), one, 'RCU');
  t.equal(fingerprintOf(stall(hard, 'ext4_map_blocks')), one, 'the NMI watchdog');
  t.equal(fingerprintOf(stall(lockup, 'folio_mark_dirty')), one, 'somewhere else');
  t.not(fingerprintOf(stall(lockup, 'ext4_map_blocks', 'xfs_file_write_iter')), one, 'another filesystem');
});

t.test('what is cut has the fingerprint of the whole only where its first lines name the bug', async (t) => {
  const cut = (text: string, lines: number): string => text.split('\n').slice(0, lines).join('\n');
  t.equal(fingerprintOf(cut(oops('rxe_mr_copy'), 5)), fingerprintOf(oops('rxe_mr_copy')), 'a fault');
  t.not(fingerprintOf(cut(warning('rxe_mr_copy'), 3)), fingerprintOf(warning('rxe_mr_copy')), 'a warning');
  t.equal(
    fingerprintOf(cut(warning('rxe_mr_copy'), 3)),
    fingerprintOf(cut(warning('bio_dirty_fn'), 3)),
    'nobody knows which',
  );
});

t.test('of all consoles: 12 hexadecimal digits', async (t) => {
  t.match(fingerprintOf(consoleText('kasan-real-6.1')), /^[0-9a-f]{12}$/);
});
