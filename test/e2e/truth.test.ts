import { mkdtemp, rm } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import t from 'tap';
import { cacheFolder } from '../../harness/lib/paths.ts';
import { readCatalogue } from '../../harness/plan/catalogue.ts';
import { compareWithTruth } from '../truth/compare.ts';

t.test('what is known of Debian’s kernels is what pinproof says of them', async (t) => {
  const runFolder = await mkdtemp(join(tmpdir(), 'pinproof-truth-'));
  t.teardown(() => rm(runFolder, { recursive: true, force: true }));
  const agreements = await compareWithTruth({
    runFolder,
    cache: cacheFolder(),
    catalogue: await readCatalogue(),
    jobs: cpus().length,
    // A build takes minutes: whoever watches sees that it lives.
    tell: (event) => {
      if (event.type !== 'progress') process.stderr.write(`${event.stage} ${event.subject}: ${event.text}\n`);
    },
    signal: new AbortController().signal,
  });
  t.ok(agreements.length > 100);
  t.same(
    agreements.filter(({ disagreement }) => disagreement !== undefined),
    [],
  );
});
