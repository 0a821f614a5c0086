import { readFileSync } from 'node:fs';
import t from 'tap';
import { cleanLine } from '../../../harness/console/lines.ts';
import { ConsoleStream, readConsole } from '../../../harness/console/reader.ts';
import { consoleObservationSchema } from '../../../harness/records/run/observation.ts';
import { generator } from '../random.ts';

const text = (name: string) => readFileSync(new URL(`../../fixtures/consoles/${name}.log`, import.meta.url), 'utf8');

t.test('before the marker nothing counts but splats', async (t) => {
  const reading = readConsole(text('clean-6.1'), { from: 'marker' });
  t.strictSame(reading.observations, []);
  t.equal(reading.cellBegan, true);
  t.equal(reading.kernelSpoke, true);
  t.equal(reading.lastTime, 3);
  const oops = readConsole(text('oops-null-6.1'), { from: 'marker' });
  t.equal(oops.cellBegan, false);
  t.equal(oops.observations.length, 1);
});

t.test('a console that pinproof did not make counts from its start', async (t) => {
  const kinds = readConsole(text('clean-6.1'), { from: 'start' }).observations.map(({ type }) => type);
  t.strictSame(kinds, ['integrity', 'log']);
});

t.test('integrity lines are counted by who found them', async (t) => {
  const { observations } = readConsole(text('guard-6.1-ext4'), { from: 'marker' });
  t.match(observations, [
    { type: 'integrity', tag: 'guard', by: 'scsi_debug', count: 3, first: /sector 19010/ },
    { type: 'integrity', tag: 'guard', by: 'sense data', count: 2 },
    { type: 'log', kind: 'protection-error', count: 2 },
    { type: 'log', kind: 'ext4-io-error', count: 1 },
    { type: 'log', kind: 'buffer-error', count: 1 },
    { type: 'log', kind: 'jbd2-io-error', count: 1 },
    { type: 'suppressed', count: 1 },
  ]);
});

t.test('sense data is read by number too, and all three tags are known', async (t) => {
  const { observations } = readConsole(text('guard-6.12-numbers'), { from: 'marker' });
  t.strictSame(
    observations.map((each) => (each.type === 'integrity' ? `${each.tag} ${each.by} ${each.count}` : each.type)),
    [
      'reference scsi_debug 1',
      'reference sense data 1',
      'guard block layer 1',
      'reference block layer 1',
      'application sense data 1',
    ],
  );
});

t.test('errors of every filesystem have a kind', async (t) => {
  const { observations } = readConsole(text('filesystems'), { from: 'marker' });
  t.strictSame(
    observations.map((each) => (each.type === 'log' ? `${each.kind} ${each.count}` : each.type)),
    [
      'ext4-no-buffers 1',
      'ext4-error 1',
      'read-only 2',
      'ext4-data-lost 1',
      'jbd2-abort 1',
      'iomap-writeback-error 1',
      'xfs-page-discard 1',
      'xfs-corruption 2',
      'xfs-metadata-error 1',
      'btrfs-csum 1',
      'btrfs-device-errors 1',
      'btrfs-unnotified-dirty 1',
      'btrfs-submit-failed 1',
      'btrfs-error 1',
      'lost-write 1',
      'buffer-error 1',
      'dio-invalidation 1',
      'block-error 2',
      'rxe-refused 2',
      'jbd2-dirty-metadata 1',
      'ext4-critical 1',
      'xfs-internal-error 1',
      'xfs-shutdown 1',
      'btrfs-metadata-csum 1',
      'btrfs-abort 1',
      'btrfs-warning 1',
    ],
  );
});

t.test('prefixes of printk, syslog and a program that wrote no newline', async (t) => {
  const cases: [string, ReturnType<typeof cleanLine>][] = [
    ['[    1.500000] text', { text: 'text', time: 1.5, caller: '' }],
    ['[    1.500000][   T12]  frame+0x1/0x2', { text: ' frame+0x1/0x2', time: 1.5, caller: 'T12' }],
    ['<4>[12345.000001][    C0] text\r', { text: 'text', time: 12345.000001, caller: 'C0' }],
    ['Nov 23 17:16:01 host kernel: [    1.500000] text', { text: 'text', time: 1.5, caller: '' }],
    ['login: [    1.500000] text', { text: 'text', time: 1.5, caller: '' }],
    ['\u001b[31m[    1.500000] te\u0000xt\u001b[0m', { text: 'text', time: 1.5, caller: '' }],
    ['[  OK  ] Started', { text: '[  OK  ] Started', caller: '' }],
    ['[    1.500000]', { text: '', time: 1.5, caller: '' }],
  ];
  for (const [raw, expected] of cases) t.strictSame(cleanLine(raw), expected, JSON.stringify(raw));
});

