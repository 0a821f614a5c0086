import t from 'tap';
import { content } from '../../../../harness/judge/detectors/content.ts';
import type { ComparisonId } from '../../../../harness/kinds/guest/comparisons.ts';
import type { Observation } from '../../../../harness/records/run/observation.ts';
import { factsOf } from './facts.ts';

const compared = (where: ComparisonId, bad: number, over = {}): Observation => ({
  type: 'comparison',
  where,
  ok: bad === 0,
  pages: 256,
  bad,
  ...over,
});

t.test('each comparison that fails is a failure, wherever it looked', async (t) => {
  t.strictSame(content.detect(factsOf([compared('mapping', 0)])), []);
  t.strictSame(
    content.detect(
      factsOf([compared('mapping', 0), compared('remount', 3, { first: 7, found: 'R' }), compared('rescan', 1)]),
    ),
    [
      { kind: 'content', count: 3, detail: '3 of 256 pages wrong in remount, first page 7, found R' },
      { kind: 'content', count: 1, detail: '1 of 256 pages on the disk cannot be read again' },
    ],
  );
});

t.test('where it is not bytes that are compared, the words say what it is', async (t) => {
  const found = content.detect(factsOf([compared('dirty-pages', 9), compared('frozen-disk', 2)]));
  t.match(found, [
    { count: 9, detail: '9 of 256 pages still dirty when fdatasync had said 0' },
    { count: 2, detail: '2 pages written to the disk of a frozen file system' },
  ]);
});
