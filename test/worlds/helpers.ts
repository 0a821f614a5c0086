import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, readlinkSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { compileCache, shareImages } from './images.ts';

/** The whole command line, run as a child process, with the fake kernel tree and the fake QEMU of test/fixtures. */

const fixtures = fileURLToPath(new URL('../fixtures', import.meta.url));
const checkout = fileURLToPath(new URL('../..', import.meta.url));

export interface Ended {
  code: number | null;
  stdout: string;
  stderr: string;
}

export interface Running {
  child: ChildProcess;
  ended: Promise<Ended>;
}

/** A start of the fake QEMU. */
export interface Guest {
  pid: number;
  /** `probe`, `boot`, or the workload. */
  what: string;
  filesystem?: string;
  /** The key of its build. */
  tree: string;
}

interface Options {
  /** In the sandbox: then the calls of the fakes cannot be seen. */
  confined?: boolean;
  /** Programs that are not to be found in $PATH: it then holds links to what the machine has otherwise. */
  without?: string[];
  /** Limits of the usual machine in seconds, in a copy of the package. */
  limits?: { cell: number; boot: number; silence: number };
}

/** The candidate.yaml of a series that refuses memory regions over files; a list of claims comes last. */
export const refuseClaims = `name: refuse
family: refuse
title: "mm/gup: refuse it"
idea: no long-term pins of files
against: the fake kernel
claims:
  - { refuses: ibv_reg_mr, errno: EFAULT, workloads: [rdma-write-writeback], why: that is what it is about }
`;

/** A test's own folder: kernel/ to change at will, and everything that pinproof writes. */
export class World {
  readonly folder: string;
  readonly cache: string;
  readonly kernel: string;
  /** Where pinproof is called. */
  readonly cwd: string;
  /** What runs it. */
  node = process.execPath;
  entry = 'cli/main.ts';
  readonly #root: string;
  readonly #path: string;
  readonly #confined: boolean;

  constructor(folder: string, { without = [], limits, confined = false }: Options = {}) {
    this.folder = folder;
    this.cache = join(folder, 'cache');
    this.kernel = join(folder, 'kernel');
    this.cwd = join(folder, 'work');
    for (const name of ['work', 'home', 'tmp', 'bin']) mkdirSync(join(folder, name), { recursive: true });
    cpSync(join(fixtures, 'fake-kernel'), this.kernel, { recursive: true });
    writeFileSync(this.#log, '');
    const real = (process.env['PATH'] ?? '').split(delimiter);
    if (without.length > 0) linkPrograms(real, join(folder, 'bin'), ['make', ...without]);
    // The environment of a kernel build is swept clean, so the path of the log stands in the script.
    if (!without.includes('make') && !confined)
      this.program('make', `echo "make $$ $*" >>${this.#log}\nexec /usr/bin/make "$@"\n`);
    const withQemu = !without.includes('qemu-system-x86_64');
    // So is that of a guest.
    if (withQemu && !confined) {
      const script = `FAKE_LOG=${this.#log} exec ${join(fixtures, 'fake-qemu/qemu-system-x86_64')} "$@"`;
      this.program('qemu-system-x86_64', script);
    }
    const fake = withQemu && confined ? [join(qemuWithItsFiles(folder), 'fake-qemu')] : [];
    this.#path = [...fake, join(folder, 'bin'), ...(without.length > 0 ? [] : real)].join(delimiter);
    this.#confined = confined;
    this.#root = limits === undefined ? checkout : packageWith(limits, join(folder, 'package'));
    // A world of its own programs, or of its own package, makes its own.
    if (without.length === 0 && limits === undefined && !confined) shareImages(this.cache, this.#environment());
  }

  get #log(): string {
    return join(this.folder, 'calls.log');
  }

  /** Starts pinproof in a process group of its own, as a shell does. */
  start(args: readonly string[], env: Record<string, string> = {}, input?: string): Running {
    const child = spawn(this.node, [join(this.#root, 'harness', this.entry), ...args], {
      cwd: this.cwd,
      detached: true,
      stdio: 'pipe',
      env: { ...this.#environment(), ...env },
    });
    child.stdin.end(input ?? '');
    let [stdout, stderr] = ['', ''];
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
    });
    const patience = setTimeout(() => child.kill('SIGTERM'), 90_000);
    const ended = new Promise<Ended>((resolve) => {
      child.on('close', (code) => {
        clearTimeout(patience);
        resolve({ code, stdout, stderr });
      });
    });
    return { child, ended };
  }

  #environment(): NodeJS.ProcessEnv {
    // What tap has its own children load, and collect for coverage, would double the time of a start.
    const own = Object.entries(process.env).filter(
      ([name]) => !/^(?:NODE_OPTIONS|NODE_V8_COVERAGE|_?TAP.*)$/.test(name),
    );
    return {
      ...Object.fromEntries(own),
      PATH: this.#path,
      HOME: join(this.folder, 'home'),
      TMPDIR: join(this.folder, 'tmp'),
      PINPROOF_CACHE: this.cache,
      NODE_COMPILE_CACHE: compileCache,
      // What the fakes note of their calls goes to a file of the test's, which a sandbox hides.
      PINPROOF_SANDBOX: this.#confined ? 'on' : 'off',
    };
  }