t.test('bytes are UTF-8 where they can be, and cost nothing else where they cannot', async (t) => {
  const line = (text: string) => cleanLine(Buffer.from(text).toString('latin1')).text;
  t.equal(line('Größe – naïve→core::fmt'), 'Größe – naïve→core::fmt');
  t.equal(line('te\u009bxt'), 'text', 'control characters of Unicode, too');
  t.equal(cleanLine('caf\xe9 \xff\xfe \xe2\x80BUG: ').text, 'caf\ufffd \ufffd\ufffd \ufffdBUG:');
  const { observations } = readConsole(
    Buffer.from('[ 1.000000] WARNING: CPU: 0 PID: 1 at rust/größe.rs:1 größe+0x1/0x2\n'),
    { from: 'start' },
  );
  t.match(observations, [{ text: 'WARNING: CPU: 0 PID: 1 at rust/größe.rs:1 größe+0x1/0x2' }]);
});

t.test('splats can be told as they end, and are not kept then', async (t) => {
  const told: string[] = [];
  const stream = new ConsoleStream({ from: 'start', tell: ({ title }) => told.push(title) });
  const bytes = Buffer.from(text('warning-message-6.12'));
  for (let round = 1; round <= 300; round += 1) {
    stream.push(bytes);
    t.equal(told.length, round);
  }
  t.strictSame(stream.end().observations, []);
});

t.test('no bytes break the reader, and what it says has the shape of the record', async (t) => {
  const valid = (source: string): void => {
    for (const each of readConsole(source, { from: 'start' }).observations) consoleObservationSchema.parse(each);
  };
  const random = generator(42);
  for (let round = 0; round < 200; round += 1) {
    const bytes = Uint8Array.from({ length: 2000 }, () => random() * 256);
    valid(Buffer.from(bytes).toString('latin1'));
  }
  // Lines of real reports, shuffled, cut and glued: what two CPUs and a lossy serial line make of them.
  const lines = Object.keys(fragments)
    .flatMap((name) => text(name).split('\n'))
    .filter((line) => line !== '');
  for (let round = 0; round < 300; round += 1) {
    const mixed = Array.from({ length: 60 }, () => {
      const line = lines[Math.floor(random() * lines.length)] ?? '';
      return random() < 0.1 ? line.slice(0, Math.floor(random() * line.length)) : `${line}\n`;
    });
    valid(mixed.join(''));
  }
  t.pass('read them all');
});

const fragments = {
  'oops-null-6.1': 1,
  'kasan-6.12': 1,
  'lockdep-circular-6.1': 1,
  'hung-task-6.1': 1,
  'two-callers': 1,
};

t.test('a log cut anywhere gives at most the reports of the whole, and says that they are cut', async (t) => {
  for (const name of ['oops-null-6.1', 'kasan-6.12', 'warning-panic-on-warn']) {
    const whole = text(name);
    for (let end = 0; end < whole.length; end += 37) {
      const splats = readConsole(whole.slice(0, end), { from: 'start' }).observations.filter(
        ({ type }) => type === 'splat',
      );
      t.ok(splats.length <= 1, `${name} at ${end}`);
    }
    const half = readConsole(whole.slice(0, whole.length / 2), { from: 'start' }).observations;
    t.match(half, [{ type: 'splat', truncated: true }], name);
  }
});

t.test('a line of a megabyte, and hostile ones, take no time', async (t) => {
  const began = process.hrtime.bigint();
  const long = 1024 * 1024;
  for (const piece of [
    'A',
    ' ',
    '[',
    '\u001b[',
    '\u001b]',
    'BUG: ',
    '=',
    '0x1+',
    'INFO: task ',
    ': page allocation',
    'XFS (',
  ]) {
    readConsole(piece.repeat(long / piece.length), { from: 'start' });
    readConsole(`[    1.000000] ${piece.repeat(500)}\n`.repeat(500), { from: 'start' });
  }
  const seconds = Number(process.hrtime.bigint() - began) / 1e9;
  t.ok(seconds < 10, `${seconds} s`);
});

t.test('a guest that oopses in a loop is counted, not kept', async (t) => {
  const { observations } = readConsole(text('warning-message-6.12').repeat(1000), { from: 'start' });
  t.equal(observations.filter(({ type }) => type === 'splat').length, 256);
  t.match(observations.at(-1), { type: 'log', kind: 'more-splats', count: 744 });
});
