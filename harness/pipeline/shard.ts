import type { Shard } from '../records/run/shard.ts';
import type { RunFolder } from '../store/runFolder.ts';
import { inputError } from '../text/errors.ts';

/**
 * Returns which shard a run is: the one that its folder says, or the one that is given, which is recorded there.
 * @throws input error where it is another one already, or a whole run
 */
export async function shardOfRun(run: RunFolder, given: Shard | undefined): Promise<Shard | undefined> {
  const known = await run.find('shard');
  if (given === undefined) return known;
  if (known !== undefined && (known.shard !== given.shard || known.of !== given.of)) {
    throw inputError({ what: `this run is shard ${known.shard}/${known.of} already`, where: run.path });
  }
  if (known === undefined && (await run.has('verdict'))) {
    throw inputError({ what: 'this run is judged, as a whole', where: run.path });
  }
  await run.put('shard', given);
  return given;
}
