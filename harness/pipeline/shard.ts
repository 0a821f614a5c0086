import { InvalidArgumentError } from 'commander';
import { exists } from '../host/folders.ts';
import { cellsOfShard } from '../plan/shard.ts';
import type { PlanCell } from '../records/run/plan.ts';
import { type Shard, shardSchema } from '../records/run/shard.ts';
import { readRecord, writeRecord } from '../store/records.ts';
import { inputError } from '../text/errors.ts';
import type { Context } from './context.ts';
import { beginRun, endRun, failureOf } from './runRecord.ts';
import { planOfRun, recordPath, seenFrom } from './stages.ts';

/** The second of four: `2/4` */
export function shardOption(text: string): Shard {
  const [, shard, of] = /^(\d{1,3})\/(\d{1,3})$/.exec(text) ?? [];
  const parsed = shardSchema.safeParse({ format: 'pinproof.shard/1', shard: Number(shard), of: Number(of) });
  if (parsed.success) return parsed.data;
  throw new InvalidArgumentError('2/4 is the second of four; there are 256 at the most');
}

/**
 * Which shard a run is: the one that its folder says, or the one that is given, which is written down there.
 * @throws input error where it is another one already, or a whole run
 */
export async function shardOfRun(runFolder: string, given: Shard | undefined): Promise<Shard | undefined> {
  const path = recordPath(runFolder, 'shard');
  const known = await readRecord(path, shardSchema);
  if (given === undefined) return known;
  if (known !== undefined && (known.shard !== given.shard || known.of !== given.of)) {
    throw inputError({ what: `this run is shard ${known.shard}/${known.of} already`, where: runFolder });
  }
  if (known === undefined && (await exists(recordPath(runFolder, 'verdict')))) {
    throw inputError({ what: 'this run is judged, as a whole', where: runFolder });
  }
  await writeRecord(path, given);
  return given;
}

/** Does the stages of a shard, and writes down in run.json how they ended. The history has whole runs only. */
export async function recordingShard(runFolder: string, signal: AbortSignal, work: () => Promise<void>): Promise<void> {
  await beginRun(runFolder);
  try {
    await work();
  } catch (error) {
    const { how, code } = failureOf(error, signal);
    await endRun(runFolder, how, code);
    throw error;
  }
  await endRun(runFolder, { state: 'finished' }, 0);
}

/** Says what there is instead of a verdict. */
export async function showShard(context: Pick<Context, 'runFolder'>, shard: Shard): Promise<void> {
  const plan = await planOfRun(context);
  const cells: readonly PlanCell[] = cellsOfShard(plan, shard);
  console.log(
    `shard ${shard.shard} of ${shard.of}: ${cells.length} of ${plan.cells.length} cells, in ${seenFrom(context.runFolder)}`,
  );
  console.log('  -> pinproof merge RUN... puts the shards together, and judges them');
}
