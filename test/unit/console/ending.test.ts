import t from 'tap';
import { collectCell } from '../../../harness/console/collectCell.ts';
import { type EndingFacts, endingOf } from '../../../harness/console/ending.ts';
import { readConsole } from '../../../harness/console/reader.ts';
import type { Splat } from '../../../harness/console/splat/report.ts';
import { splatKinds } from '../../../harness/kinds/splats/index.ts';
import { cellRecordSchema } from '../../../harness/records/run/cell.ts';
import type { Ending } from '../../../harness/records/run/guest.ts';
import { aCell, aGuest } from '../../fixtures/records.ts';

const booting = '[    0.000000] Linux version 6.1.192\n';
const oops = '[    1.000000] BUG: kernel NULL pointer dereference, address: 0000000000000008\n';
const hung = '[   30.000000] INFO: task fsync:139 blocked for more than 20 seconds.\n';
const panic = '[    1.000000] Kernel panic - not syncing: Fatal exception\n';
const warning = '[    1.000000] WARNING: CPU: 0 PID: 1 at mm/gup.c:229 gup_put_folio+0x1/0x2\n';

const splat: Splat = {
  type: 'splat',
  class: 'any',
  kind: 'any',
  title: 'any',
  fingerprint: '0123456789ab',
  truncated: false,
  firstLine: 1,
  lastLine: 1,
  text: '',
};

type Phases = EndingFacts['report']['phases'];
const whole: Phases = ['boot', 'cell', 'done'];

const cases: [string, Ending, { guest?: EndingFacts['guest']; console?: string; phases?: Phases }][] = [
  ['all went well', 'finished', { phases: whole }],
  ['a warning is no end', 'finished', { console: warning, phases: whole }],
  ['a stall that went by', 'finished', { console: hung, phases: whole }],
  ['power-off hung after the report was done', 'finished', { guest: { stopped: 'time-limit' }, phases: whole }],
  ['an oops outranks a report that came to its end', 'oopsed', { console: oops, phases: whole }],
  ['an oops outranks the clock', 'oopsed', { console: oops, guest: { stopped: 'time-limit' }, phases: ['boot'] }],
  ['an oops outranks a dead QEMU', 'oopsed', { console: oops, guest: { signal: 'SIGKILL' } }],
  ['a panic outranks its oops', 'panicked', { console: oops + panic, guest: { exitCode: 0 } }],
  ['the guest says that it is stuck', 'hung', { phases: ['boot', 'cell', 'stuck'] }],
  [
    'the kernel says that a task is',
    'hung',
    { console: hung, guest: { stopped: 'time-limit' }, phases: ['boot', 'cell'] },
  ],
  ['a kernel that never reached user space', 'silent', { guest: { stopped: 'time-limit' } }],
  ['reset without a word', 'silent', { guest: { exitCode: 0 }, phases: ['boot', 'cell'] }],
  ['still at work when the time was over', 'timed-out', { guest: { stopped: 'time-limit' }, phases: ['boot', 'cell'] }],
  ['QEMU was killed', 'killed', { guest: { signal: 'SIGKILL' }, phases: ['boot'] }],
  ['QEMU did not understand its arguments', 'killed', { guest: { exitCode: 1 }, console: 'qemu: error\n' }],
  ['no line of a kernel', 'never-booted', { guest: { stopped: 'time-limit' }, console: 'qemu-system-x86_64 ...\n' }],
];

for (const [name, expected, { guest = { exitCode: 0 }, console = '', phases = [] }] of cases) {
  t.test(`${expected}: ${name}`, async (t) => {
    const kernel = expected === 'never-booted' || console.startsWith('qemu') ? '' : booting;
    const heard = readConsole(kernel + console, { from: 'marker' });
    t.equal(endingOf({ guest, console: heard, report: { phases } }), expected);
  });
}

t.test(
  'a report ends a guest if its kind says so: as oopsed at once, as hung where it did not come to its end',
  async (t) => {
    for (const [kind, { ending }] of Object.entries(splatKinds)) {
      const console: EndingFacts['console'] = {
        observations: [{ ...splat, kind }],
        kernelSpoke: true,
        panicked: false,
      };
      const guest: EndingFacts['guest'] = { stopped: 'time-limit' };
      t.equal(
        endingOf({ guest, console, report: { phases: whole } }),
        ending === 'oopsed' ? 'oopsed' : 'finished',
        kind,
      );
      t.equal(endingOf({ guest, console, report: { phases: ['boot', 'cell'] } }), ending ?? 'timed-out', kind);
    }
    t.equal(splatKinds['oops']?.ending, 'oopsed');
    t.equal(splatKinds['hung-task']?.ending, 'hung');
    t.equal(splatKinds['warning']?.ending, undefined);
  },
);

t.test('a cell is the sum of both serial ports, and has the shape of its record', async (t) => {
  const record = collectCell({
    key: '0123456789abcdef0123',
    cell: aCell(),
    guest: aGuest(),
    console: readConsole(
      `${booting}[    2.000000] pinproof: cell begin\n[    3.000000] EXT4-fs error (device sda): x:1: y\n`,
      { from: 'marker' },
    ),
    report:
      '# pinproof {"type":"phase","phase":"cell","uptime":2}\n# pinproof {"type":"phase","phase":"done","uptime":4}\n',
  });
  t.equal(record.ending, 'finished');
  t.strictSame(cellRecordSchema.parse(record), record);
  t.match(record.observations.at(-1), { type: 'log', kind: 'ext4-error' });
});

t.test('a console that lost the marker makes a problem, not health', async (t) => {
  const record = collectCell({
    key: '0123456789abcdef0123',
    cell: aCell(),
    guest: aGuest(),
    console: readConsole(booting, { from: 'marker' }),
    report: '# pinproof {"type":"phase","phase":"cell","uptime":2}\n',
  });
  t.match(record.observations.at(-1), { type: 'problem', what: /cell begin/ });
});
