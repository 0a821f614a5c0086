import { contentKey } from '../host/hash.ts';
import type { BootRecord } from '../records/run/boot.ts';
import type { BuildRecord } from '../records/run/build.ts';
import type { Plan } from '../records/run/plan.ts';
import type { Shard } from '../records/run/shard.ts';
import { inputError } from '../text/errors.ts';

/** What the folder of a shard holds, but for its cells. */
export interface Part {
  /** As the user wrote it. */
  folder: string;
  plan: Plan;
  /** The plan as its file has it, without a path of a machine. */
  written: Plan;
  /** Absent: it is a whole run. */
  shard: Shard | undefined;
  build: BuildRecord | undefined;
  /** Absent where nothing was built that could be booted. */
  boot: BootRecord | undefined;
}

export type Built = Part & { shard: Shard; build: BuildRecord };

/**
 * The parts of one run: each of its shards once or more often, all of one plan, one build and one boot. Pure.
 * @returns those with their records, the shards in their order
 * @throws input error that names the folder, the shard or the field
 */
export function partsOfOneRun(parts: readonly Part[]): [Built, ...Built[]] {
  const built = parts.map(builtPart).toSorted((a, b) => a.shard.shard - b.shard.shard);
  const [first, ...others] = built;
  if (first === undefined) throw inputError({ what: 'no shard is named', todo: 'pinproof merge RUN...' });
  for (const other of others) {
    same('shards of another number', { of: first.shard.of }, { of: other.shard.of }, first, other);
    same('another plan', first.written, other.written, first, other);
    same('other builds', buildFacts(first.build), buildFacts(other.build), first, other);
    same('other guests', bootFacts(first.boot), bootFacts(other.boot), first, other);
  }
  const there = new Set(built.map(({ shard }) => shard.shard));
  const missing = Array.from({ length: first.shard.of }, (_, index) => index + 1).filter(
    (number) => !there.has(number),
  );
  if (missing.length > 0) {
    throw inputError({
      what: `of ${first.shard.of} shards, ${missing.length === 1 ? 'this is' : 'these are'} missing: ${missing.join(', ')}`,
      todo: `pinproof run SUITE --shard ${missing[0]}/${first.shard.of}`,
    });
  }
  return [first, ...others];
}

function builtPart({ shard, build, ...part }: Part): Built {
  if (shard === undefined) {
    throw inputError({ what: 'this run is no shard: it has no shard.json', where: part.folder });
  }
  if (build === undefined) {
    throw inputError({
      what: 'this shard is not built yet',
      where: part.folder,
      todo: `pinproof run SUITE --shard ${shard.shard}/${shard.of}`,
    });
  }
  return { ...part, shard, build };
}

/** What of a build must be the same everywhere; how long it took need not be. */
function buildFacts({ toolchain, trees, origin }: BuildRecord): Record<string, unknown> {
  const of = Object.entries(trees).map(([id, tree]) => [
    `tree ${id}`,
    tree.outcome === 'built' ? { key: tree.key } : { stage: tree.stage, at: tree.at },
  ]);
  return { toolchain, ...Object.fromEntries(of), revisions: origin?.revisions };
}

function bootFacts(boot: BootRecord | undefined): Record<string, unknown> {
  if (boot === undefined) return { booted: false };
  const { accelerator, imageKey, ownImages = {}, pluginKey, trees } = boot;
  const own = Object.entries(ownImages).map(([name, { imageKey: key }]) => [`image of ${name}`, key]);
  const endings = Object.entries(trees).map(([id, { ending }]) => [`boot of ${id}`, ending]);
  return { accelerator, image: imageKey, plugin: pluginKey, ...Object.fromEntries([...own, ...endings]) };
}

/** @throws input error that names the first member in which they differ */
function same(what: string, a: object, b: object, one: Part, other: Part): void {
  const [left, right] = [new Map(Object.entries(a)), new Map(Object.entries(b))];
  const names = [...new Set([...left.keys(), ...right.keys()])];
  const different = names.find((name) => contentKey([left.get(name)]) !== contentKey([right.get(name)]));
  if (different === undefined) return;
  throw inputError({
    what: `it has ${what} than ${one.folder}`,
    where: other.folder,
    why: `they differ in: ${different}`,
    todo: 'shards of one run have the same suite, sources, toolchain and paths',
  });
}
