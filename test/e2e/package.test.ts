import { execFile } from 'node:child_process';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import t from 'tap';
import { packageRoot } from '../../harness/host/paths.ts';
import { readCatalogue } from '../../harness/suite/catalogue.ts';
import { usualWorkloads } from '../../harness/suite/suite.ts';

const execute = promisify(execFile);

/** As a user would: tap gives every child its loaders in NODE_OPTIONS, and tsc does not survive them; env takes them away. */
async function run(file: string, args: readonly string[], cwd: string, environment: Record<string, string> = {}) {
  const env = { ...process.env, ...environment };
  return execute('env', ['--unset=NODE_OPTIONS', file, ...args], { cwd, env });
}

t.test('the packed package, installed into an empty folder, runs doctor, list and plan', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'pinproof-package-'));
  t.teardown(() => rm(folder, { recursive: true, force: true }));
  await run('npm', ['pack', '--pack-destination', folder], packageRoot);
  const [tarball] = await readdir(folder);
  t.match(tarball, /^pinproof-.*\.tgz$/);
  await run('npm', ['init', '--yes'], folder);
  await run('npm', ['install', '--no-audit', '--no-fund', join(folder, tarball ?? '')], folder);
  const pinproof = join(folder, 'node_modules', '.bin', 'pinproof');
  // PINPROOF_CACHE: doctor makes the folder, and none of the user's own.
  const cache = { PINPROOF_CACHE: join(folder, 'cache') };
  const doctor = await run(pinproof, ['doctor'], folder, cache);
  t.match(doctor.stdout, /qemu-system-x86/);
  t.notMatch(doctor.stdout, /MISSING/);
  t.match((await run(pinproof, ['list', 'workloads'], folder, cache)).stdout, /rdma-write-writeback/);
  const planned = await run(pinproof, ['plan', '--base', 'debian:linux-source-6.1'], folder, cache);
  t.match(planned.stdout, `1 trees, ${3 * usualWorkloads(await readCatalogue()).length} cells`);
});
