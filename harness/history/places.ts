import { contentKey } from '../host/hash.ts';
import type { RememberedCell, RememberedRun } from '../records/outputs/history.ts';
import { siteOf, treeOf } from '../store/cellId.ts';

/** What two runs must share for a cell of the one to be the cell of the other. */
export interface Addresses {
  /** The same cell, whatever its tree has become since: a suite's candidate, revised. */
  place: string;
  /** The same cell on the same kernel; native engine only, where it may do otherwise each time. */
  twin: string | undefined;
}

/** Suites have no part in it: a cell is the same in each that has it. */
export function addressesOf(run: RememberedRun, { id, parameters }: RememberedCell): Addresses {
  const tree = run.trees.find((each) => each.id === treeOf(id));
  const cell = { site: siteOf(id), parameters, flavour: run.flavour };
  const { engine, accelerator, machine } = run;
  const known = engine === 'native' && tree?.build !== undefined && accelerator !== undefined;
  return {
    place: contentKey({ ...cell, engine, ...(machine && { machine }), tree: treeOf(id), source: tree?.source ?? '' }),
    twin: known ? contentKey({ ...cell, build: tree.build, accelerator }) : undefined,
  };
}
