import { createWriteStream } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { finished } from 'node:stream/promises';
import type { Accelerator, GuestRecord } from '../../records/guest.ts';
import { infrastructureError } from '../errors.ts';
import { failIfMissing, start } from '../exec.ts';
import { diskErrorIn } from '../folders.ts';
import { consoleName, qemu, reportName, shellCommand } from './qemuArguments.ts';

export interface GuestRun {
  accelerator: Accelerator;
  args: readonly string[];
  /** Where QEMU runs; console.log, whose first line is the command, and report.ktap go there. */
  folder: string;
  /** Real seconds after which the guest is ended. */
  limit: number;
  /** Real seconds after which a guest that has said nothing at all is ended. */
  silence: number;
  qemuVersion: string;
  signal?: AbortSignal;
  /** Told each piece of console, as bytes. */
  onConsole?: (bytes: Uint8Array) => void;
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

/**
 * Runs a guest until it powers off, panics, or is ended. How it went is the return value, never an error.
 * @throws infrastructure error where QEMU is not installed, refuses its arguments or is killed by someone else;
 *   the signal's reason when interrupted
 */
export async function runGuest(run: GuestRun): Promise<GuestRecord> {
  const command = shellCommand(qemu, run.args);
  const ender = new AbortController();
  const console = createWriteStream(join(run.folder, consoleName));
  console.write(`# ${command}\n`);
  // finished() below tells why: a full disk, most likely.
  console.on('error', () => ender.abort());
  await writeFile(join(run.folder, reportName), '');
  const signals = run.signal === undefined ? ender.signal : AbortSignal.any([ender.signal, run.signal]);
  let stopped: GuestRecord['stopped'];
  const end = (why: NonNullable<GuestRecord['stopped']>): void => {
    stopped ??= why;
    ender.abort();
  };
  const begun = performance.now();
  const guest = start(qemu, run.args, {
    cwd: run.folder,
    buffer: false,
    encoding: 'buffer',
    reject: false,
    stdin: 'ignore',
    stderr: 'pipe',
    cancelSignal: signals,
    // QEMU ends at once on SIGTERM; a QEMU that does not is stuck in the kernel.
    forceKillAfterDelay: 2000,
  });
  const timer = setTimeout(() => end('time-limit'), run.limit * 1000);
  const silence = setTimeout(() => end('no-console'), run.silence * 1000);
  let written = 0;
  let complaints = '';
  guest.stderr.on('data', (bytes: Uint8Array) => {
    complaints = (complaints + Buffer.from(bytes).toString()).slice(-4000);
  });
  guest.stdout.on('data', (bytes: Uint8Array) => {
    clearTimeout(silence);
    written += bytes.length;
    if (written > consoleLimit) return end('console-flood');
    console.write(bytes);
    run.onConsole?.(bytes);
  });
  const result = await guest;
  clearTimeout(timer);
  clearTimeout(silence);
  console.end();
  await finished(console);
  failIfMissing(qemu, result);
  run.signal?.throwIfAborted();
  const trouble = diskErrorIn(complaints);
  if (trouble !== undefined) throw trouble;
  if (stopped === undefined && result.signal !== undefined) {
    throw infrastructureError({
      what: `QEMU was killed by ${result.signal}, not by pinproof`,
      todo: 'if the kernel did it for want of memory (dmesg says so), use fewer --jobs; then run the same command',
    });
  }
  if (stopped === undefined && written === 0 && result.exitCode !== 0 && result.signal === undefined) {
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
