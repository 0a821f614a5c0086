import { spawn } from 'node:child_process';
import type { Socket } from 'node:net';
import { execa, type Options } from 'execa';
import { infrastructureError } from '../text/errors.ts';
import { diskErrorIn } from './folders.ts';
import { self } from './processId.ts';
import { scratchFolder } from './scratch.ts';
import { mark, watchdogOf } from './watchdog.ts';

/** How a program ended, whether well or not. */
export interface Ended {
  /** The command, quoted so that it can be pasted. */
  command: string;
  exitCode: number | undefined;
  signal: string | undefined;
  stdout: string;
  stderr: string;
  timedOut: boolean;
}

export interface RunOptions {
  cwd?: string;
  env?: Record<string, string>;
  /** False: the program sees `env` and nothing of our own environment. */
  extendEnv?: boolean;
  /** It runs in a sandbox: files that it may not write are no trouble of the disk. */
  confined?: boolean;
  input?: string | Uint8Array;
  /** Milliseconds. */
  timeout?: number;
  signal?: AbortSignal;
}

/**
 * Runs a program to its end and returns how it ended; a non-zero exit is a value here, not an error.
 * @throws infrastructure error if the program is not there or met a full disk; the signal's reason when interrupted.
 */
export async function runProgram(file: string, args: readonly string[], options: RunOptions = {}): Promise<Ended> {
  const { signal, confined, ...rest } = options;
  const result = await start(file, args, {
    ...rest,
    reject: false,
    stripFinalNewline: true,
    maxBuffer: 64 * 1024 * 1024,
    ...(signal === undefined ? {} : { cancelSignal: signal }),
    ...(options.input === undefined ? { stdin: 'ignore' as const } : {}),
  });
  failIfMissing(file, result);
  signal?.throwIfAborted();
  const trouble = result.exitCode === 0 ? undefined : diskErrorIn(String(result.stderr ?? ''), confined);
  if (trouble !== undefined) throw trouble;
  return {
    command: result.escapedCommand,
    exitCode: result.exitCode,
    signal: result.signal,
    stdout: String(result.stdout ?? ''),
    stderr: String(result.stderr ?? ''),
    timedOut: result.timedOut,
  };
}

/**
 * Runs a program that must succeed, and returns its standard output.
 * @throws infrastructure error where it ends with another exit code than 0, or by a signal
 */
export async function outputOf(file: string, args: readonly string[], options: RunOptions = {}): Promise<string> {
  const ended = await runProgram(file, args, options);
  if (ended.exitCode !== 0) {
    throw infrastructureError({
      what: `${file} failed with ${ended.signal ?? `exit code ${ended.exitCode}`}`,
      where: ended.command,
      why: ended.stderr.split('\n').slice(-10).join('\n'),
    });
  }
  return ended.stdout;
}

/** Starts a program with its streams in the caller's hands; its descendants die with it, and with us. */
export function start<T extends Options>(file: string, args: readonly string[], options: T) {
  startWatchdog();
  const env = { TMPDIR: scratchFolder(), ...options.env, [mark]: self };
  const subprocess = execa(file, args, { ...options, env, killDescendants: true });
  const isOver = (): boolean => running.delete(subprocess);
  running.add(subprocess);
  subprocess.then(isOver, isOver);
  return subprocess;
}

let isWatched = false;

/** One for this process, before its first program: SIGKILL leaves nobody here to end them. */
function startWatchdog(): void {
  if (isWatched) return;
  isWatched = true;
  const { args, env } = watchdogOf(self, scratchFolder());
  // Not by execa, which ends and waits for what it starts; in a session of its own, which no Ctrl-C reaches.
  const watchdog = spawn('sh', args, { env, cwd: '/', detached: true, stdio: ['pipe', 'ignore', 'ignore'] });
  watchdog.unref();
  (watchdog.stdin as Socket).unref();
}

const running = new Set<{ kill(signal: 'SIGKILL'): boolean }>();

/** For an end that waits for nothing: what listens to SIGTERM late, or never, would live on. */
export function killAllPrograms(): void {
  for (const subprocess of running) subprocess.kill('SIGKILL');
}

interface MaybeMissing {
  code?: string | undefined;
  cause?: unknown;
}

/** @throws infrastructure error if a program could not be started because it is not installed. */
export function failIfMissing(file: string, result: MaybeMissing): void {
  const code = result.code ?? (result.cause as NodeJS.ErrnoException | undefined)?.code;
  if (code !== 'ENOENT') return;
  throw infrastructureError({
    what: `${file} is not installed`,
    todo: 'pinproof doctor says which package brings it',
  });
}
