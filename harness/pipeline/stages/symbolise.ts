import { resolve } from 'node:path';
import type { Tell } from '../../records/events.ts';
import type { BuildRecord } from '../../records/run/build.ts';
import type { CellRecord } from '../../records/run/cell.ts';
import type { RunFolder } from '../../store/runFolder.ts';
import { locateSplats } from '../../symbols/splats.ts';
import { Symboliser } from '../../symbols/symboliser.ts';
import { PinproofError } from '../../text/errors.ts';

export type SymboliseCell = (record: CellRecord) => Promise<CellRecord>;

/**
 * Adds file and line to the splats of a run's cells, from the vmlinux of each tree.
 * Where a tree's kernel does not tell (it is no longer in the cache, or no ELF file) that is reported once, and its cells are
 * as they were: a splat without lines is a splat.
 */
export function cellSymboliser({
  stage,
  build,
  run,
  cache,
  tell,
  signal,
}: {
  stage: 'run' | 'judge';
  build: BuildRecord;
  /** Its kernels are in its folder. */
  run: Pick<RunFolder, 'path'>;
  cache: string;
  tell: Tell;
  signal: AbortSignal;
}): SymboliseCell {
  const symbolisers = new Map<string, Symboliser>();
  const silent = new Set<string>();
  return async (record) => {
    const { tree: id } = record.cell;
    const tree = build.trees[id];
    if (tree?.outcome !== 'built' || silent.has(tree.key)) return record;
    const { key } = tree;
    const vmlinux = resolve(run.path, tree.vmlinux);
    const symboliser = symbolisers.get(key) ?? new Symboliser({ vmlinux, kept: { cache, build: key }, signal });
    symbolisers.set(key, symboliser);
    try {
      const { observations } = await locateSplats(record.observations, symboliser);
      return { ...record, observations };
    } catch (error) {
      signal.throwIfAborted();
      if (!(error instanceof PinproofError)) throw error;
      if (!silent.has(key))
        tell({ type: 'warning', stage, subject: id, text: `splats have no lines: ${error.message}` });
      silent.add(key);
      return record;
    }
  };
}
