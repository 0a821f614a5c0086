import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { inParallel } from '../../execute/pool.ts';
import { type CellGuest, runCellGuest } from '../../guest/cellGuest.ts';
import { openCellCheckpoint } from '../../guest/checkpoint/ofCell.ts';
import type { OpenCheckpoint } from '../../guest/checkpoint/store.ts';
import { icountOf } from '../../guest/machine.ts';
import type { Tell } from '../../records/events.ts';
import type { PlanCell } from '../../records/run/plan.ts';
import { reportName } from '../../store/guestFiles.ts';

/** At how many jobs the cells are run. */
const jobCounts = [1, 2];

export interface ThroughputRequest {
  /** Of one tree, device and file system, so that they have one checkpoint. */
  cells: readonly PlanCell[];
  guestOf: (cell: PlanCell) => CellGuest;
  /** Where no such checkpoint is yet. */
  cache: string;
  /** For what the guests leave. */
  folder: string;
  tell: Tell;
  signal: AbortSignal;
}

/**
 * Runs the same cells from a checkpoint and from power-on, and says how many a minute. From power-on twice: each as it is,
 * and with the coarse clock of booting all along, which boots fastest and is another cell, for its interleavings differ.
 */
export async function measureThroughput(request: ThroughputRequest): Promise<unknown> {
  const { cells, guestOf, cache, tell, signal } = request;
  const [first] = cells;
  if (first === undefined) throw new Error('no cells to measure');
  const begun = performance.now();
  const checkpoint = await openCellCheckpoint(guestOf(first), { cache, tell, signal });
  if (checkpoint === undefined || 'guest' in checkpoint) throw new Error('the guest never came to its checkpoint');
  const checkpointSeconds = secondsSince(begun);
  try {
    const { boots } = icountOf(guestOf(first).inputs.machine).shift;
    const coarse = cells.map((cell) => ({ ...cell, schedule: { ...cell.schedule, shift: boots } }));
    const jobs: Record<string, unknown> = {};
    for (const count of jobCounts) {
      const fanOut = await run('fan-out', count, request, checkpoint);
      const booting = await run('booting', count, request, undefined);
      const bootingCoarse = await run('booting, coarse clock', count, { ...request, cells: coarse }, undefined);
      jobs[count] = {
        cellsPerMinute: {
          fanOut: perMinute(cells.length, fanOut),
          booting: perMinute(cells.length, booting),
          bootingCoarse: perMinute(cells.length, bootingCoarse),
        },
        ratioToBooting: ratio(booting, fanOut),
        ratioToBootingCoarse: ratio(bootingCoarse, fanOut),
        ratioWithMakingTheCheckpoint: ratio(booting, fanOut + checkpointSeconds),
      };
    }
    return { cells: cells.length, checkpointSeconds: Number(checkpointSeconds.toFixed(2)), jobs };
  } finally {
    await checkpoint.close();
  }
}

/** @returns seconds for all cells */
async function run(
  way: string,
  jobs: number,
  { cells, guestOf, folder, tell }: ThroughputRequest,
  from: OpenCheckpoint | undefined,
): Promise<number> {
  let done = 0;
  const begun = performance.now();
  await inParallel(cells, jobs, async (cell) => {
    const into = join(folder, `${way}-${jobs}`, cell.id);
    await runCellGuest(guestOf(cell), into, from);
    // A guest that did not do its work is no measurement.
    if (!(await readFile(join(into, reportName), 'utf8')).includes('"phase":"done"'))
      throw new Error(`${cell.id} did not come to its end: ${into}`);
    done += 1;
    tell({
      type: 'progress',
      stage: 'run',
      subject: `${way}, jobs: ${jobs}`,
      done,
      total: cells.length,
      text: cell.id,
    });
  });
  return secondsSince(begun);
}

const secondsSince = (begun: number): number => (performance.now() - begun) / 1000;
const ratio = (slow: number, fast: number): number => Number((slow / fast).toFixed(1));
const perMinute = (cells: number, seconds: number): number => Number(((cells * 60) / seconds).toFixed(1));
