import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { chooseAccelerator } from '../guest/accelerator.ts';
import { isKernelsOwn } from '../guest/guest.ts';
import { buildImage, type GuestImage, type ImageContents } from '../guest/image/image.ts';
import { buildPlugin, type Plugin } from '../guest/image/plugin.ts';
import { kernelFile, machineKey } from '../guest/machine.ts';
import { fillFolder, linkOrCopy } from '../host/folders.ts';
import { contentKey } from '../host/hash.ts';
import { needArch } from '../host/requirements.ts';
import type { Tell } from '../records/events.ts';
import type { Engine } from '../records/inputs/suite.ts';
import type { Machine } from '../records/inputs/vm.ts';
import type { BuildRecord, BuiltTree } from '../records/run/build.ts';
import { type Accelerator, type GuestRecord, guestRecordSchema } from '../records/run/guest.ts';
import { kernelPath } from '../store/cachePaths.ts';
import { guestName, guestProducts } from '../store/guestFiles.ts';
import { readRecord } from '../store/records.ts';
import { markUsed } from '../store/retention/folders.ts';
import type { RunFolder } from '../store/runFolder.ts';
import type { Executor } from './executor.ts';

export interface BootRequest {
  build: BuildRecord;
  engine: Engine;
  machine: Machine;
  /** Workloads of the image that all share, and by workload those that have one of their own. */
  images: { common: readonly string[]; own: Record<string, Omit<ImageContents, 'libraries' | 'arch'>> };
  qemuVersion: string;
  cache: string;
  run: RunFolder;
  executor: Executor;
  tell: Tell;
  signal?: AbortSignal;
}

/** What a tree's first boot left, in trees/ID/boot of the run. */
export interface RawBoot {
  tree: string;
  folder: string;
  guest: GuestRecord;
}

export interface Booted {
  image: GuestImage;
  /** By workload. */
  ownImages: Record<string, GuestImage>;
  accelerator: Accelerator;
  /** Where instructions are counted. */
  plugin?: Plugin;
  boots: RawBoot[];
}

/**
 * Makes the guest images, chooses the accelerator, and boots each built tree once to userspace and back:
 * a tree that does not come up costs one guest, not one for each cell.
 */
export async function bootTrees(request: BootRequest): Promise<Booted> {
  const { build, cache, machine, qemuVersion, tell, signal } = request;
  const built = Object.entries(build.trees).flatMap(([id, tree]) => (tree.outcome === 'built' ? [{ id, tree }] : []));
  needArch(machine.arch);
  const options = signal === undefined ? {} : { signal };
  tell({ type: 'step', stage: 'boot', subject: 'image', text: 'packing the guest image' });
  const { libraries, arch } = machine;
  const image = await buildImage(cache, { workloads: request.images.common, libraries, arch }, signal);
  const ownImages: Record<string, GuestImage> = {};
  for (const [workload, contents] of Object.entries(request.images.own)) {
    tell({ type: 'step', stage: 'boot', subject: 'image', text: `packing the guest image of ${workload}` });
    ownImages[workload] = await buildImage(cache, { ...contents, libraries, arch }, signal);
  }
  const first = built[0];
  if (first === undefined) return { image, ownImages, accelerator: 'icount', boots: [] };
  const accelerator = await chooseAccelerator({
    engine: request.engine,
    cache,
    machine,
    qemuVersion,
    tell,
    kernel: kernelPath(cache, first.tree.key, kernelFile(machine)),
    image: image.path,
    ...options,
  });
  const plugin = accelerator === 'icount' ? await buildPlugin(cache, qemuVersion, machine.arch, signal) : undefined;
  const boots: RawBoot[] = [];
  for (const { id, tree } of built) boots.push(await bootOnce(id, tree, image, accelerator, request));
  return { image, ownImages, accelerator, ...(plugin && { plugin }), boots };
}

async function bootOnce(
  id: string,
  tree: BuiltTree,
  image: GuestImage,
  accelerator: Accelerator,
  request: BootRequest,
): Promise<RawBoot> {
  const { machine, qemuVersion, cache, run, executor, tell } = request;
  const folder = run.bootOf(id);
  const key = contentKey({ build: tree.key, image: image.key, machine: machineKey(machine), accelerator, qemuVersion });
  const stored = join(cache, 'boots', key);
  await rm(folder, { recursive: true, force: true });
  const known = await readRecord(join(stored, guestName), guestRecordSchema).catch(() => undefined);
  if (known !== undefined) {
    await markUsed(stored);
    for (const name of guestProducts) await linkOrCopy(join(stored, name), join(folder, name));
    tell({ type: 'done', stage: 'boot', subject: id, text: tree.release, recalled: true });
    return { tree: id, folder, guest: known };
  }
  tell({ type: 'step', stage: 'boot', subject: id, text: `booting ${tree.release} under ${accelerator}` });
  const job = { key, subject: id, build: tree.key, image: image.key, accelerator, machine, qemuVersion };
  const guest = await executor.boot(job, folder);
  if (isKernelsOwn(guest)) {
    await fillFolder(stored, async (temporary) => {
      for (const name of guestProducts) await linkOrCopy(join(folder, name), join(temporary, name));
    });
  }
  const { seconds } = guest;
  tell({
    type: 'done',
    stage: 'boot',
    subject: id,
    text: `${tree.release} under ${accelerator}`,
    seconds,
    recalled: false,
  });
  return { tree: id, folder, guest };
}
