import { stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { failIfMissing, start } from '../host/exec.ts';
import { diskErrorAt, diskErrorIn } from '../host/folders.ts';
import { endingOf } from '../host/sandbox/ending.ts';
import type { Accelerator, GuestRecord } from '../records/run/guest.ts';
import { consoleName, reportName } from '../store/guestFiles.ts';
import { infrastructureError } from '../text/errors.ts';
import { guestCommand } from './qemu/command.ts';
import { confineQemu } from './qemu/confine.ts';
import { Qmp, QmpClosed } from './qemu/qmp.ts';

export interface GuestRun {
  /** QEMU's, by name. */
  program: string;
  accelerator: Accelerator;
  args: readonly string[];
  /** Where QEMU runs; console.log, whose first line is the command, and report.ktap go there. */
  folder: string;
  /** Real seconds after which the guest is ended. */
  limit: number;
  /** Real seconds after which a guest that has said nothing at all is ended. */
  silence: number;
  qemuVersion: string;
  /** The command that the console begins with, where it is not `args` that does the same for a person. */
  command?: string;
  /** What the console and the report hold before QEMU adds to them. */
  before?: { console: string; report: string };
  /** Files beside those of `args` that QEMU opens to write, such as the memory of a checkpoint, which it copies. */
  writes?: readonly string[];
  /** In a process group of its own: a Ctrl-C at the terminal is a debugger's, and does not end QEMU. */
  detached?: boolean;
  /** Talks to QEMU, whose -qmp is on its standard streams. What it throws ends the guest, and is thrown on. */
  converse?: (qmp: Qmp) => Promise<void>;
  signal?: AbortSignal;
}

/**
 * Whether the end of a guest is the kernel's own doing, so that there is no need to see it again.
 * Time that ran out and silence may be a busy machine's; a bad exit is QEMU's.
 */
export function isKernelsOwn({ stopped, exitCode }: GuestRecord): boolean {
  return stopped === 'console-flood' || (stopped === undefined && exitCode === 0);
}

/** A guest that says more than this has something wrong that the first part shows: 64 MiB. */
const consoleLimit = 64 * 1024 * 1024;
/** How often the console's size is looked at, in milliseconds: often enough for a flood. */
const lookEvery = 250;

/**
 * Runs a guest until it powers off, panics, or is ended. How it went is the return value, never an error.
 * @throws infrastructure error where QEMU is not installed, refuses its arguments or is killed by someone else;
 *   the signal's reason when interrupted
 */
export async function runGuest(run: GuestRun): Promise<GuestRecord> {
  const command = run.command ?? guestCommand(run.program, run.args);
  const path = join(run.folder, consoleName);
  const header = `# ${command}\n${run.before?.console ?? ''}`;
  await writeFile(path, header, 'latin1');
  await writeFile(join(run.folder, reportName), run.before?.report ?? '');
  const ender = new AbortController();
  const signals = run.signal === undefined ? ender.signal : AbortSignal.any([ender.signal, run.signal]);
  let stopped: GuestRecord['stopped'];
  const end = (why: NonNullable<GuestRecord['stopped']>): void => {
    stopped ??= why;
    ender.abort();
  };
  const begun = performance.now();
  const confinedQemu = await confineQemu(run);
  const guest = start(confinedQemu.file, confinedQemu.args, {
    ...confinedQemu.options,
    buffer: false,
    reject: false,
    detached: run.detached === true,
    stdin: run.converse === undefined ? 'ignore' : 'pipe',
    stdout: run.converse === undefined ? 'ignore' : 'pipe',
    stderr: 'pipe',
    cancelSignal: signals,
    // QEMU ends at once on SIGTERM; a QEMU that does not is stuck in the kernel.
    forceKillAfterDelay: 2000,
  });
  const written = async (): Promise<number> => (await stat(path)).size - header.length;
  const timer = setTimeout(() => end('time-limit'), run.limit * 1000);
  const look = setInterval(async () => {
    const bytes = await written();
    if (bytes > consoleLimit) end('console-flood');
    if (bytes === 0 && performance.now() - begun > run.silence * 1000) end('no-console');
  }, lookEvery);
  let complaints = '';
  guest.stderr?.on('data', (bytes: Uint8Array) => {
    complaints = (complaints + Buffer.from(bytes).toString()).slice(-4000);
  });
  let failure: { error: unknown } | undefined;
  const talk = talkTo(guest, run.converse).catch((error: unknown) => {
    failure = { error };
    ender.abort();
  });
  const outcome = await guest;
  const result = endingOf(outcome);
  await talk;
  clearTimeout(timer);
  clearInterval(look);
  const said = await written();
  failIfMissing(run.program, outcome);
  run.signal?.throwIfAborted();
  // QEMU says nothing of a console or a report that found no room.
  const trouble = diskErrorIn(complaints, confinedQemu.inside) ?? (await diskErrorAt(run.folder));
  if (trouble !== undefined) throw trouble;
  if (failure !== undefined && stopped === undefined && !(failure.error instanceof QmpClosed)) throw failure.error;
  // Also in the middle of a talk, which ends with it.
  if (stopped === undefined && result.signal !== undefined) {
    throw infrastructureError({
      what: `QEMU was killed by ${result.signal}, not by pinproof`,
      todo: 'if the kernel did it for want of memory (dmesg says so), use fewer --jobs; then run the same command',
    });
  }
  if (stopped === undefined && failure !== undefined) {
    throw infrastructureError({
      what: `QEMU ended with exit code ${result.exitCode} before its guest ran`,
      why: complaints.trim(),
    });
  }
  if (stopped === undefined && said === 0 && result.exitCode !== 0 && result.signal === undefined) {
    throw infrastructureError({
      what: 'QEMU did not start',
      why: complaints.trim(),
      todo: `the command was: ${command}`,
    });
  }
  return {
    format: 'pinproof.guest/1',
    accelerator: run.accelerator,
    qemu: run.qemuVersion,
    command,
    ...(result.exitCode !== undefined && { exitCode: result.exitCode }),
    ...(result.signal !== undefined && { signal: result.signal }),
    seconds: Number(((performance.now() - begun) / 1000).toFixed(2)),
    ...(stopped !== undefined && { stopped }),
  };
}

/** @throws what `converse` throws; QmpClosed where QEMU ends in the middle of it */
async function talkTo(guest: { stdin: unknown; stdout: unknown }, converse: GuestRun['converse']): Promise<void> {
  if (converse === undefined) return;
  const qmp = new Qmp(guest.stdout as Readable, guest.stdin as Writable);
  await qmp.execute('qmp_capabilities');
  await converse(qmp);
}
