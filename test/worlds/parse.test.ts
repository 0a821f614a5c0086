import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { openSync, readFileSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import t from 'tap';
import { until } from './helpers.ts';

const cli = fileURLToPath(new URL('../../harness/cli/main.ts', import.meta.url));
const pathOf = (name: string) => fileURLToPath(new URL(`../fixtures/consoles/${name}.log`, import.meta.url));
const bytesOf = (name: string) => readFileSync(pathOf(name));

/** Runs `pinproof parse` to its end. */
function parse(args: readonly string[], input: string | Buffer = '') {
  const { status, stdout, stderr } = spawnSync(process.execPath, [cli, 'parse', ...args], {
    input,
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });
  return { code: status, stdout, stderr };
}

/** Starts it with standard input left open. */
function start(
  t: { teardown(end: () => void): void },
  ...args: string[]
): { child: ChildProcess; said: () => string; complained: () => string } {
  const child = spawn(process.execPath, [cli, 'parse', ...args], { stdio: 'pipe' });
  t.teardown(() => child.kill('SIGKILL'));
  let [stdout, stderr] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  return { child, said: () => stdout, complained: () => stderr };
}

t.test('a live console: a report is out as soon as it has ended, while the guest goes on', async (t) => {
  const { child, said } = start(t, '-');
  const console = bytesOf('warning-message-6.12');
  const half = console.indexOf('\n', console.length / 2) - 3;
  child.stdin?.write(console.subarray(0, half));
  await sleep(500);
  t.equal(said(), '', 'not before');
  child.stdin?.write(console.subarray(half));
  await until(() => said().includes('---[ end trace'));
  t.match(said(), /^-:1: .*WARNING in /);
  t.equal(child.exitCode, null);
  child.stdin?.write('[  100.000000] EXT4-fs error (device sda): x:1: y\n');
  child.stdin?.end(bytesOf('bug-6.1'));
  const [code] = await once(child, 'close');
  t.equal(code, 0);
  t.match(said(), /kernel BUG[\s\S]*-: also in the log\n {2}1 x ext4-error/);
});

t.test('a report without an end is out when the console falls silent', async (t) => {
  const { child, said } = start(t, '--json', '-');
  const whole = bytesOf('hung-task-6.1');
  child.stdin?.write(whole.subarray(0, whole.indexOf('\n', whole.indexOf('</TASK>')) + 1));
  await until(() => said().includes('"hung-task"'));
  t.equal(child.exitCode, null);
  child.stdin?.end();
  await once(child, 'close');
  t.match(JSON.parse(said()), [{ file: '-', reports: [{ kind: 'hung-task' }] }]);
});

t.test('a named pipe, and an interruption: what was read is told, and JSON is closed', async (t) => {
  const pipe = join(t.testdir({}), 'pipe');
  spawnSync('mkfifo', [pipe]);
  const { child, said, complained } = start(t, '--json', pipe);
  await sleep(500);
  t.equal(child.exitCode, null, 'it waits for a writer');
  const writer = openSync(pipe, 'w');
  writeSync(writer, bytesOf('bug-6.1'));
  writeSync(writer, bytesOf('cut-in-oops'));
  await until(() => said().includes('kernel BUG'));
  child.kill('SIGINT');
  const [code] = await once(child, 'close');
  t.equal(code, 69);
  t.match(complained(), /^pinproof: interrupted by SIGINT/);
  t.match(JSON.parse(said()), [{ file: pipe, reports: [{ kind: 'bug' }, { kind: 'oops' }] }]);
});

t.test('who wants no more ends it quietly', async (t) => {
  const child = spawn(process.execPath, [cli, 'parse', '-'], { stdio: 'pipe' });
  t.teardown(() => child.kill('SIGKILL'));
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  child.stdin.on('error', () => {});
  child.stdin.write(bytesOf('bug-6.1'));
  await once(child.stdout, 'data');
  child.stdout.destroy();
  // The guest goes on, and nobody ever ends the console.
  const more = setInterval(() => child.stdin.write(bytesOf('bug-6.1')), 20);
  const [code] = await once(child, 'exit');
  clearInterval(more);
  t.strictSame([code, stderr], [0, '']);
});

t.test('what is packed is unpacked, or it is said how', async (t) => {
  const folder = t.testdir({});
  const write = (name: string, bytes: Buffer): string => {
    writeFileSync(join(folder, name), bytes);
    return join(folder, name);
  };
  const plain = bytesOf('oops-null-6.1');
  const whole = parse(['-'], plain).stdout;
  t.match(whole, /NULL pointer/);
  for (const packed of [gzipSync(plain), zstdCompressSync(plain)]) t.equal(parse(['-'], packed).stdout, whole);

  const many = Buffer.concat(Array.from({ length: 200 }, (_, index) => Buffer.from(`${index} ${plain}`)));
  const cut = write('cut.gz', gzipSync(many).subarray(0, -200));
  const broken = parse(['--json', cut]);
  t.equal(broken.code, 2);
  t.match(broken.stderr, /cut\.gz: the file is not whole, or no gzip file: it was read as far as it could be unpacked/);
  t.ok(JSON.parse(broken.stdout)[0].reports.length > 50, 'what stands before is told');

  const xz = parse([write('x.xz', Buffer.from('fd377a585a000004', 'hex'))]);
  t.strictSame([xz.code, xz.stdout], [2, '']);
  t.match(xz.stderr, /x\.xz: the file is compressed with xz\n {2}-> xz -dc FILE \| pinproof parse -\n/);
  t.equal(parse([write('begin', Buffer.from([0x1f]))]).code, 0, 'the beginning of a magic number is none');
});

t.test('what cannot be read is said before anything is printed', async (t) => {
  const folder = t.testdir({});
  for (const [path, why] of [
    ['no-such.log', /ENOENT/],
    [folder, /it is a folder/],
  ] as const) {
    const { code, stdout, stderr } = parse(['--json', pathOf('bug-6.1'), path]);
    t.strictSame([code, stdout], [2, ''], stderr);
    t.match(stderr, `pinproof: ${path}: the file cannot be read\n`);
    t.match(stderr, why);
  }
  const twice = parse(['-', '-']);
  t.strictSame([twice.code, twice.stdout], [2, '']);
  t.match(twice.stderr, /standard input can be read only once/);
});

t.test('memory does not grow with a console, nor with a line of it', async (t) => {
  const folder = t.testdir({});
  const script = `
    import { readFileSync } from 'node:fs';
    const { parse } = await import(process.argv[1]);
    await parse([process.argv[2]], {}, new AbortController().signal);
    process.stderr.write(/VmHWM:\\s+(\\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))[1]);
  `;
  const peak = (name: string, bytes: Buffer, times: number): number => {
    const file = join(folder, name);
    const out = openSync(file, 'w');
    for (let time = 0; time < times; time += 1) writeSync(out, bytes);
    const { stderr } = spawnSync(
      process.execPath,
      ['--input-type=module', '-e', script, join(cli, '../verbs/parse.ts'), file],
      { encoding: 'utf8', stdio: ['ignore', 'ignore', 'pipe'] },
    );
    t.match(stderr, /^\d+$/);
    return Number(stderr) / 1024;
  };
  const quiet = Buffer.from('[    1.000000] a line that says nothing\n'.repeat(5000));
  const part = Buffer.concat([bytesOf('bug-6.1'), quiet]);
  const least = peak('small', part, 1);
  // 60 MB each, which would show, were they kept.
  t.ok(peak('reports', part, 300) < least + 40, 'reports');
  t.ok(peak('line', Buffer.alloc(1 << 20, 'x'), 64) < least + 40, 'a line');
});