  /** For others that call pinproof: a program, and the environment that it needs. */
  commandLine(): { path: string; env: NodeJS.ProcessEnv } {
    this.program('pinproof', `exec ${this.node} ${join(this.#root, 'harness', this.entry)} "$@"\n`);
    return { path: join(this.folder, 'bin', 'pinproof'), env: this.#environment() };
  }

  pinproof(...args: string[]): Promise<Ended> {
    return this.start(args).ended;
  }

  /** Writes a file below the folder; returns its path. */
  write(name: string, text: string): string {
    const path = join(this.folder, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
    return path;
  }

  /**
   * Writes a series of one patch that replaces text in a file of the kernel tree.
   * @returns its folder
   */
  series(name: string, file: string, from: string, to: string): string {
    const old = readFileSync(join(this.kernel, file), 'utf8');
    if (!old.includes(from)) throw new Error(`${file} does not hold ${from}`);
    const changed = this.write('tmp/changed', old.replace(from, to));
    const labels = ['--label', `a/${file}`, '--label', `b/${file}`];
    const { stdout } = spawnSync('diff', ['-u', ...labels, join(this.kernel, file), changed], { encoding: 'utf8' });
    const head = `From: A Developer <a@example.org>\nSubject: [PATCH] ${name}: change ${file}\n\nBecause.\n\n---\n`;
    this.write(`series/${name}/0001-change.patch`, `${head}${stdout}`);
    spawnSync('rm', [changed]);
    return join(this.folder, 'series', name);
  }

  /** A series that changes what guests do in a workload, or when they boot. */
  behaviour(name: string, when: string, what: string): string {
    const file = {
      boot: 'init/main.c',
      prepare: 'init/main.c',
      'rdma-write-writeback': 'mm/gup.c',
      'mmap-store-writeback': 'mm/page-writeback.c',
    };
    const path = file[when as keyof typeof file];
    const now = new RegExp(`GUEST\\("${when}", "([a-z-]*)"\\)`).exec(
      readFileSync(join(this.kernel, path), 'utf8'),
    )?.[1];
    return this.series(name, path, `GUEST("${when}", "${now}")`, `GUEST("${when}", "${what}")`);
  }

  /** Writes a suite of the fake kernel and candidates by name and series; the first workloads and file systems suffice. */
  suite(name: string, candidates: Record<string, string>, more: object = {}): string {
    const suite = {
      base: { source: this.kernel },
      candidates: Object.entries(candidates).map(([candidate, series]) => ({ name: candidate, series })),
      filesystems: ['ext4'],
      workloads: ['rdma-write-writeback', 'mmap-store-writeback'],
      ...more,
    };
    // JSON is YAML.
    return this.write(`${name}.yaml`, JSON.stringify(suite, null, 2));
  }

  /** Starts of the fake QEMU since the last call of forget(), but for probes, checkpoints and self-checks. */
  guests(): Guest[] {
    return this.#calls('guest').flatMap(([pid = '', what = '', ...words]) => {
      const filesystem = words.at(-3);
      const guest = { pid: Number(pid), what, tree: words.at(-1) ?? '', ...(filesystem && { filesystem }) };
      return /^(probe|prepare|again-.*)$/.test(what) ? [] : [guest];
    });
  }

  /** How many checkpoints were made since then. */
  checkpoints(): number {
    return this.#calls('guest').filter(([, what]) => what === 'prepare').length;
  }

