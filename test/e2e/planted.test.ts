import { mkdtemp, rm } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import t from 'tap';
import { cacheFolder } from '../../harness/lib/paths.ts';
import { readCatalogue } from '../../harness/plan/catalogue.ts';
import { catchBugs } from '../planted/catch.ts';

t.test('every bug that is planted in a kernel is caught, and nothing else blamed', async (t) => {
  const runFolder = await mkdtemp(join(tmpdir(), 'pinproof-planted-'));
  t.teardown(() => rm(runFolder, { recursive: true, force: true }));
  const assessed = await catchBugs({
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
  t.ok(assessed.length >= 36);
  t.same(
    assessed
      .filter(({ missed, falseAlarms }) => missed !== undefined || falseAlarms.length > 0)
      .map(({ bug, missed, falseAlarms }) => ({ patch: bug.patch, missed, falseAlarms })),
    [],
  );
});
