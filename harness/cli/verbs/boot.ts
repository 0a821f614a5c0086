import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { qemuArguments, reportName } from '../../guest/qemu/arguments.ts';
import { confineQemu } from '../../guest/qemu/confine.ts';
import { qemuVersionOf } from '../../guest/qemu/version.ts';
import { failIfMissing, start } from '../../host/exec.ts';
import { cacheFolder } from '../../host/paths.ts';
import { demandSandbox } from '../../host/sandbox/demand.ts';
import { scratchFolder } from '../../host/scratch.ts';
import { shellCommand } from '../../host/shellCommand.ts';
import type { Context } from '../../pipeline/context.ts';
import { bootOfRun, bootStage, buildOfRun, planOfRun } from '../../pipeline/stages.ts';
import { tellNobody } from '../../records/events.ts';
import { kernelOf } from '../../records/run/build.ts';
import { findRunFolder } from '../../store/runFolder.ts';
import { machineOf, readCatalogue } from '../../suite/catalogue.ts';
import { inputError, treeError } from '../../text/errors.ts';
import { suggestion } from '../../text/yaml.ts';
import { leasing, withProgress } from './run.ts';

export interface BootOptions {
  shell?: boolean;
  tree: string;
  device: string;
  filesystem: string;
}

/** `pinproof boot`: boots each built tree; with --shell, an interactive guest of one of them. */
export async function bootCommand(run: string | undefined, options: BootOptions, signal: AbortSignal): Promise<void> {
  const runFolder = await findRunFolder(run);
  const catalogue = await readCatalogue();
  await withProgress({ runFolder, catalogue, jobs: 1, signal }, async (context) => {
    const { trees } = await bootStage(context);
    const lost = Object.entries(trees).filter(([, { ending }]) => ending !== 'finished');
    if (lost.length > 0 && !options.shell) {
      throw treeError({
        what: 'a tree did not boot',
        why: lost.map(([id, { ending, console }]) => `${id}: ${ending}, ${console}`).join('\n'),
      });
    }
  });
  if (!options.shell) return;
  const context = { runFolder, catalogue, cache: cacheFolder(), tell: tellNobody, jobs: 1, signal };
  await leasing(context, () => shell(context, options));
}

async function shell(context: Context, { tree, device, filesystem }: BootOptions): Promise<void> {
  const { devices, filesystems } = context.catalogue;
  const plan = await planOfRun(context);
  const machine = machineOf(plan, context.catalogue);
  const { program } = machine.qemu;
  await demandSandbox(plan.trees);
  const build = await buildOfRun(context);
  const { accelerator, image } = await bootOfRun(context);
  const built = build.trees[known('tree', tree, Object.keys(build.trees))];
  if (built?.outcome !== 'built') throw inputError({ what: 'this tree was not built', where: tree });
  const deviceData = devices[known('device', device, Object.keys(devices))];
  known('filesystem', filesystem, Object.keys(filesystems));
  const folder = await mkdtemp(join(scratchFolder(), 'shell-'));
  try {
    const args = qemuArguments({
      accelerator,
      machine,
      qemuVersion: await qemuVersionOf(machine),
      image,
      kernel: kernelOf(built),
      ...(deviceData && { device: deviceData }),
      parameters: { prepare: { device, filesystem }, cell: { shell: 1 } },
      interactive: true,
    });
    console.error(`# ${shellCommand(program, args)}`);
    console.error(`# the guest's report: ${join(folder, reportName)}; Ctrl-A X ends the guest`);
    const command = await confineQemu({ program, args, folder });
    failIfMissing(
      program,
      await start(command.file, command.args, { ...command.options, stdio: 'inherit', reject: false }),
    );
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function known(what: string, name: string, all: readonly string[]): string {
  if (all.includes(name)) return name;
  throw inputError({ what: `there is no ${what} "${name}"`, ...suggestion(name, all) });
}
