import { readFileSync } from 'node:fs';
import t from 'tap';
import { readConsole } from '../../../../harness/console/reader.ts';

const traceIn = (name: string): readonly string[] | undefined => {
  const text = readFileSync(new URL(`../../../fixtures/consoles/${name}.log`, import.meta.url), 'latin1');
  const splat = readConsole(text, { from: 'start' }).observations.find((each) => each.type === 'splat');
  return splat?.type === 'splat' ? splat.trace : undefined;
};

t.test('a report’s own backtrace, innermost first', async (t) => {
  t.strictSame(traceIn('hung-task-6.1'), [
    '__schedule',
    'schedule',
    'io_schedule',
    'folio_wait_bit_common',
    'folio_wait_writeback',
    '__filemap_fdatawait_range',
  ]);
});

t.test('who allocated and freed the memory stands not in it, nor do guesses', async (t) => {
  const trace = ['dump_stack_lvl', 'print_report', 'kasan_report', 'bio_dirty_fn', 'process_one_work'];
  t.strictSame(traceIn('kasan-6.12'), trace);
  t.notOk(traceIn('soft-lockup-6.12')?.includes('watchdog_timer_fn'), 'a guess');
});

t.test('a line has none', async (t) => {
  t.equal(traceIn('oom-6.12'), undefined);
});
