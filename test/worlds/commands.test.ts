import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { World } from './helpers.ts';

const log = (name: string): string => new URL(`../fixtures/consoles/${name}`, import.meta.url).pathname;

t.test('help names the commands; what is no command or option is a usage error', async (t) => {
  const world = new World(t.testdir({}));
  const help = await world.pinproof('--help');
  t.equal(help.code, 0);
  for (const name of [
    'run',
    'plan',
    'build',
    'boot',
    'judge',
    'report',
    'publish',
    'scoreboard',
    'merge',
    'doctor',
    'list',
    'parse',
    'check-series',
    'bisect',
  ]) {
    t.match(help.stdout, new RegExp(`^ {2}${name} `, 'm'));
  }
  for (const [args, message] of [
    [['rnu'], /unknown command 'rnu'\n\(Did you mean run\?\)\n/],
    [['run', '--jsno'], /unknown option '--jsno'\n\(Did you mean --json\?\)\n/],
    [['run', '--jobs', '0'], /'0' is invalid\. a number from 1 to 256\n/],
    [['parse'], /missing required argument 'file'/],
    [[], /Usage: pinproof /],
  ] as const) {
    const { code, stdout, stderr } = await world.pinproof(...args);
    t.same([code, stdout], [2, ''], args.join(' '));
    t.match(stderr, message);
  }
});

t.test('list says what a suite may name', async (t) => {
  const world = new World(t.testdir({}));
  const all = await world.pinproof('list');
  t.equal(all.code, 0);
  t.same(all.stdout.match(/^\w.*/gm), ['workloads', 'filesystems', 'devices', 'detectors']);
  const some = await world.pinproof('list', 'filesystems');
  t.match(some.stdout, /^filesystems\n( {2}\S+ +\S.*\n)+$/);
  for (const name of ['ext4', 'xfs', 'btrfs', 'tmpfs', 'block'])
    t.match(some.stdout, new RegExp(`^  ${name} +\\S`, 'm'));
  const detectors = await world.pinproof('list', 'detectors');
  t.match(detectors.stdout, /^ {2}lost-errors +writes that the device refused .*\n {4}lost-error +content\n/m);
  t.match(detectors.stdout, /^ {4}splat:kasan +crash: KASAN: /m);
  t.match(detectors.stdout, /^ {2}contract +\S.*\n {2}invalid +\S.*\n$/m, 'those that judge a status too');
  const none = await world.pinproof('list', 'worklods');
  t.equal(none.code, 2);
  t.match(none.stderr, /there is no list of "worklods"\n {2}-> perhaps workloads; /);
});

t.test('parse reads saved consoles, from files and standard input', async (t) => {
  const world = new World(t.testdir({}));
  const file = await world.pinproof('parse', log('oops-null-6.1.log'));
  t.equal(file.code, 0);
  t.match(file.stdout, /NULL pointer dereference/);
  const piped = await world.start(['parse', '-'], {}, readFileSync(log('oops-null-6.1.log'), 'latin1')).ended;
  t.equal(piped.code, 0);
  t.equal(piped.stdout, file.stdout.replaceAll(log('oops-null-6.1.log'), '-'));
  const json = await world.pinproof('parse', '--json', log('oops-null-6.1.log'), log('clean-6.1.log'));
  const [first, second] = JSON.parse(json.stdout);
  t.match(first, { file: log('oops-null-6.1.log'), reports: [{ kind: 'oops', firstLine: 2 }] });
  t.same(second.reports, []);
  for (const path of ['no-such.log', '.']) {
    const none = await world.pinproof('parse', path);
    t.same([none.code, none.stdout], [2, '']);
    t.match(none.stderr, `pinproof: ${path}: the file cannot be read\n`);
  }
});

t.test('a reader that goes away is no error', async (t) => {
  const world = new World(t.testdir({}));
  for (const stream of ['stdout', 'stderr'] as const) {
    const args =
      stream === 'stdout'
        ? ['parse', log('oops-null-6.1.log')]
        : ['run', world.suite('pipe', {}, { workloads: ['mmap-store-writeback'] })];
    const { child, ended } = world.start(args);
    child[stream]?.destroy();
    const { code, stdout, stderr } = await ended;
    t.equal(code, 0, `${stream}: ${stdout}${stderr}`);
  }
});

t.test('doctor says what is there; what is missing comes with the command that gets it', async (t) => {
  const top = t.testdir({});
  const world = new World(join(top, 'whole'));
  const whole = await world.pinproof('doctor');
  t.match(whole.stdout, /^NO sandbox \(PINPROOF_SANDBOX=off\): apt-get install bubblewrap/m);
  t.match(whole.stdout, /^Node \d+\./);
  t.match(whole.stdout, /\nok +qemu-system-x86 /);
  t.match(whole.stdout, /\nQEMU 99\.0\.0 \(a fake\)\n/);
  t.notMatch(whole.stdout, /bookworm-backports/, 'it is new enough for two processors');
  t.match(whole.stdout, `\ncache ${world.cache}, `);

  const poor = new World(join(top, 'poor'), { without: ['qemu-system-x86_64', 'ccache'] });
  const { code, stdout } = await poor.pinproof('doctor');
  t.equal(code, 69);
  t.match(stdout, /\nMISSING ccache /);
  t.match(stdout, /\nMISSING qemu-system-x86 /);
  t.match(stdout, /\n\napt-get install .*\bccache\b.*\bqemu-system-x86\b/);
});
