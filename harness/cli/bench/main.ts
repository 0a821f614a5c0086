/**
 * `npm run bench`: how long things take on this machine, as JSON on standard output. Everything is computed: it works in
 * a cache of its own, with an empty ccache, which is removed at the end. Compare ratios within one run, not seconds
 * between machines.
 */
import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { LocalExecutor } from '../../execute/local.ts';
import { cellGuestOf, cellInputsOf } from '../../guest/cellGuest.ts';
import { qemuVersionOf } from '../../guest/qemu/version.ts';
import { cacheFolder, packageRoot } from '../../host/paths.ts';
import { scratchFolder } from '../../host/scratch.ts';
import type { Context } from '../../pipeline/context.ts';
import { evaluatePlan } from '../../pipeline/evaluate.ts';
import { planOfSuite } from '../../pipeline/planning.ts';
import { bootStage } from '../../pipeline/stages/boot.ts';
import { buildStage } from '../../pipeline/stages/build.ts';
import { cellStage } from '../../pipeline/stages/cells.ts';
import { judgeStage } from '../../pipeline/stages/judge.ts';
import { suiteSchema } from '../../records/inputs/suite.ts';
import { RunFolder } from '../../store/runFolder.ts';
import { machineOf, readCatalogue } from '../../suite/catalogue.ts';
import { showProgress } from '../progress.ts';
import { measureConsoles } from './consoles.ts';
import { measureThroughput } from './throughput.ts';

/** What is measured: the main job, on one file system. */
const suite = suiteSchema.parse({
  base: { source: 'debian:linux-source-6.1' },
  candidates: [{ name: 'refuse', series: 'candidates/refuse' }],
  filesystems: ['ext4'],
  workloads: ['rdma-write-writeback', 'dio-read-into-mapping', 'mmap-store-writeback'],
});

/** Of each workload, on the base, where fan-out is compared with booting. */
const throughputSeeds = [1, 2, 3, 4];

/** USER_HZ of every Linux that Node runs on. */
const ticksPerSecond = 100;

const interruption = new AbortController();
for (const name of ['SIGINT', 'SIGTERM'] as const) process.on(name, () => interruption.abort(new Error(name)));

await mkdir(cacheFolder(), { recursive: true });
const cache = await mkdtemp(join(cacheFolder(), 'bench-'));
const runs = await mkdtemp(join(scratchFolder(), 'bench-'));
try {
  console.log(JSON.stringify(await measure(), null, 2));
} finally {
  await rm(cache, { recursive: true, force: true });
  await rm(runs, { recursive: true, force: true });
}

async function measure(): Promise<unknown> {
  const catalogue = await readCatalogue();
  const plan = await planOfSuite(suite, catalogue, { folder: packageRoot, name: 'bench' });
  const progress = showProgress(process.stderr);
  const context = (name: string): Context => ({
    run: new RunFolder(join(runs, name)),
    cache,
    catalogue,
    executor: new LocalExecutor({ cache, jobs: cpus().length, tell: progress.tell, signal: interruption.signal }),
    tell: progress.tell,
    signal: interruption.signal,
  });
  const first = context('first');
  await first.run.put('plan', plan);
  const before = await processorTime();
  const [build, buildSeconds] = await timed(() => buildStage(first));
  const [boot, bootSeconds] = await timed(() => bootStage(first));
  const [, runSeconds] = await timed(() => cellStage(first));
  const [verdict, judgeSeconds] = await timed(() => judgeStage(first));
  const after = await processorTime();
  const cells = await Promise.all(plan.cells.map((cell) => first.run.cell(cell).observed()));

  const many = await planOfSuite({ ...suite, candidates: [], seeds: throughputSeeds }, catalogue, {
    folder: packageRoot,
    name: 'bench',
  });
  const { devices } = catalogue;
  const machine = machineOf(plan, catalogue);
  const world = { build, boot, machine, devices, qemuVersion: await qemuVersionOf(machine) };
  const throughput = await measureThroughput({
    ...first,
    cells: many.cells,
    guestOf: (cell) => cellGuestOf(cellInputsOf(cell, world), cache, interruption.signal),
    // Apart from the first run's checkpoints: this one is made once more, to be timed alone.
    cache: join(cache, 'throughput'),
    folder: join(runs, 'throughput'),
    signal: interruption.signal,
  });

  const consoles = await measureConsoles(plan.cells.map((cell) => first.run.cell(cell).pathOf('console')));

  const second = context('second');
  const [, recallSeconds] = await timed(() => evaluatePlan(second, plan));
  progress.close();

  const trees = Object.values(build.trees).flatMap((tree) => (tree.outcome === 'built' ? [tree] : []));
  const own = after.own - before.own;
  const whole = own + after.children - before.children;
  return {
    machine: { processors: cpus().length, model: cpus()[0]?.model, accelerator: boot.accelerator },
    build: {
      coldSeconds: trees[0]?.seconds,
      coldObjects: trees[0]?.objects,
      incrementalSeconds: trees[1]?.seconds,
      incrementalObjects: trees[1]?.objects,
      stageSeconds: round(buildSeconds),
    },
    boot: {
      userspaceGuestSeconds: Object.values(boot.trees).map(({ userspaceAt }) => userspaceAt),
      processSeconds: Object.values(boot.trees).map(({ seconds }) => seconds),
      stageSeconds: round(bootSeconds),
    },
    cells: {
      seconds: Object.fromEntries(
        cells.flatMap((cell) => (cell === undefined ? [] : [[cell.cell.id, cell.guest.seconds]])),
      ),
      stageSeconds: round(runSeconds),
    },
    throughput,
    consoles,
    judge: { stageSeconds: round(judgeSeconds), conclusion: verdict.conclusion },
    recall: { allStagesSeconds: round(recallSeconds) },
    harness: {
      processorSeconds: round(own),
      shareOfWhole: Number((own / whole).toFixed(4)),
      peakResidentMiB: round(process.resourceUsage().maxRSS / 1024),
    },
  };
}

async function timed<T>(work: () => Promise<T>): Promise<[T, number]> {
  const begun = performance.now();
  const result = await work();
  return [result, (performance.now() - begun) / 1000];
}

/** Seconds of processor time: of this process, and of all that it started and that has ended (proc(5): cutime, cstime). */
async function processorTime(): Promise<{ own: number; children: number }> {
  const { user, system } = process.cpuUsage();
  const text = await readFile('/proc/self/stat', 'utf8');
  // Behind the name, which may hold anything, in parentheses; state is field 3.
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  const children = (Number(fields[13]) + Number(fields[14])) / ticksPerSecond;
  return { own: (user + system) / 1e6, children };
}

function round(value: number): number {
  return Number(value.toFixed(2));
}
