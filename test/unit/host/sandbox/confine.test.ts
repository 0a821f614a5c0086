import { chmodSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import t from 'tap';
import { start } from '../../../../harness/host/exec.ts';
import { confined, runConfined } from '../../../../harness/host/sandbox/confine.ts';
import { endingOf } from '../../../../harness/host/sandbox/ending.ts';
import { ownFolders, visiblePath } from '../../../../harness/host/sandbox/programs.ts';
import { sandbox } from '../../../../harness/host/sandbox/sandbox.ts';
import { skipBecause } from '../../../skipping.ts';

const state = await sandbox();
const skip = skipBecause(state.works ? false : `no sandbox can be had here: ${state.why}`);

t.test('a confined program sees what it is shown, and writes where it may', { skip }, async (t) => {
  const folder = t.testdir({ in: { a: 'in' }, out: {}, hidden: { a: 'hidden' } });
  const [read, write] = [join(folder, 'in'), join(folder, 'out')];
  const script = [
    `cat ${read}/a`,
    `cat ${folder}/hidden/a`,
    `echo x >${read}/b`,
    `echo x >${write}/b`,
    'pwd',
    // tap adds its own to whatever a test starts.
    'env -0 | cut -z -d= -f1 | sort -z | grep -z -v -E "^_?TAP|^NODE_OPTIONS" | tr "\\0" " "',
    'id -u >/dev/null && ls /home /root /run /var /etc/passwd /sys',
  ].join('\n');
  process.env['GITHUB_TOKEN'] = 'planted';
  t.teardown(() => delete process.env['GITHUB_TOKEN']);
  const confinement = { folder: write, read: [read], write: [write], env: { MINE: '1' } };
  const ended = await runConfined('sh', ['-c', script], confinement);
  t.same(ended.stdout.split('\n'), [`in${write}`, 'HOME MINE PATH PINPROOF_OWNER PWD TMPDIR ']);
  t.match(ended.stderr, /hidden\/a: No such file/);
  t.match(ended.stderr, /in\/b: Read-only file system/);
  for (const name of ['/home', '/root', '/run', '/var', '/etc/passwd', '/sys'])
    t.match(ended.stderr, `'${name}': No such file`);
  t.equal(readFileSync(join(write, 'b'), 'utf8'), 'x\n');
  t.equal(ended.command, `sh -c '${script}'`, 'its own command is told, not bubblewrap’s');
});

t.test('input, an exit code, and a signal come through', { skip }, async (t) => {
  const here = { folder: '/', read: [], write: [] };
  t.equal((await runConfined('cat', [], here, { input: 'words' })).stdout, 'words');
  t.same(endingOf(await runConfined('sh', ['-c', 'exit 3'], here)), { exitCode: 3, signal: undefined });
  t.same(endingOf(await runConfined('sh', ['-c', 'kill -KILL $$'], here)), { exitCode: undefined, signal: 'SIGKILL' });
});

t.test('no capability, no namespace, no privilege, no setting of the host', { skip }, async (t) => {
  const script = [
    'grep -E "^(CapEff|CapBnd|NoNewPrivs):" /proc/self/status',
    'unshare --user true',
    // Opened to write, and left as it is.
    'true >>/proc/sys/kernel/core_pattern',
    'ls /proc | grep -c "^[0-9]"',
  ].join('\n');
  const { stdout, stderr } = await runConfined('sh', ['-c', script], { folder: '/', read: [], write: [] });
  t.match(stdout, /CapEff:\s+0{16}\n/);
  t.match(stdout, /NoNewPrivs:\s+1\n/);
  t.match(stderr, /unshare: unshare failed/);
  t.match(stderr, /core_pattern: Read-only file system/);
  t.ok(Number(stdout.split('\n').at(-1)) < 8, 'its own processes alone');
});

t.test('killed, it takes all along that it started', { skip }, async (t) => {
  const marker = t.testdir({});
  const command = await confined('sh', ['-c', `setsid sleep 3603 & sleep 3603; : ${marker}`], {
    folder: '/',
    read: [],
    write: [],
  });
  const running = start(command.file, command.args, { ...command.options, reject: false });
  const survivors = (): string[] =>
    readdirSync('/proc').filter((pid) => {
      try {
        return /^\d+$/.test(pid) && readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('sleep\u00003603');
      } catch {
        return false;
      }
    });
  while (survivors().length < 2) await sleep(20);
  // Nobody has the time to tidy up.
  process.kill(running.pid ?? 0, 'SIGKILL');
  t.teardown(() => survivors().map((pid) => process.kill(Number(pid), 'SIGKILL')));
  for (let patience = 0; survivors().length > 0 && patience < 100; patience += 1) await sleep(20);
  t.same(survivors(), []);
});

t.test('what may be written is no link', { skip }, async (t) => {
  const folder = t.testdir({ secrets: {} });
  symlinkSync(join(folder, 'secrets'), join(folder, 'out'));
  await t.rejects(runConfined('true', [], { folder, read: [], write: [join(folder, 'out')] }), {
    blame: 'infrastructure',
    message: /a symbolic link may not be opened to a sandbox/,
  });
});

t.test('programs that are not the system’s are shown with what belongs to them', { skip }, async (t) => {
  const folder = t.testdir({ gcc: { bin: {}, lib: { words: 'own library' } } });
  const program = join(folder, 'gcc/bin/mygcc');
  writeFileSync(program, `#!/bin/sh\ncat ${folder}/gcc/lib/words\n`);
  chmodSync(program, 0o755);
  t.same(await ownFolders([program, 'sh']), [join(folder, 'gcc')]);
  t.equal((await runConfined(program, [], { folder: '/', read: [], write: [] })).stdout, 'own library');
});

t.test('but not with a home', async (t) => {
  const home = t.testdir({ bin: {} });
  const before = process.env['HOME'];
  process.env['HOME'] = home;
  t.teardown(() => {
    process.env['HOME'] = before;
  });
  mkdirSync(join(home, '.local/bin'), { recursive: true });
  for (const place of ['bin', '.local/bin']) {
    const program = join(home, place, 'mygcc');
    writeFileSync(program, '#!/bin/sh\n');
    await t.rejects(ownFolders([program]), {
      blame: 'infrastructure',
      message: /cannot show it without its neighbours/,
    });
  }
});

t.test('$PATH is what can be seen of it', async (t) => {
  t.equal(
    visiblePath(['/opt/gcc-15'], '/home/me/bin:/opt/gcc-15/bin::.:/usr/local/bin:/usr/bin'),
    '/opt/gcc-15/bin:/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin',
  );
});
