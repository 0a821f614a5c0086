import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { cpus, release } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { contentKey } from '../host/hash.ts';
import { scratchFolder } from '../host/scratch.ts';
import type { Tell } from '../records/events.ts';
import type { Engine } from '../records/inputs/suite.ts';
import type { Machine } from '../records/inputs/vm.ts';
import { type Accelerator, accelerators } from '../records/run/guest.ts';
import { reportName } from '../store/guestFiles.ts';
import { readRecord, writeRecord } from '../store/records.ts';
import { runGuest } from './guest.ts';
import { qemuArguments } from './qemu/arguments.ts';

const probeRecord = z.strictObject({ accelerator: z.enum(accelerators), why: z.string() });

/**
 * A KVM that works has a kernel in userspace within a second or two. One that opens and never runs a guest
 * (nested virtualisation that was half switched on) is known after `silence` seconds.
 */
const probeLimits = { silence: 5, limit: 20 };

/**
 * Which accelerator runs the guests. For the native engine kvm, but only where a guest was seen to reach userspace under
 * it; that answer is remembered for this processor, host kernel and QEMU.
 */
export async function chooseAccelerator(request: {
  engine: Engine;
  cache: string;
  machine: Machine;
  /** What QEMU boots. */
  kernel: string;
  image: string;
  qemuVersion: string;
  tell: Tell;
  signal?: AbortSignal;
}): Promise<Accelerator> {
  const { engine, cache, machine, qemuVersion, tell } = request;
  if (engine === 'deterministic') return 'icount';
  if (!existsSync('/dev/kvm')) return 'mttcg';
  const host = {
    processor: cpus()[0]?.model,
    kernel: release(),
    program: machine.qemu.program,
    qemuVersion,
    id: await machineId(),
  };
  const path = join(cache, 'accelerator', `${contentKey(host)}.json`);
  // One that an older version wrote, with names that are no more, is as good as none: the probe takes seconds.
  const known = await readRecord(path, probeRecord).catch(() => undefined);
  if (known !== undefined) return known.accelerator;
  tell({ type: 'step', stage: 'boot', subject: 'machine', text: 'trying /dev/kvm, once' });
  const why = await tryKvm(request);
  const accelerator = why === undefined ? 'kvm' : 'mttcg';
  await writeRecord(path, { accelerator, why: why ?? 'a guest reached userspace' });
  if (why !== undefined)
    tell({
      type: 'warning',
      stage: 'boot',
      subject: 'machine',
      text: `/dev/kvm is here, but ${why}: software emulation it is`,
    });
  return accelerator;
}

/** @returns what is wrong with KVM, or undefined */
async function tryKvm({
  machine,
  kernel,
  image,
  qemuVersion,
  signal,
}: Parameters<typeof chooseAccelerator>[0]): Promise<string | undefined> {
  const folder = await mkdtemp(join(scratchFolder(), 'kvm-'));
  try {
    const args = qemuArguments({ accelerator: 'kvm', machine, qemuVersion, kernel, image, parameters: {} });
    const { program } = machine.qemu;
    const run = { program, accelerator: 'kvm' as const, args, folder, qemuVersion, ...probeLimits };
    const guest = await runGuest({ ...run, ...(signal && { signal }) }).catch((error: Error) => error);
    signal?.throwIfAborted();
    if (guest instanceof Error) return `QEMU refuses it (${guest.message.split('\n').at(-1)?.trim()})`;
    if ((await readFile(join(folder, reportName), 'utf8')).includes('"boot"')) return undefined;
    return guest.stopped === undefined ? 'its guest ended before userspace' : 'its guest never got to userspace';
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function machineId(): Promise<string> {
  return readFile('/etc/machine-id', 'utf8').catch(() => '');
}
