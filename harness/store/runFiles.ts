import type { z } from 'zod';
import { bisectRecordSchema } from '../records/outputs/bisect.ts';
import { seriesRecordSchema } from '../records/outputs/checkedSeries.ts';
import { scoreboardSchema } from '../records/outputs/scoreboard.ts';
import { bootRecordSchema } from '../records/run/boot.ts';
import { buildRecordSchema } from '../records/run/build.ts';
import { planSchema } from '../records/run/plan.ts';
import { runRecordSchema } from '../records/run/runState.ts';
import { shardSchema } from '../records/run/shard.ts';
import { verdictRecordSchema } from '../records/run/verdict.ts';

/**
 * The records in the folder of a run: the file, its schema, and the command that makes it, which a message names where the
 * record is missing. Each has one writer: the function of pipeline/ that is named in docs/architecture.md.
 */
export const runRecords = {
  plan: { file: 'plan.json', schema: planSchema, madeBy: 'plan' },
  shard: { file: 'shard.json', schema: shardSchema, madeBy: 'run --shard' },
  run: { file: 'run.json', schema: runRecordSchema, madeBy: 'run' },
  build: { file: 'build.json', schema: buildRecordSchema, madeBy: 'build' },
  boot: { file: 'boot.json', schema: bootRecordSchema, madeBy: 'boot' },
  verdict: { file: 'verdict.json', schema: verdictRecordSchema, madeBy: 'judge' },
  scoreboard: { file: 'scoreboard.json', schema: scoreboardSchema, madeBy: 'report' },
  series: { file: 'series.json', schema: seriesRecordSchema, madeBy: 'check-series' },
  bisect: { file: 'bisect.json', schema: bisectRecordSchema, madeBy: 'bisect' },
} as const;

export type RecordName = keyof typeof runRecords;
export type RecordOf<Name extends RecordName> = z.infer<(typeof runRecords)[Name]['schema']>;

/** Reports in the folder of a run: what people and other programs read, made from the verdict. */
export const reportFiles = {
  text: 'report.txt',
  page: 'report.html',
  junit: 'junit.xml',
  ktap: 'report.ktap',
  markdown: 'report.md',
} as const;

/** Of a cell, beside what its guest left (guestFiles.ts). */
export const cellRecordFile = 'cell.json';

/** Folders in the folder of a run. */
export const runParts = { trees: 'trees', cells: 'cells', replays: 'replays', steps: 'steps' } as const;

/** In the folder of a run, while a process works on it: one that is there without its process is of a run that was killed. */
export const lockFile = '.lock';

/** What a build leaves in the folder of its tree; `image` where QEMU boots another file than vmlinux. */
export const treeFiles = {
  vmlinux: 'vmlinux',
  image: 'image',
  config: 'config',
  log: 'build.log',
  boot: 'boot',
} as const;
