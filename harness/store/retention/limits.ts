/** How long, and how much, of one kind of folders is kept. What goes first is what was not used for longest. */
export interface Limit {
  /** For people. */
  what: string;
  /** Since it was last used. */
  days: number;
  /** All together. What is also in another folder, by hard link, takes no room and counts for nothing. */
  bytes?: number;
  /** How many. */
  most?: number;
  /** Never fewer, however old or big. */
  least?: number;
  /** What another folder shares by hard link stays: removing it would free nothing, and a run would lose its kernel. */
  keepShared?: true;
}

const GiB = 2 ** 30;

/**
 * Folders of the cache, in the order in which they are looked at: a tree shares its kernel with a build. All that is in
 * them can be computed again. Beside them are ccache/ (10 GiB, by itself) and some kilobytes: hashes/,
 * objects/, plugins/, symbols/.
 */
export const cacheLimits = {
  /** 200 MB each; four are a base and a debug flavour for each of two kernels. */
  trees: { what: 'trees with objects', days: 30, most: 4 },
  /** Of trees that are others' (compile/make/compilerCache.ts). 2 GB each at most, 250 MB after a build. */
  ccaches: { what: 'compiler caches', days: 30, most: 8 },
  /** 1.5 GB each. */
  sources: { what: 'kernel sources', days: 90, most: 6 },
  /** Clones without their files, for the pull requests of a URL; a kernel's is some 2 GB. */
  repositories: { what: 'clones', days: 90, bytes: 10 * GiB },
  /** Some kilobytes each. A plan names its series by these folders, so they stay as long as runs do, and longer. */
  series: { what: 'series', days: 365, bytes: GiB },
  /** 15 MB each with a plain kernel: some seven hundred of them. */
  checkpoints: { what: 'checkpoints', days: 30, bytes: 10 * GiB },
  /** 13 MB each, or 93 with fio. */
  images: { what: 'guest images', days: 30, bytes: 4 * GiB },
  /** What images and plugins were made from (guest/image/kept.ts): 70 KB each. */
  'image-names': { what: 'names of guest images', days: 30, most: 200 },
  /** 60 MB each. */
  builds: { what: 'kernels', days: 60, bytes: 10 * GiB, keepShared: true },
  boots: { what: 'boots', days: 60, bytes: GiB, keepShared: true },
  /** 35 KB each: to run one again takes a second, so they are worth their room for long. */
  cells: { what: 'cells', days: 180, bytes: 4 * GiB, keepShared: true },
} as const satisfies Record<string, Limit>;

/** Runs in the runs folder. They are evidence: only `pinproof clean` removes them, and never the latest. */
export const runLimit = { what: 'runs', days: 90, bytes: 20 * GiB, least: 20 } as const satisfies Limit;
