import { readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { buildTrees } from '../compile/buildTrees.ts';
import { collectCell } from '../console/collectCell.ts';
import { endingOf } from '../console/ending.ts';
import { readGuestReport } from '../console/guestReport.ts';
import { readConsoleFile } from '../console/input/read.ts';
import { bootTrees } from '../execute/bootTrees.ts';
import { cellFolder, runCells } from '../execute/runCells.ts';
import { consoleName, reportName } from '../guest/qemu/arguments.ts';
import { qemuVersionOf } from '../guest/qemu/version.ts';
import { demandSandbox } from '../host/sandbox/demand.ts';
import { judgeCell } from '../judge/cell.ts';
import { scoreboardOf } from '../judge/scoreboard/scoreboard.ts';
import { judgeRun } from '../judge/verdict.ts';
import { cellsOfShard } from '../plan/shard.ts';
import type { Novelty } from '../records/outputs/history.ts';
import { type BootRecord, bootRecordSchema } from '../records/run/boot.ts';
import { type BuildRecord, buildRecordSchema } from '../records/run/build.ts';
import { type CellRecord, cellRecordSchema, type LostCell, lostCellSchema } from '../records/run/cell.ts';
import { guestRecordSchema } from '../records/run/guest.ts';
import { type Plan, type PlanCell, planSchema } from '../records/run/plan.ts';
import { selfCheckSchema } from '../records/run/selfCheck.ts';
import { shardSchema } from '../records/run/shard.ts';
import { type JudgedCell, type VerdictRecord, verdictRecordSchema } from '../records/run/verdict.ts';
import { type FormatName, machineFormats } from '../report/formats.ts';
import { renderScoreboard } from '../report/scoreboard/terminal.ts';
import { renderVerdict } from '../report/terminal.ts';
import { readRecord, writeRecord, writeWhole } from '../store/records.ts';
import { machineOf } from '../suite/catalogue.ts';
import { inputError } from '../text/errors.ts';
import type { Context } from './context.ts';
import { imagesOf } from './images.ts';
import { writePage } from './page.ts';
import { cellSymboliser } from './symbolise.ts';

export const recordPath = (runFolder: string, stage: 'plan' | 'shard' | 'build' | 'boot' | 'verdict'): string =>
  join(runFolder, `${stage}.json`);

export async function buildStage(context: Context): Promise<BuildRecord> {
  const plan = await planOfRun(context);
  const record = await buildTrees({ ...context, plan, machine: machineOf(plan, context.catalogue) });
  await writeRecord(recordPath(context.runFolder, 'build'), record);
  return record;
}

export async function bootStage(context: Context): Promise<BootRecord> {
  const [plan, build] = [await planOfRun(context), await buildOfRun(context)];
  const unconfined = await demandSandbox(plan.trees);
  const machine = machineOf(plan, context.catalogue);
  const qemuVersion = await qemuVersionOf(machine);
  const { image, ownImages, accelerator, plugin, boots } = await bootTrees({
    ...context,
    build,
    engine: plan.engine,
    machine,
    images: await imagesOf(plan, context),
    qemuVersion,
  });
  const trees: BootRecord['trees'] = {};
  for (const { tree, folder, guest } of boots) {
    const console = await readConsoleFile(join(folder, consoleName), { from: 'start' });
    const report = readGuestReport(await readFile(join(folder, reportName), 'utf8'));
    const environment = new Map(
      report.observations.flatMap((each) => (each.type === 'environment' ? [[each.name, each.value]] : [])),
    );
    const userspace = report.observations.find((each) => each.type === 'phase' && each.phase === 'boot');
    const release = environment.get('kernel');
    trees[tree] = {
      ending: endingOf({ guest, console, report }),
      ...(release !== undefined && { release }),
      ...(userspace?.type === 'phase' && { userspaceAt: userspace.uptime }),
      seconds: guest.seconds,
      console: join(folder, consoleName),
    };
  }
  const record: BootRecord = {
    format: 'pinproof.boot/1',
    ...(unconfined !== undefined && { unconfined }),
    accelerator,
    image: image.path,
    imageKey: image.key,
    ownImages: Object.fromEntries(
      Object.entries(ownImages).map(([workload, { path, key }]) => [workload, { image: path, imageKey: key }]),
    ),
    ...(plugin && { plugin: plugin.path, pluginKey: plugin.key }),
    trees,
  };
  await writeRecord(recordPath(context.runFolder, 'boot'), record);
  return record;
}

/** Runs the cells, those of its share where the run is a shard, and collects what each left as cell.json. */
export async function runStage(context: Context): Promise<void> {
  const { catalogue, runFolder } = context;
  const shard = await readRecord(recordPath(runFolder, 'shard'), shardSchema);
  const [whole, build, boot] = [await planOfRun(context), await buildOfRun(context), await bootOfRun(context)];
  const unconfined = await demandSandbox(whole.trees);
  // The trees may have been booted in one, here or on another machine.
  if (unconfined !== undefined && boot.unconfined === undefined)
    await writeRecord(recordPath(runFolder, 'boot'), { ...boot, unconfined });
  const machine = machineOf(whole, catalogue);
  const qemuVersion = await qemuVersionOf(machine);
  const symbolise = cellSymboliser({ ...context, build, stage: 'run' });
  const plan = shard === undefined ? whole : { ...whole, cells: cellsOfShard(whole, shard) };
  await runCells({
    ...context,
    plan,
    build,
    boot,
    machine,
    devices: catalogue.devices,
    qemuVersion,
    ended: async ({ cell, key, folder, lost }) => {
      const record: CellRecord | LostCell =
        lost === undefined
          ? await symbolise(await collect(folder, key, cell))
          : { format: 'pinproof.lost-cell/1', cell, message: lost };
      await writeRecord(join(cellFolder(runFolder, cell), 'cell.json'), record);
    },
  });
}

async function collect(folder: string, key: string, cell: Plan['cells'][number]): Promise<CellRecord> {
  const guest = await need(join(folder, 'guest.json'), guestRecordSchema, 'run');
  const console = await readConsoleFile(join(folder, consoleName), { from: 'marker' });
  const report = await readFile(join(folder, reportName), 'utf8');
  const selfCheck = await readRecord(join(folder, 'self-check.json'), selfCheckSchema);
  return collectCell({ key, cell, guest, console, report, selfCheck });
}

/** What the guest in a folder is judged to be: one that was run again, with nothing recorded of it. */
export async function judgeAgain(context: Context, cell: PlanCell, folder: string): Promise<JudgedCell> {
  const { workloads, known } = await planOfRun(context);
  const workload = workloads[cell.workload];
  if (workload === undefined) throw new Error(`the plan has no workload ${cell.workload}`);
  return judgeCell(await collect(folder, '', cell), workload, { folder, repeat: '' }, known);
}

/** Judges what was collected. Collects again first: a detector that has become better speaks about old runs too. */
export async function judgeStage(context: Context): Promise<VerdictRecord> {
  const { runFolder } = context;
  const [plan, build] = [await planOfRun(context), await buildOfRun(context)];
  const symbolise = cellSymboliser({ ...context, build, stage: 'judge' });
  for (const cell of plan.cells) {
    const folder = cellFolder(runFolder, cell);
    const path = join(folder, 'cell.json');
    const known = await readRecord(path, anyCellSchema);
    if (known?.format === 'pinproof.cell/1')
      await writeRecord(path, await symbolise(await collect(folder, known.key, cell)));
  }
  return judgeCells(context);
}

/** Judges what was collected, as it stands. */
export async function judgeCells(context: Pick<Context, 'runFolder'>): Promise<VerdictRecord> {
  const { runFolder } = context;
  const [plan, build] = [await planOfRun(context), await buildOfRun(context)];
  const boot = await readRecord(recordPath(runFolder, 'boot'), bootRecordSchema);
  const cells: (CellRecord | LostCell)[] = [];
  for (const cell of plan.cells) {
    const record = await readRecord(join(cellFolder(runFolder, cell), 'cell.json'), anyCellSchema);
    if (record !== undefined) cells.push(record);
  }
  const verdict = judgeRun({
    plan,
    build,
    boot,
    cells,
    place: (cell) => ({
      folder: join('cells', cell.id),
      repeat: `pinproof replay ${join(seenFrom(runFolder), cell.id)}`,
    }),
  });
  await writeRecord(recordPath(runFolder, 'verdict'), verdict);
  return verdict;
}

const anyCellSchema = cellRecordSchema.or(lostCellSchema);

/** The verdict, read again. */
export const verdictOfRun = ({ runFolder }: Pick<Context, 'runFolder'>): Promise<VerdictRecord> =>
  need(recordPath(runFolder, 'verdict'), verdictRecordSchema, 'judge');

/**
 * The verdict in the format that is asked for. Those that have a file are kept there, too.
 * @param novelty what the history says of the run
 */
export async function reportStage(
  context: Context,
  screen: { colour: boolean; unicode: boolean; width: number },
  format: FormatName,
  novelty?: Novelty,
): Promise<string> {
  const { runFolder } = context;
  const verdict = await verdictOfRun(context);
  const seen = seenFrom(runFolder);
  const news = novelty === undefined ? {} : { novelty };
  await writeWhole(
    join(runFolder, 'report.txt'),
    renderVerdict(verdict, { colour: false, unicode: true, width: 100, runFolder, ...news }),
  );
  const plan = await planOfRun(context);
  const board = scoreboardOf({ plan, build: await buildOfRun(context), verdict });
  // One candidate stands beside its base in everything else already.
  const several = plan.trees.length > 2;
  if (several) await writeRecord(join(runFolder, 'scoreboard.json'), board);
  const page = await writePage(runFolder, plan, verdict, several ? board : undefined);
  for (const each of Object.values(machineFormats)) {
    if ('file' in each) await writeWhole(join(runFolder, each.file), each.render(verdict, seen));
  }
  if (format === 'json') return readFile(recordPath(runFolder, 'verdict'), 'utf8');
  if (format === 'html') return page;
  if (format === 'scoreboard') return renderScoreboard(board, { ...screen, runFolder: seen });
  if (format === 'scoreboard-json') return `${JSON.stringify(board, null, 2)}\n`;
  // Shorter, and a path that can be pasted: where the reader stands.
  if (format === 'text') return renderVerdict(verdict, { ...screen, runFolder: seen, ...news });
  return machineFormats[format].render(verdict, seen);
}

/** A path as the reader would write it, where he stands. */
export function seenFrom(path: string): string {
  const seen = relative(process.cwd(), path);
  return seen.startsWith('..') ? path : seen;
}

export const planOfRun = ({ runFolder }: Pick<Context, 'runFolder'>): Promise<Plan> =>
  need(recordPath(runFolder, 'plan'), planSchema, 'plan');
export const buildOfRun = ({ runFolder }: Pick<Context, 'runFolder'>): Promise<BuildRecord> =>
  need(recordPath(runFolder, 'build'), buildRecordSchema, 'build');
export const bootOfRun = ({ runFolder }: Context): Promise<BootRecord> =>
  need(recordPath(runFolder, 'boot'), bootRecordSchema, 'boot');

async function need<T>(path: string, schema: Parameters<typeof readRecord<T>>[1], stage: string): Promise<T> {
  const record = await readRecord(path, schema);
  if (record !== undefined) return record;
  throw inputError({
    what: `the run has no record of the stage before this one`,
    where: path,
    todo: `pinproof ${stage} makes it`,
  });
}
