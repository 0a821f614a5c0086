import { readFileSync } from 'node:fs';
import t from 'tap';
import { readConsole } from '../../../../harness/console/reader.ts';
import { gdbScript } from '../../../../harness/guest/replay/gdbScript.ts';
import { pointOfSplat, timePoint } from '../../../../harness/guest/replay/point.ts';
import { SymbolTable } from '../../../../harness/symbols/symbolTable.ts';
import { usualMachine } from '../../../fixtures/machines.ts';
import { listing } from '../../symbols/listing.ts';

const { reports, debugger: registers } = usualMachine;
if (registers === undefined) throw new Error('no debugger');

const symbols = new SymbolTable(
  listing('EXEC (Executable file)', [
    'ffffffff81000000   112 FUNC    GLOBAL DEFAULT    1 folio_mark_dirty',
    'ffffffff81000070    16 FUNC    GLOBAL DEFAULT    1 show',
    'ffffffff81000100    48 FUNC    GLOBAL DEFAULT    1 ext4_dirty_folio',
    'ffffffff81000130    16 FUNC    GLOBAL DEFAULT    1 after',
  ]),
);

const splatIn = (name: string) => {
  const text = readFileSync(new URL(`../../../fixtures/consoles/${name}`, import.meta.url), 'latin1');
  const splat = readConsole(text, { from: 'start' }).observations.find((each) => each.type === 'splat');
  if (splat?.type !== 'splat') throw new Error(`${name} has no splat`);
  return splat;
};

t.test('an oops is found at the instruction that faulted; a warning at the ud2 that is there for it', async (t) => {
  t.same(pointOfSplat({ ...splatIn('oops-null-6.1.log'), seconds: 12.3 }, symbols, reports), {
    is: 'fault',
    address: 0xffffffff81000012n,
    at: 'folio_mark_dirty+0x12',
  });
  t.same(pointOfSplat({ ...splatIn('two-callers.log'), seconds: 12 }, symbols, reports), {
    is: 'trap',
    address: 0xffffffff81000128n,
    at: 'ext4_dirty_folio+0x28',
  });
});

t.test('what did not go on was interrupted anywhere: its point is its time', async (t) => {
  for (const name of ['rcu-stall-6.1.log', 'soft-lockup-6.12.log', 'hung-task-6.1.log'])
    t.match(pointOfSplat({ ...splatIn(name), seconds: 60.5 }, symbols, reports), { is: 'time', seconds: 60.5 }, name);
});

t.test(
  'a splat without an instruction, or with one of another kernel, is found by its time; without one, not at all',
  async (t) => {
    const splat = { class: 'kasan-read', text: 'BUG: KASAN: use-after-free in x+0x1/0x2', seconds: 3 };
    t.same(pointOfSplat(splat, symbols, reports), timePoint(3));
    t.same(pointOfSplat({ ...splat, seconds: undefined }, symbols, reports), undefined);
    const foreign = { class: 'bad-access', text: 'RIP: 0010:not_here+0x1/0x20', seconds: 4 };
    t.same(pointOfSplat(foreign, symbols, reports), timePoint(4));
    const program = { class: 'bad-access', text: 'RIP: 0033:folio_mark_dirty+0x1/0x70', seconds: 5 };
    t.same(pointOfSplat(program, symbols, reports), timePoint(5), 'a program’s own');
    const other = { class: 'bad-access', text: 'RIP: 0010:folio_mark_dirty+0x1/0x80', seconds: 6 };
    t.same(pointOfSplat(other, symbols, reports), timePoint(6), 'a function of another size is one of another build');
  },
);

t.test('gdb goes to a ud2 once, to a fault backwards from the oops, to a time by the tick', async (t) => {
  const address = 0xffffffff81000012n;
  const recorded = { sources: undefined, recorded: true };
  t.match(
    gdbScript({ is: 'trap', address, at: '' }, registers, recorded),
    /\nhbreak \*0xffffffff81000012\ncontinue\ndelete\n/,
  );
  t.match(
    gdbScript({ is: 'fault', address, at: '' }, registers, { ...recorded, sources: '/t/build' }),
    /^directory \/t\/build\n(.*\n)*hbreak \*oops_enter\ncontinue\ndelete\nhbreak \*0xffffffff81000012\nreverse-continue\n/,
  );
  const live = gdbScript({ is: 'fault', address, at: '' }, registers, { ...recorded, recorded: false });
  t.match(live, /\nhbreak \*oops_enter\ncontinue\ndelete\ninfo registers/, 'where there is no way back, the oops');
  t.match(
    gdbScript(timePoint(5.25), registers, recorded),
    /hbreak \*tick_do_update_jiffies64 if \$rdi >= 5250000000\n/,
  );
  t.match(gdbScript('end', registers, recorded), /hbreak \*machine_restart\nhbreak \*emergency_restart\ncontinue\n/);
});
