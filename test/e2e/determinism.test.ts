import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t from 'tap';
import { packageRoot } from '../../harness/host/paths.ts';
import { type VerdictRecord, verdictRecordSchema } from '../../harness/records/run/verdict.ts';
import { unlessSampled } from '../sample.ts';

/** The deterministic engine on Debian's 6.1: the same cell does the same, and a debugger finds what a console told of. */

let folder: string;
t.before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pinproof-e2e-'));
});
t.after(() => rm(folder, { recursive: true, force: true }));

interface Ended {
  exitCode: number;
  stdout: string;
  stderr: string;
}

function pinproof(words: readonly string[], input = ''): Promise<Ended> {
  return new Promise((done) => {
    const options = { cwd: folder, maxBuffer: 64 * 1024 * 1024 };
    const all = [join(packageRoot, 'harness', 'cli', 'main.ts'), ...words];
    const child = execFile(process.execPath, all, options, (_error, stdout, stderr) =>
      done({ exitCode: child.exitCode ?? -1, stdout, stderr }),
    );
    child.stdin?.end(input);
    child.stderr?.pipe(process.stderr);
  });
}

async function run(
  name: string,
  lines: readonly string[],
  ...options: string[]
): Promise<Ended & { verdict: VerdictRecord }> {
  await writeFile(join(folder, `${name}.yaml`), ['base: {source: "debian:linux-source-6.1"}', ...lines, ''].join('\n'));
  const ended = await pinproof(['run', `${name}.yaml`, ...options]);
  const text = await readFile(join(folder, 'pinproof-out', 'latest', 'verdict.json'), 'utf8');
  return { ...ended, verdict: verdictRecordSchema.parse(JSON.parse(text)) };
}

const skip = unlessSampled('6.1');

t.test(
  'three workloads on three file systems with four seeds, and a pin held for an hour, each twice',
  { skip },
  async (t) => {
    const { exitCode, verdict } = await run(
      'exact',
      [
        'workloads:',
        '  - rdma-write-writeback',
        '  - dio-read-into-mapping',
        '  - mmap-store-writeback',
        '  - {name: rdma-write-writeback, parameters: {hold: 3600}}',
        'seeds: [1, 2, 3, 4]',
      ],
      '--check-determinism',
    );
    t.equal(exitCode, 0);
    t.same(verdict.selfCheck, { cells: 48, different: [] });
    const held = verdict.cells.filter(({ id }) => id.includes('rdma-write-writeback+2/'));
    t.same(
      held.map(({ progress }) => progress['seconds_held']),
      Array.from({ length: 12 }, () => 3600),
    );
    const orders = verdict.exploration.filter(({ cells }) => !cells.includes('dio-read-into-mapping'));
    for (const { cells, orders: reached } of orders) t.ok(reached > 1, `${cells}: seeds reach ${reached} orders`);
  },
);

t.test('what one seed in several finds is found again at that seed', { skip }, async (t) => {
  const { verdict } = await run('narrow', [
    'filesystems: [ext4]',
    'workloads: [{name: rdma-write-writeback, parameters: {pages: 2, syncs: 1}}]',
    'seeds: [1, 2, 3, 4, 5, 6, 7, 8]',
  ]);
  const finds = verdict.cells.filter(({ failures }) => failures.some(({ kind }) => kind === 'guard-tag'));
  t.ok(finds.length > 0 && finds.length < 8, `${finds.length} of 8 seeds find it`);
  for (const { id } of finds.slice(0, 3)) {
    const { exitCode, stdout } = await pinproof(['replay', `pinproof-out/latest/${id}`]);
    t.equal(exitCode, 0, id);
    t.match(stdout, /the same, byte for byte/);
  }
});

/** The name of a thread of the control workload: 15 characters of it. */
const planted = `From: A Developer <developer@example.org>
Subject: [PATCH] mm: Warn where the control workload's pages are cleaned

A warning in a known function, so that a debugger can be seen to find it.

Signed-off-by: A Developer <developer@example.org>
---
 mm/page-writeback.c | 2 ++
 1 file changed, 2 insertions(+)

--- a/mm/page-writeback.c
+++ b/mm/page-writeback.c
@@ -2850,6 +2850,8 @@
 	struct address_space *mapping = folio_mapping(folio);
 	bool ret = false;
 
+	WARN_ON_ONCE(!strcmp(current->comm, "mmap-store-writ"));
+
 	VM_BUG_ON_FOLIO(!folio_test_locked(folio), folio);
 
 	if (mapping && mapping_can_writeback(mapping)) {
`;

t.test(
  'gdb stops in the function of a planted warning, and tracing does not change the outcome',
  { skip },
  async (t) => {
    await mkdir(join(folder, 'planted'));
    await writeFile(join(folder, 'planted', '0001-mm-Warn.patch'), planted);
    const { exitCode, verdict } = await run('planted', [
      'candidates: [{name: warns, series: planted}]',
      'filesystems: [ext4]',
      'workloads: [mmap-store-writeback]',
    ]);
    t.equal(exitCode, 1);
    const cell = 'warns/dif1-dix1/ext4/mmap-store-writeback/1';
    t.match(
      verdict.cells.find(({ id }) => id === cell),
      { status: 'fail', failures: [{ kind: 'splat:warning', detail: /folio_clear_dirty_for_io/ }] },
    );
    const { stdout, stderr } = await pinproof(['replay', `pinproof-out/latest/${cell}`, '--gdb'], 'kill\nquit\n');
    t.match(stdout, /=> 0x[0-9a-f]+ <folio_clear_dirty_for_io\+\d+>:\s+ud2/, stderr);
    const traced = await pinproof(['replay', `pinproof-out/latest/${cell}`, '--trace', 'writeback:*']);
    t.equal(traced.exitCode, 0, traced.stderr);
    t.match(traced.stdout, /[1-9]\d* events in .*\n {2}tracing did not change the outcome: fail \(splat:warning\)/);
  },
);
