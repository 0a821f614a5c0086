import t from 'tap';
import { type Part, partsOfOneRun } from '../../../harness/plan/parts.ts';
import type { BootRecord } from '../../../harness/records/run/boot.ts';
import { aRun } from '../../fixtures/run.ts';

const { plan, build } = aRun({ candidates: { mine: { claims: false } } });
const tree = { ending: 'finished' as const, seconds: 1, console: '/c' };
const boot: BootRecord = {
  format: 'pinproof.boot/1',
  accelerator: 'icount',
  image: '/image',
  imageKey: 'i',
  ownImages: { fio: { image: '/own', imageKey: 'o' } },
  trees: { base: tree, mine: tree },
};
const part = (shard: number, over: Partial<Part> = {}, of = 3): Part => ({
  folder: `out/${shard}`,
  plan,
  written: over.plan ?? plan,
  shard: { format: 'pinproof.shard/1', shard, of },
  build,
  boot,
  ...over,
});
const built = build.trees['mine'];

t.test('shards in any order are parts of one run', async (t) => {
  const parts = partsOfOneRun([part(3), part(1), part(2), part(1)]);
  t.same(
    parts.map(({ folder }) => folder),
    ['out/1', 'out/1', 'out/2', 'out/3'],
  );
});

t.test('what took another time, and where, may differ', async (t) => {
  const slow = { ...build, trees: { ...build.trees, mine: { ...built, seconds: 99, objects: 0, seed: 'x' } } };
  const there = { ...boot, image: '/elsewhere', trees: { base: { ...tree, seconds: 9 }, mine: tree } };
  t.equal(partsOfOneRun([part(1), part(2, { build: slow as typeof build, boot: there }), part(3)]).length, 3);
});

t.test('what is missing, or of another run, is named', async (t) => {
  const two = (over: Partial<Part>, of = 3): Part[] => [part(1), part(2, over, of), part(3)];
  const other = { ...build, trees: { ...build.trees, mine: { ...built, key: 'other' } } } as typeof build;
  const origin = {
    readAt: '2026-01-01T00:00:00Z',
    revisions: { mine: { commit: 'a'.repeat(40), parents: [], clean: true } },
  };
  const never = { ...boot, trees: { ...boot.trees, mine: { ...tree, ending: 'never-booted' as const } } };
  for (const [parts, message] of [
    [[], /no shard is named/],
    [[part(2)], /of 3 shards, these are missing: 1, 3\n {2}-> pinproof run SUITE --shard 1\/3/],
    [[part(1), part(3)], /this is missing: 2/],
    [two({ shard: undefined }), /^out\/2: this run is no shard/],
    [two({ build: undefined }), /^out\/2: this shard is not built yet\n {2}-> .*--shard 2\/3/],
    [two({}, 4), /^out\/2: it has shards of another number than out\/1/],
    [
      two({ plan: { ...plan, flavour: 'debug' } }),
      /^out\/2: it has another plan than out\/1\n {2}they differ in: flavour/,
    ],
    [two({ plan: { ...plan, cells: plan.cells.slice(1) } }), /another plan .*\n.*: cells/],
    [two({ build: other }), /other builds .*\n.*: tree mine/],
    [two({ build: { ...build, toolchain: 'gcc 14' } }), /other builds .*\n.*: toolchain/],
    [two({ build: { ...build, origin } }), /other builds .*\n.*: revisions/],
    [two({ boot: undefined }), /other guests/],
    [two({ boot: never }), /other guests .*\n.*: boot of mine/],
    [two({ boot: { ...boot, imageKey: 'j' } }), /other guests .*\n.*: image\n/],
    [two({ boot: { ...boot, ownImages: {} } }), /other guests .*\n.*: image of fio/],
    [two({ boot: { ...boot, accelerator: 'kvm' } }), /other guests .*\n.*: accelerator/],
  ] as const) {
    t.throws(() => partsOfOneRun(parts), { blame: 'input', message });
  }
});
