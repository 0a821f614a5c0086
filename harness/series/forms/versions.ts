import { inputError } from '../../text/errors.ts';
import { gapIn, type Numbered } from '../mails/numbering.ts';

/** What stands beside others, of which some may be earlier versions of it. */
export interface Versioned extends Numbered {
  /** 1 where nothing is said. */
  version: number;
  title: string;
}

/**
 * The patches to apply, in their order: of several versions of a series the newest.
 * An older version is never taken because the newest is not whole: it would not be what its author sent.
 * @param path for messages
 * @param whole whether the last patch must be there too
 * @throws input error where patches are missing, are there twice, or are those of two series
 */
export function newestVersion<T extends Versioned>(path: string, patches: readonly T[], whole: boolean): T[] {
  if (!patches.every(({ number }) => number !== undefined)) return newestOfEach(patches);
  const versions = [...Map.groupBy(patches, ({ version }) => version)]
    .toSorted(([a], [b]) => b - a)
    .map(([version, members]) => ({
      version,
      members: members.toSorted((a, b) => Number(a.number) - Number(b.number)),
    }));
  const [newest, ...older] = versions;
  if (newest === undefined) return [];
  const stranger = older.find(
    ({ version, members }) =>
      !patches.some((patch) => patch.version > version && members.some(({ title }) => title === patch.title)),
  );
  if (stranger !== undefined) {
    throw inputError({
      what: `there are two series in it: v${stranger.version} has no patch in common with what is newer`,
      where: path,
      why: `"${newest.members[0]?.label}" and "${stranger.members[0]?.label}"`,
      todo: 'give them one by one, in their order',
    });
  }
  const problem = gapIn(newest.members, whole);
  if (problem === undefined) return newest.members;
  const good = older.find(({ members }) => gapIn(members, whole) === undefined);
  throw inputError({
    what: older.length === 0 ? problem : `its newest version, v${newest.version}, is not whole: ${problem}`,
    where: path,
    ...(good !== undefined && { why: `v${good.version} is whole; which one is meant, only you know` }),
    todo: 'give the whole series, once, in its order',
  });
}

/** Patches without numbers are no series that could have a version: a newer one takes the place of its namesake alone. */
function newestOfEach<T extends Versioned>(patches: readonly T[]): T[] {
  const newest = new Map<string, number>();
  for (const { title, version } of patches) newest.set(title, Math.max(version, newest.get(title) ?? 0));
  return patches.filter(({ title, version }) => newest.get(title) === version);
}
