import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { sandbox } from '../../harness/host/sandbox/sandbox.ts';
import { skipBecause } from '../skipping.ts';
import { type Ended, until, World } from './helpers.ts';

/** Patches that mean harm, through the whole command line. */

const state = await sandbox();
const skip = state.works ? false : `no sandbox can be had here: ${state.why}`;

/** No word of any file's name: tap tells all programs that a test starts, and those that they start, the names of all tests. */
const tokens = Object.fromEntries(
  ['GITHUB_TOKEN', 'ACTIONS_RUNTIME_TOKEN', 'SSH_AUTH_SOCK', 'AWS_SECRET_ACCESS_KEY', 'NPM_TOKEN', 'CFLAGS'].map(
    (name) => [name, `sesame-${name}`],
  ),
);

/** Links the kernel as the fake tree does, with more before or after it. */
const link = (before: string, after = ''): string => `${before}\nld -r -o vmlinux "$@" || exit 1\n${after}\n`;

/** A series that puts a script of the build in another's place. */
function hostile(world: World, name: string, script: string): string {
  const now = readFileSync(join(world.kernel, 'scripts/link-vmlinux.sh'), 'utf8');
  return world.series(name, 'scripts/link-vmlinux.sh', now, script);
}

/** What a person, a terminal and a runner read: nothing in it is obeyed. */
function isPlain(t: Test, { stdout, stderr }: Pick<Ended, 'stdout' | 'stderr'>): void {
  for (const text of [stdout, stderr]) {
    t.notMatch(text, /(?![\t\n])\p{Cc}/u, 'no control character');
    t.notMatch(text, /[\p{Cf}\u2028\u2029]/u, 'nothing invisible, or that turns text around');
    t.notMatch(text, /^\s*::|##\[/m, 'no workflow command');
  }
}

/** A service of the machine's own, that nobody else has any business with. */
async function listen(t: Test): Promise<{ port: number; connections: string[] }> {
  const connections: string[] = [];
  const server = createServer((socket) => socket.on('data', (data) => connections.push(String(data))));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.teardown(() => server.close());
  return { port: (server.address() as AddressInfo).port, connections };
}

/** Ends what an attack left running: setsid has given each a group of its own. @returns how many there were */
function endSurvivors(world: World): number {
  const leaders = world.processes().filter((line) => /^\d+ sh -c sleep 360/.test(line));
  for (const line of leaders) process.kill(-Number.parseInt(line, 10), 'SIGKILL');
  return leaders.length;
}

const suiteOf = (world: World, name: string, series: string | string[]): string =>
  JSON.stringify({
    base: { source: world.kernel },
    candidates: [{ name, series }],
    filesystems: ['ext4'],
    workloads: ['rdma-write-writeback', 'mmap-store-writeback'],
  });

/** A suite whose candidate's guest does something in its cell. */
const guestThat = (world: World, what: string): string =>
  world.suite(what, { stranger: world.behaviour('stranger', 'mmap-store-writeback', what) });

const cell = 'cells/stranger/dif1-dix1/ext4/mmap-store-writeback/1';

async function attacked(t: Test, confined: boolean): Promise<{ got: string[]; ended: Ended; world: World }> {
  const world = new World(t.testdir({}), { confined });
  const { port, connections } = await listen(t);
  world.write('home/.netrc', 'machine sesame\n');
  world.write('work/token', 'sesame\n');
  mkdirSync(join(world.cache, 'ccache'), { recursive: true });
  const words = {
    WORLD: world.folder,
    CALLED: world.cwd,
    PORT: String(port),
    MARKER: world.folder,
  };
  const script = Object.entries(words).reduce(
    (text, [word, value]) => text.replaceAll(word, value),
    readFileSync(new URL('../fixtures/hostile-build.sh', import.meta.url), 'utf8'),
  );
  const suite = world.suite('attack', { stranger: hostile(world, 'stranger', link(script)) });
  const ended = await world.start(['run', suite], tokens).ended;
  const log = world.latest('trees/stranger/build.log');
  t.equal(connections.length, confined ? 0 : 1);
  return { got: [...log.matchAll(/^GOT (.*)$/gm)].map(([, name = '']) => name), ended, world };
}

t.test('a build sees no token, no file, no network and no process, and leaves nothing behind', { skip }, async (t) => {
  const { got, ended, world } = await attacked(t, true);
  // Where the test's folder is below /tmp, it writes into a /tmp of its own.
  t.same(
    got.filter((name) => name !== 'outside'),
    [],
  );
  t.equal(ended.code, 0, ended.stderr);
  t.notOk(existsSync(join(world.folder, 'outside')));
  t.notMatch(readFileSync(join(world.kernel, 'mm/gup.c'), 'utf8'), /evil/);
  t.same(world.processes(), []);
  t.same(world.debris(), []);
  isPlain(t, ended);
  t.match(ended.stdout, /stranger adds 1 build warning/);
  t.match(world.record('build.json').trees.stranger, { outcome: 'built' });
  t.equal(world.record('build.json').unconfined, undefined);
});

t.test('the same attacks work without the sandbox: so the test would see them', async (t) => {
  const { got, ended, world } = await attacked(t, false);
  const everywhere = ['processes', 'home', 'folder', 'outside', 'source', 'compiler-cache', 'builds', 'network'];
  // Root alone has the others.
  t.same(
    got.filter((name) => name !== 'host-settings' && name !== 'devices'),
    everywhere,
  );
  t.equal(endSurvivors(world), 1, 'and its process lives on');
  t.match(ended.stderr, /warning: build sandbox: none \(PINPROOF_SANDBOX=off\)/);
  t.match(ended.stdout, /Built and run without a sandbox: PINPROOF_SANDBOX=off\n/);
  t.match(world.record('verdict.json'), { unconfined: 'PINPROOF_SANDBOX=off' });
  for (const name of ['report.md', 'report.html'])
    t.match(world.latest(name), /Built and run without a sandbox: PINPROOF(_|&#95;)SANDBOX=off/, name);
});

const products: [string, string, RegExp][] = [
  ['a link', 'ln -sf /etc/passwd vmlinux', /the build’s vmlinux is no file: the build made it a symbolic link/],
  ['a pipe', 'rm vmlinux; mkfifo vmlinux', /the build’s vmlinux is no file: the build made it a named pipe/],
  ['a folder', 'rm vmlinux; mkdir vmlinux', /the build’s vmlinux is no file: the build made it a folder/],
  ['endless', 'truncate -s 1T vmlinux', /the build’s vmlinux has 1099511627776 bytes/],
  ['not there', 'rm vmlinux', /the build’s vmlinux is not there/],
  [
    'a linked config',
    'ln -sf /etc/passwd .config',
    /the build’s \.config is no file: the build made it a symbolic link/,
  ],
  ['endless words', 'yes "GOT nothing, and more of it, and again" | head -c 600000000', /printed more than 256 MiB/],
];

for (const [name, script, message] of products) {
  t.test(`a build whose product is ${name}`, { skip }, async (t) => {
    const world = new World(t.testdir({}), { confined: true });
    const suite = world.suite('product', { stranger: hostile(world, 'stranger', link('', script)) });
    const ended = await world.pinproof('run', suite);
    t.equal(ended.code, 3, ended.stderr);
    t.match(ended.stdout + ended.stderr, message);
    t.match(world.record('build.json').trees.stranger, { outcome: 'failed', stage: 'build', message });
    t.same(world.processes(), []);
    isPlain(t, ended);
  });
}

t.test('an error of the compiler is quoted, and not obeyed', { skip }, async (t) => {
  const world = new World(t.testdir({}), { confined: true });
  const words = '\\033]0;owned\\007::add-mask::b ##[error]x <b>bold</b> \\342\\200\\256txt';
  const script = `printf '../mm/gup.c:3:1: error: ${words}\\n    ::stop-commands::x\\n'; exit 1`;
  const ended = await world.pinproof('run', world.suite('error', { stranger: hostile(world, 'stranger', script) }));
  t.equal(ended.code, 3, ended.stderr);
  t.match(ended.stdout + ended.stderr, /mm\/gup\.c:3: the tree does not build/);
  isPlain(t, ended);
});

t.test('a build that writes to its sources is the tree’s fault', { skip }, async (t) => {
  const world = new World(t.testdir({}), { confined: true });
  const script = 'echo x >../mm/gup.c || exit 1';
  const ended = await world.pinproof('run', world.suite('writes', { stranger: hostile(world, 'stranger', script) }));
  t.equal(ended.code, 3, ended.stderr);
  t.match(world.record('build.json').trees.stranger, {
    outcome: 'failed',
    message: /mm\/gup\.c: Read-only file system/,
  });
});

t.test('a release that is no release', { skip }, async (t) => {
  const world = new World(t.testdir({}), { confined: true });
  const extra = `EXTRAVERSION = -fake\u001b[31m\u202e${'x'.repeat(200)}\n`;
  const series = world.series('stranger', 'Makefile', 'EXTRAVERSION = -fake\n', extra);
  const ended = await world.pinproof('run', world.suite('release', { stranger: series }));
  t.equal(ended.code, 0, ended.stderr);
  t.ok(world.record('build.json').trees.stranger.release.length <= 64);
  isPlain(t, ended);
});

t.test(
  'what one stranger’s build puts under a key of the compiler’s cache, no other tree gets',
  { skip },
  async (t) => {
    const world = new World(t.testdir({}), { confined: true });
    // A result of ccache's is whole wherever it stands: another file's object, under the key of this one.
    const poison = [
      'echo "int evil;" >evil.c; ccache gcc -Wall -I../include -MMD -c -o evil.o evil.c',
      // Its own cache, and the base's.
      'evil=$(find "$CCACHE_DIR" "$SECOND_CCACHE_DIR" -name "*R" -newer vmlinux | head -n 1)',
      'for result in $(find "$CCACHE_DIR" "$SECOND_CCACHE_DIR" -name "*R"); do cp "$evil" "$result" 2>/dev/null; done',
      '[ -n "$evil" ] && echo poisoned',
    ].join('\n');
    const [from, to] = ['"rdma-write-writeback", "guard-errors"', '"rdma-write-writeback", "pass"'];
    const good = world.series('good', 'mm/gup.c', from, to);
    const evil = [world.series('evil', 'mm/gup.c', from, to), hostile(world, 'evil-link', link('', poison))];
    const suite = world.write('evil.yaml', suiteOf(world, 'evil', evil));
    t.equal((await world.pinproof('run', suite)).code, 0);
    t.match(world.latest('trees/evil/build.log'), /^poisoned$/m);
    const ended = await world.pinproof('run', world.write('good.yaml', suiteOf(world, 'good', good)));
    t.equal(ended.code, 0, ended.stderr);
    t.match(world.latest('trees/good/vmlinux'), /fake rdma-write-writeback pass/, 'its own object');
  },
);

t.test('cells that ran without a sandbox are said to have, whatever their trees were built in', { skip }, async (t) => {
  const world = new World(t.testdir({}), { confined: true });
  const suite = world.suite('shards', {}, { filesystems: ['ext4', 'xfs'] });
  const runs: string[] = [];
  for (const [shard, wish] of [
    ['1/2', 'on'],
    ['2/2', 'off'],
  ] as const) {
    const ended = await world.start(['run', suite, '--shard', shard], { PINPROOF_SANDBOX: wish }).ended;
    t.equal(ended.code, 0, ended.stderr);
    t.equal(world.record('boot.json').unconfined, wish === 'off' ? 'PINPROOF_SANDBOX=off' : undefined);
    runs.push(join(world.cwd, 'pinproof-out', world.latestName()));
  }
  await world.pinproof('merge', ...runs);
  t.equal(world.record('verdict.json').unconfined, 'PINPROOF_SANDBOX=off');

  for (const args of [['plan', suite], ['build'], ['boot']])
    t.equal((await world.pinproof(...args)).code, 0, args.join(' '));
  t.equal(world.record('boot.json').unconfined, undefined);
  const run = join(world.cwd, 'pinproof-out', world.latestName());
  await world.start(['run', run], { PINPROOF_SANDBOX: 'off' }).ended;
  t.equal(world.record('verdict.json').unconfined, 'PINPROOF_SANDBOX=off');
});

t.test('without a sandbox code of others is refused, and what is to be done is said', async (t) => {
  const world = new World(t.testdir({}));
  const suite = world.suite('refused', {});
  // The second is said in a container. It is no trouble of a disk.
  for (const why of [
    'setting up uid map: Permission denied',
    "Can't mount proc on /newroot/proc: Read-only file system",
  ]) {
    world.program('bwrap', `echo "bwrap: ${why}" >&2; exit 1`);
    const { code, stdout, stderr } = await world.start(['run', suite], { PINPROOF_SANDBOX: '' }).ended;
    t.same([code, stdout], [69, ''], stderr);
    const refusal = 'no sandbox can be had here, and the tree "base" is code of others, which a build runs';
    t.match(stderr, `pinproof: ${refusal}\n  bwrap: ${why}\n`);
    t.match(stderr, /PINPROOF_SANDBOX=off goes on without, and the report says so/);
  }
  t.same(world.made(), []);
  const wrong = await world.start(['run', suite], { PINPROOF_SANDBOX: 'no' }).ended;
  t.equal(wrong.code, 2);
  t.match(wrong.stderr, /PINPROOF_SANDBOX: "no" is neither on nor off/);
});

/** Runs a program where no more user namespaces can be made. */
const inTheLast = [
  '--user',
  '--map-root-user',
  'sh',
  '-c',
  'echo 0 >/proc/sys/user/max_user_namespaces && exec "$@"',
  'sh',
];
const noLast = spawnSync('unshare', [...inTheLast, 'true']).status === 0 ? false : 'unshare does not work here';

t.test('where no user namespace can be made, that is what is said', { skip: skipBecause(noLast) }, async (t) => {
  const world = new World(t.testdir({}));
  const { path, env } = world.commandLine();
  const ended = spawnSync('unshare', [...inTheLast, path, 'run', world.suite('refused', {})], {
    cwd: world.cwd,
    env: { ...env, PINPROOF_SANDBOX: '' },
    encoding: 'utf8',
  });
  t.equal(ended.status, 69, ended.stderr);
  t.match(ended.stderr, /no sandbox can be had here, and the tree "base" is code of others.*\n {2}bwrap: .*namespace/);
  t.same(world.made(), []);
});

t.test('a guest that has broken out of QEMU finds its console, and nothing else', { skip }, async (t) => {
  const world = new World(t.testdir({}), { confined: true });
  world.write('home/.netrc', 'machine sesame\n');
  const ended = await world.start(['run', guestThat(world, 'escape')], tokens).ended;
  t.equal(ended.code, 0, ended.stderr);
  const console = world.latest(`${cell}/console.log`);
  t.match(console, /pinproof: cell begin/);
  t.notMatch(console, /GOT /);
  t.same(world.processes(), []);
  t.same(world.debris(), []);
});

t.test('which it would, were it not confined', async (t) => {
  const world = new World(t.testdir({}));
  await listen(t);
  world.write('home/.netrc', 'machine sesame\n');
  await world.start(['run', guestThat(world, 'escape')], tokens).ended;
  const got = [...world.latest(`${cell}/console.log`).matchAll(/GOT (\w+)/g)].map(([, name]) => name);
  t.same(got, ['processes', 'home', 'kernel', 'cells', 'network']);
  t.not(endSurvivors(world), 0, 'and its processes live on');
});

t.test('what a guest says is quoted, and obeyed by nobody', { skip }, async (t) => {
  const world = new World(t.testdir({}), { confined: true });
  const ended = await world.pinproof('run', guestThat(world, 'words'));
  t.ok([1, 3].includes(ended.code ?? 0), ended.stderr);
  t.match(ended.stdout, /alert\(1\)/, 'it is told');
  for (const what of ['setting', 'call', 'comparison'])
    t.match(
      world.latest('verdict.json'),
      new RegExp(`the guest reports the ${what} .* which pinproof does not know`),
      `an unknown ${what} is a problem, not silence`,
    );
  isPlain(t, ended);
  for (const name of ['report.txt', 'report.md', 'report.ktap', 'junit.xml', 'report.html']) {
    const text = world.latest(name);
    t.notMatch(text, /(?![\t\n])\p{Cc}/u, `${name}: no control character`);
    t.notMatch(text, /\u202e/, `${name}: nothing that turns text around`);
    t.notMatch(text, /^\s*::(?:add-mask|stop-commands|set-output)/m, `${name}: no workflow command`);
    if (!name.endsWith('.txt') && !name.endsWith('.ktap')) t.notMatch(text, /<script>alert/, `${name}: no script`);
  }
  t.notMatch(world.latest('report.md'), /(?<!\\)\[l\]\(http/, 'no link');
});

t.test('interrupted in the middle of a confined build or guest: nothing lives on', { skip }, async (t) => {
  for (const [what, begun] of [
    ['build', 'link-vmlinux.sh'],
    ['guest', '-incoming'],
  ] as const) {
    const world = new World(join(t.testdir({}), what), { confined: true });
    if (what === 'build') world.write('kernel/scripts/link-vmlinux.sh', 'sleep 600\n');
    const suite = what === 'build' ? world.suite('build', {}) : guestThat(world, 'stubborn');
    const { child, ended } = world.start(['run', suite, '--jobs', '1']);
    await until(() => world.processes().some((line) => line.includes(begun) && (what === 'build' || stuck(world))));
    child.kill('SIGTERM');
    const { code, stderr } = await ended;
    t.equal(code, 69, stderr);
    t.match(stderr, /interrupted by SIGTERM/);
    t.same(world.processes(), []);
    t.same(world.debris(), []);
  }
});

/** Whether the guest has come to where it listens to nobody. */
const stuck = (world: World): boolean => {
  const name = join(world.cwd, 'pinproof-out/latest');
  return existsSync(join(name, 'boot.json')) && world.processes().some((line) => line.includes('sleep 3600'));
};
