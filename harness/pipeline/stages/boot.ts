import { readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { endingOf } from '../../console/ending.ts';
import { readGuestReport } from '../../console/guestReport.ts';
import { readConsoleFile } from '../../console/input/read.ts';
import { bootTrees, type RawBoot } from '../../execute/bootTrees.ts';
import { qemuVersionOf } from '../../guest/qemu/version.ts';
import { demandSandbox } from '../../host/sandbox/demand.ts';
import type { BootRecord } from '../../records/run/boot.ts';
import { consoleName, reportName } from '../../store/guestFiles.ts';
import { runParts, treeFiles } from '../../store/runFiles.ts';
import { machineOf } from '../../suite/catalogue.ts';
import type { Context } from '../context.ts';
import { imagesOf } from './images.ts';

/** Boots each tree that was built once, or recalls how it booted. */
export async function bootStage(context: Context): Promise<BootRecord> {
  const { run, catalogue, cache } = context;
  const inCache = (path: string): string => relative(cache, path);
  const [plan, build] = [await run.get('plan'), await run.get('build')];
  const machine = machineOf(plan, catalogue);
  const unconfined = await demandSandbox(plan.trees);
  const { image, ownImages, accelerator, plugin, boots } = await bootTrees({
    ...context,
    build,
    engine: plan.engine,
    machine,
    images: await imagesOf(plan, context),
    qemuVersion: await qemuVersionOf(machine),
  });
  const trees = await Promise.all(boots.map(async (raw) => [raw.tree, await bootedTree(raw)] as const));
  const record: BootRecord = {
    format: 'pinproof.boot/1',
    ...(unconfined !== undefined && { unconfined }),
    accelerator,
    image: inCache(image.path),
    imageKey: image.key,
    ownImages: Object.fromEntries(
      Object.entries(ownImages).map(([workload, { path, key }]) => [workload, { image: inCache(path), imageKey: key }]),
    ),
    ...(plugin && { plugin: inCache(plugin.path), pluginKey: plugin.key }),
    trees: Object.fromEntries(trees),
  };
  await run.put('boot', record);
  return record;
}

/** Returns how a tree booted, by what its guest left. */
async function bootedTree({ tree, folder, guest }: RawBoot): Promise<BootRecord['trees'][string]> {
  const console = await readConsoleFile(join(folder, consoleName), { from: 'start' });
  const report = readGuestReport(await readFile(join(folder, reportName), 'utf8'));
  const kernel = report.observations.find((each) => each.type === 'environment' && each.name === 'kernel');
  const userspace = report.observations.find((each) => each.type === 'phase' && each.phase === 'boot');
  return {
    ending: endingOf({ guest, console, report }),
    ...(kernel?.type === 'environment' && { release: kernel.value }),
    ...(userspace?.type === 'phase' && { userspaceAt: userspace.uptime }),
    seconds: guest.seconds,
    console: join(runParts.trees, tree, treeFiles.boot, consoleName),
  };
}
