import type { RememberedCell, RememberedFailure, RememberedRun, RememberedTree } from '../records/outputs/history.ts';
import type { BootRecord } from '../records/run/boot.ts';
import type { BuildRecord } from '../records/run/build.ts';
import type { CellRecord, LostCell } from '../records/run/cell.ts';
import type { Observation } from '../records/run/observation.ts';
import type { Plan, PlanCell, PlanTree } from '../records/run/plan.ts';
import type { RunRecord } from '../records/run/runState.ts';
import type { Comparison, Failure, JudgedCell, VerdictRecord } from '../records/run/verdict.ts';
import { siteOf } from '../store/cellId.ts';

/** The records of a run, as far as it got. */
export interface RunRecords {
  /** Absolute. */
  folder: string;
  /** Of a run that an older pinproof made, machine and version are not known. */
  run: Omit<RunRecord, 'format' | 'pinproof' | 'host'> & Partial<Pick<RunRecord, 'pinproof' | 'host'>>;
  plan: Plan;
  build: BuildRecord | undefined;
  boot: BootRecord | undefined;
  cells: readonly (CellRecord | LostCell)[];
  /** Content addresses of what the guests of cells said, by the cell's id. */
  said: ReadonlyMap<string, string>;
  verdict: VerdictRecord | undefined;
}

/** What is remembered of a run. Pure: facts from its records, and nothing else. */
export function factsOf({ folder, run, plan, build, boot, cells, said, verdict }: RunRecords): RememberedRun {
  const { id, started, ended, state, exitCode, message, pinproof, host } = run;
  const records = new Map(cells.map((each) => [each.cell.id, each]));
  const judged = new Map(verdict?.cells.map((each) => [each.id, each]));
  const comparisons = new Map(verdict?.comparisons.map((each) => [`${each.candidate}/${each.cell}`, each]));
  const qemu = cells.find((each) => each.format === 'pinproof.cell/1')?.guest.qemu;
  return {
    format: 'pinproof.remembered-run/1',
    id,
    name: plan.name,
    folder,
    started,
    ...(ended !== undefined && { ended }),
    state,
    ...(exitCode !== undefined && { exitCode }),
    ...(message !== undefined && { message }),
    // A run that was cut short concludes nothing, whatever its cells say.
    ...(verdict !== undefined && state === 'finished' && { conclusion: verdict.conclusion }),
    engine: plan.engine,
    flavour: plan.flavour,
    ...(plan.machine !== undefined && { machine: plan.machine }),
    thresholds: { instructions: plan.thresholds.instructions },
    ...(boot !== undefined && { accelerator: boot.accelerator }),
    ...(qemu !== undefined && { qemu }),
    ...(build !== undefined && { toolchain: build.toolchain }),
    ...(pinproof !== undefined && { pinproof }),
    ...(host !== undefined && { host }),
    trees: plan.trees.map((tree) => treeFacts(tree, build)),
    cells: plan.cells.flatMap((cell): RememberedCell[] => {
      const judgement = judged.get(cell.id);
      if (judgement === undefined) return [];
      const record = records.get(cell.id);
      // Of a run that was cut short, cells that were not run are no facts.
      if (record === undefined && state !== 'finished') return [];
      const comparison = comparisons.get(`${cell.tree}/${siteOf(cell.id)}`);
      return [cellFacts(cell, judgement, record, comparison, said.get(cell.id))];
    }),
  };
}

function treeFacts({ id, source }: PlanTree, build: BuildRecord | undefined): RememberedTree {
  const tree = build?.trees[id];
  if (tree === undefined) return { id, source };
  if (tree.outcome === 'failed') return { id, source, failed: tree.stage };
  const { key, release, label } = tree;
  const patches = build?.series?.[id]?.map(({ subject, hash }) => ({ subject, hash }));
  return { id, source, build: key, release, ...(label !== undefined && { label }), ...(patches && { patches }) };
}

function cellFacts(
  { id, parameters }: PlanCell,
  { status, failures, costs }: JudgedCell,
  record: CellRecord | LostCell | undefined,
  comparison: Comparison | undefined,
  said: string | undefined,
): RememberedCell {
  const known = record?.format === 'pinproof.cell/1' ? record : undefined;
  return {
    id,
    parameters,
    ...(known && { key: known.key }),
    ...(said !== undefined && { said }),
    status,
    ...(comparison && { verdict: comparison.verdict, claimed: comparison.claimed }),
    failures: failures.flatMap((each) => failureFacts(each, known?.observations ?? [])),
    ...(costs && { costs }),
  };
}

/** A kernel report's title is its failure's detail; several of one title may have other fingerprints. */
function failureFacts({ kind, detail }: Failure, observations: readonly Observation[]): RememberedFailure[] {
  if (!kind.startsWith('splat:')) return [{ kind }];
  const fingerprints = observations.flatMap((each) =>
    each.type === 'splat' && `splat:${each.kind}` === kind && each.title === detail ? [each.fingerprint] : [],
  );
  // Without the cell's record there is the verdict's word alone.
  if (fingerprints.length === 0) return [{ kind, title: detail }];
  return [...new Set(fingerprints)].map((fingerprint) => ({ kind, title: detail, fingerprint }));
}
