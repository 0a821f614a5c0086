import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { kernelFile } from '../guest/machine.ts';
import { qemuArguments } from '../guest/qemu/arguments.ts';
import { confineQemu } from '../guest/qemu/confine.ts';
import { qemuVersionOf } from '../guest/qemu/version.ts';
import { failIfMissing, start } from '../host/exec.ts';
import { demandSandbox } from '../host/sandbox/demand.ts';
import { scratchFolder } from '../host/scratch.ts';
import { shellCommand } from '../host/shellCommand.ts';
import { imagePath, kernelPath } from '../store/cachePaths.ts';
import { reportName } from '../store/guestFiles.ts';
import { machineOf } from '../suite/catalogue.ts';
import { inputError } from '../text/errors.ts';
import { suggestion } from '../text/yaml.ts';
import type { Context } from './context.ts';
import { usingCache } from './session.ts';

/** The guest that a person wants. */
export interface Wish {
  tree: string;
  device: string;
  filesystem: string;
}

/**
 * Runs an interactive guest of a run, with a device and a file system prepared, on the terminal.
 * @throws input error where the tree was not built, or no tree, device or file system has that name
 */
export function runShell(context: Context, wish: Wish): Promise<void> {
  return usingCache(context, () => shell(context, wish));
}

async function shell({ run, catalogue, cache, tell }: Context, { tree, device, filesystem }: Wish): Promise<void> {
  const { devices, filesystems } = catalogue;
  const plan = await run.get('plan');
  const machine = machineOf(plan, catalogue);
  const { program } = machine.qemu;
  await demandSandbox(plan.trees);
  const build = await run.get('build');
  const { accelerator, imageKey } = await run.get('boot');
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
      image: imagePath(cache, imageKey),
      kernel: kernelPath(cache, built.key, kernelFile(machine)),
      ...(deviceData && { device: deviceData }),
      parameters: { prepare: { device, filesystem }, cell: { shell: 1 } },
      interactive: true,
    });
    const report = join(folder, reportName);
    tell({ type: 'shell', command: shellCommand(program, args), report });
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
