import { mergeShards } from '../../pipeline/merge.ts';
import { withProgress } from '../session.ts';
import { showVerdict } from '../show.ts';

/** `pinproof merge`: puts the shards of a run together as a new run, judges it, and prints the verdict. */
export async function merge(folders: readonly string[], signal: AbortSignal): Promise<void> {
  const judged = await withProgress(signal, (session) => mergeShards(folders, session));
  await showVerdict(judged, 'text', { matched: false });
}