  /** A program that is found before the machine's own. */
  program(name: string, script: string): void {
    const path = join(this.folder, 'bin', name);
    // What stands there may be a link to the machine's own program: to write through it would be to write to that.
    rmSync(path, { force: true });
    writeFileSync(path, `#!/bin/sh\n${script}`, { mode: 0o755, flag: 'wx' });
  }

  /** Workloads of cells that were run a second time since then. */
  checked(): string[] {
    return this.#calls('guest').flatMap(([, what = '']) => (what.startsWith('again-') ? [what.slice(6)] : []));
  }

  /** Targets for which make was called. */
  made(): string[] {
    return this.#calls('make').map((words) => words.at(-1) ?? '');
  }

  #calls(program: string): string[][] {
    const lines = readFileSync(this.#log, 'utf8').split('\n');
    return lines.filter((line) => line.startsWith(`${program} `)).map((line) => line.split(' ').slice(1));
  }

  forget(): void {
    writeFileSync(this.#log, '');
  }

  /** A file of the latest run. */
  latest(name: string): string {
    return readFileSync(join(this.cwd, 'pinproof-out', 'latest', name), 'utf8');
  }

  /** What the link `latest` says. */
  latestName(): string {
    return readlinkSync(join(this.cwd, 'pinproof-out', 'latest'));
  }

  // biome-ignore lint/suspicious/noExplicitAny: the tests say what they expect in it.
  record(name: string): any {
    return JSON.parse(this.latest(name));
  }

  /** Command lines of processes that work in the folder, or on it. */
  processes(): string[] {
    return readdirSync('/proc').flatMap((pid) => {
      if (!/^\d+$/.test(pid) || Number(pid) === process.pid) return [];
      try {
        const words = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim();
        const inside = words.includes(this.folder) || readlinkSync(`/proc/${pid}/cwd`).startsWith(this.folder);
        return inside && words !== '' ? [`${pid} ${words}`] : [];
      } catch {
        return [];
      }
    });
  }

  /** What pinproof left half-done in its cache and temporary folder. */
  debris(): string[] {
    const names = existsSync(this.cache) ? (readdirSync(this.cache, { recursive: true }) as string[]) : [];
    const half = names.filter((name) => /\.part(\/|$)|^work\/./.test(name) && !name.startsWith('ccache/'));
    return [...half, ...readdirSync(join(this.folder, 'tmp'))];
  }
}

/** Waits for what another process is to do. */
export async function until(what: () => boolean): Promise<void> {
  const deadline = Date.now() + 60_000;
  while (!what()) {
    if (Date.now() > deadline) throw new Error(`waited a minute in vain for ${what}`);
    await sleep(20);
  }
}

/** The machine's programs, but for some. */
function linkPrograms(from: readonly string[], to: string, without: readonly string[]): void {
  const script = 'for folder in "$@"; do ln -s "$folder"/* . 2>/dev/null; done; rm -f $WITHOUT; exit 0';
  const env = { ...process.env, WITHOUT: without.join(' ') };
  spawnSync('sh', ['-c', script, 'sh', ...from], { cwd: to, env });
}

/** The fake QEMU as a program is installed: a folder with all that it needs. */
function qemuWithItsFiles(folder: string): string {
  const place = join(folder, 'qemu');
  for (const name of ['fake-qemu', 'consoles']) cpSync(join(fixtures, name), join(place, name), { recursive: true });
  cpSync(join(checkout, 'workloads'), join(place, 'workloads'), { recursive: true });
  return place;
}

/** A copy of the package, for its machine's limits are those of real guests. */
function packageWith(limits: NonNullable<Options['limits']>, folder: string): string {
  const names = ['package.json', 'harness', 'kconfigs', 'vm', 'workloads'];
  for (const name of names) cpSync(join(checkout, name), join(folder, name), { recursive: true });
  spawnSync('ln', ['-s', join(checkout, 'node_modules'), join(folder, 'node_modules')]);
  const machine = join(folder, 'vm', 'machines', 'x86_64.yaml');
  const text = readFileSync(machine, 'utf8').replace(
    /^limits:\n(?: {2}.*\n?)*/m,
    `limits: ${JSON.stringify(limits)}\n`,
  );
  writeFileSync(machine, text);
  return folder;
}
