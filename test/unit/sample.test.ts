import t from 'tap';
import { partOf, type Sample, sampleOf, samples } from '../sample.ts';

const all = Array.from({ length: samples }, (_, number) => sampleOf(number));

t.test('all samples together are everything, and each thing is in one of them', (t) => {
  const cells = Array.from({ length: 543 }, (_, index) => ({ id: index, group: `checkpoint ${index % 61}` }));
  for (const kernel of ['6.1', '6.12']) {
    const found = all
      .filter((sample) => sample.kernel === kernel)
      .flatMap((sample) => partOf(cells, ({ group }) => group, sample).map(({ id }) => id));
    t.same(
      found.toSorted((a, b) => a - b),
      cells.map(({ id }) => id),
      kernel,
    );
  }
  t.end();
});

t.test('they are as big as one another, and keep together what shares a checkpoint', (t) => {
  const cells = Array.from({ length: 600 }, (_, index) => ({ id: index, group: `checkpoint ${index % 60}` }));
  const sizes = all.map((sample) => partOf(cells, ({ group }) => group, sample).length);
  t.equal(Math.max(...sizes), Math.min(...sizes));
  const groups = (sample: Sample) => new Set(partOf(cells, ({ group }) => group, sample).map(({ group }) => group));
  t.notOk([...groups(sampleOf(0))].some((group) => groups(sampleOf(2)).has(group)));
  t.end();
});

t.test('the number of a commit has a sample, however big', (t) => {
  t.same(sampleOf(samples + 3), sampleOf(3));
  t.same(sampleOf(0xffffffff), sampleOf(0xffffffff % samples));
  t.end();
});
