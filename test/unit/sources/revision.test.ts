import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t from 'tap';
import { revisionOf } from '../../../harness/sources/revision.ts';

function git(folder: string, ...args: string[]): string {
  const identity = ['-c', 'user.name=a', '-c', 'user.email=a@example.org', '-c', 'commit.gpgsign=false'];
  const env = { PATH: process.env['PATH'], HOME: folder, GIT_CONFIG_NOSYSTEM: '1' };
  const options = { env, stdio: ['ignore', 'pipe', 'pipe'] as ['ignore', 'pipe', 'pipe'] };
  return execFileSync('git', ['-C', folder, ...identity, ...args], options)
    .toString()
    .trim();
}

/** A repository with a series, on a branch that was merged; returns it with its commits. */
function repository(folder: string) {
  git(folder, 'init', '--quiet', '--initial-branch=main');
  git(folder, 'add', '--all');
  git(folder, 'commit', '--quiet', '--message=base');
  const base = git(folder, 'rev-parse', 'HEAD');
  git(folder, 'switch', '--quiet', '--create', 'topic');
  writeFileSync(join(folder, 'mine/0001.patch'), 'new');
  git(folder, 'commit', '--quiet', '--all', '--message=head');
  const head = git(folder, 'rev-parse', 'HEAD');
  return { base, head };
}

const files = () => ({ Makefile: '', Kconfig: '', mine: { '0001.patch': 'old' }, other: { 'a.patch': 'a' } });
const debian = { kind: 'debian', package: 'linux-source-6.1' } as const;

t.test('the commit that holds a series, and whether the series is as it was committed', async (t) => {
  const folder = t.testdir(files());
  const { base, head } = repository(folder);
  const series = (...paths: string[]) => ({ series: paths.map((path) => join(folder, path)), baseSeries: 0 });
  const known = { commit: head, parents: [base], clean: true };
  t.same(await revisionOf(series('mine'), debian), known);
  t.same(await revisionOf(series('mine/0001.patch', 'other'), debian), known, 'files, and several');
  writeFileSync(join(folder, 'other/a.patch'), 'changed');
  t.same(await revisionOf(series('mine'), debian), known, 'what else is in the checkout does not count');
  t.same(await revisionOf(series('mine', 'other'), debian), { ...known, clean: false });
  writeFileSync(join(folder, 'mine/0002.patch'), 'not committed');
  t.equal((await revisionOf(series('mine'), debian))?.clean, false);
  writeFileSync(join(folder, '.git/info/exclude'), 'mine/0002.patch\n');
  t.equal((await revisionOf(series('mine'), debian))?.clean, false, 'ignored by git, and read all the same');
});

t.test('a merge has two parents, in a shallow clone too', async (t) => {
  const folder = t.testdir({ linux: files() });
  const linux = join(folder, 'linux');
  const { base, head } = repository(linux);
  git(linux, 'switch', '--quiet', '--detach', base);
  git(linux, 'merge', '--quiet', '--no-ff', '--message=merge', head);
  const merge = git(linux, 'rev-parse', 'HEAD');
  git(folder, 'clone', '--quiet', '--depth=1', `file://${linux}`, 'shallow');
  for (const name of ['linux', 'shallow']) {
    const revision = await revisionOf({ series: [join(folder, name, 'mine')], baseSeries: 0 }, debian);
    t.same(revision, { commit: merge, parents: [base, head], clean: true }, name);
  }
});

t.test('without a series of its own, a tree is its source', async (t) => {
  const folder = t.testdir({ linux: { ...files(), '.gitignore': '*.o\n' }, plain: files() });
  const linux = join(folder, 'linux');
  const { base, head } = repository(linux);
  const none = { series: [join(folder, 'plain/mine')], baseSeries: 1 };
  const at = (ref: string) => revisionOf(none, { kind: 'git', repository: linux, ref });
  t.same(await at('topic'), { commit: head, parents: [base], clean: true });
  t.same(await at('main'), { commit: base, parents: [], clean: true });
  const here = () => revisionOf(none, { kind: 'directory', path: linux });
  writeFileSync(join(linux, 'x.o'), 'a product');
  t.same(await here(), { commit: head, parents: [base], clean: true });
  mkdirSync(join(linux, 'mm'));
  writeFileSync(join(linux, 'mm/new.c'), '');
  t.same(await here(), { commit: head, parents: [base], clean: false });
  t.same(await revisionOf(none, debian), undefined);
});

t.test('what git does not know, or knows of several commits, has none', async (t) => {
  const folder = t.testdir({ one: files(), two: files() });
  for (const name of ['one', 'two']) repository(join(folder, name));
  git(join(folder, 'two'), 'commit', '--quiet', '--allow-empty', '--message=other');
  // A test's own folder is within a checkout of ours.
  const outside = mkdtempSync(join(tmpdir(), 'pinproof-test-'));
  t.teardown(() => rmSync(outside, { recursive: true }));
  const series = (...paths: string[]) => ({ series: paths, baseSeries: 0 });
  const [one, two] = [join(folder, 'one/mine'), join(folder, 'two/mine')];
  t.not(await revisionOf(series(one), debian), undefined);
  t.equal(await revisionOf(series(one, two), debian), undefined);
  t.equal(await revisionOf(series(outside), debian), undefined);
  t.equal(await revisionOf(series(one, outside), debian), undefined);
});
