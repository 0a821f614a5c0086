import t from 'tap';
import { nextStep } from '../../../../harness/judge/bisect/search.ts';
import type { BisectSide } from '../../../../harness/records/outputs/bisect.ts';

/** Goes through a series whose sides are known; returns the suspects and what was tried. */
function search(sides: readonly BisectSide[]): { suspects: number[]; tried: number[] } {
  const known = new Map<number, BisectSide>();
  for (;;) {
    const next = nextStep(sides.length, known);
    if ('suspects' in next) return { suspects: next.suspects, tried: [...known.keys()] };
    if (known.has(next.patches)) throw new Error(`${next.patches} is tried twice`);
    known.set(next.patches, sides[next.patches - 1] ?? 'untestable');
  }
}

t.test('each first patch of each length is found, in as many steps as halving takes', async (t) => {
  for (let count = 1; count <= 40; count += 1) {
    for (let first = 1; first <= count; first += 1) {
      const sides = Array.from({ length: count }, (_, index): BisectSide => (index + 1 < first ? 'old' : 'new'));
      const { suspects, tried } = search(sides);
      t.same(suspects, [first], `${first} of ${count}`);
      t.ok(tried.length <= Math.ceil(Math.log2(count)), `${tried.length} steps for ${count}`);
    }
  }
});

t.test('what cannot be tested is gone around; what is left between are suspects', async (t) => {
  t.same(search(['old', 'untestable', 'untestable', 'new']).suspects, [2, 3, 4]);
  t.same(search(['untestable', 'untestable', 'new']).suspects, [1, 2, 3]);
  t.same(search(['old', 'untestable', 'old', 'new', 'untestable', 'new']).suspects, [4]);
  t.same(search(['untestable', 'untestable', 'untestable', 'old', 'new']).suspects, [5]);
});

t.test('where it comes and goes, a patch is found that really brings it', async (t) => {
  const kinds: readonly BisectSide[] = ['old', 'new', 'untestable'];
  for (let code = 0; code < 3 ** 6; code += 1) {
    const sides = [
      ...Array.from({ length: 6 }, (_, index) => kinds[Math.floor(code / 3 ** index) % 3] ?? 'old'),
      'new',
    ] as BisectSide[];
    const { suspects } = search(sides);
    const [first = 0, last = 0] = [suspects[0], suspects.at(-1)];
    t.equal(first === 1 ? 'old' : sides[first - 2], 'old', `${sides}: without them it is not there`);
    t.equal(sides[last - 1], 'new', `${sides}: with them it is`);
    t.ok(
      suspects.slice(0, -1).every((number) => sides[number - 1] === 'untestable'),
      `${sides}`,
    );
  }
});
