import t from 'tap';
import { taintOf, taskOf } from '../../../../harness/console/splat/task.ts';

t.test('lib/dump_stack.c dump_stack_print_info() in all its forms', async (t) => {
  for (const [line, name, pid, taint] of [
    ['CPU: 0 PID: 139 Comm: rdma Not tainted 6.1.192 #1', 'rdma', 139, ''],
    ['CPU: 0 UID: 0 PID: 139 Comm: rdma Not tainted 6.12.117 #1', 'rdma', 139, ''],
    ['CPU: 3 PID: 61 Comm: kworker/u8:2 Tainted: G        W          6.1.192 #1', 'kworker/u8:2', 61, 'G W'],
    ['CPU: 3 UID: 1000 PID: 7 Comm: a Tainted: P    B D W  OE      6.12.117 #1', 'a', 7, 'P B D W OE'],
    ['CPU: 0 PID: 139 Comm: rdma Kdump: loaded Not tainted 6.1.192 #1', 'rdma', 139, ''],
    ['CPU: 0 PID: 139 Comm: rdma Kdump: loaded Tainted: G    B              6.1.192 #1', 'rdma', 139, 'G B'],
    ['CPU: 0 PID: 139 Comm: two words Not tainted 6.1.192 #1', 'two words', 139, ''],
    ['CPU: 0 PID: 139 Comm: Not tainted Not tainted 6.1.192 #1', 'Not tainted', 139, ''],
  ] as const) {
    t.strictSame(taskOf([line]), { name, pid }, line);
    t.equal(taintOf([line]), taint, line);
  }
});

t.test('a hung task is the one that waits, not the one that noticed', async (t) => {
  const body = [
    'INFO: task a b:7 [c]:139 blocked for more than 120 seconds.',
    'CPU: 0 PID: 17 Comm: khungtaskd Not tainted 6.1.192 #1',
  ];
  t.strictSame(taskOf(body), { name: 'a b:7 [c]', pid: 139 });
});

t.test('a report that does not say', async (t) => {
  t.equal(taskOf(['Call Trace:', ' folio_mark_dirty+0x2d/0x50']), undefined);
  t.equal(taintOf(['      Not tainted 6.1.192 #1']), undefined);
});
