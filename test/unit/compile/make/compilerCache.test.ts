import { existsSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import t from 'tap';
import { ccacheVariables, compilerCacheOf, compilersOf } from '../../../../harness/compile/make/compilerCache.ts';
import { packageRoot } from '../../../../harness/host/paths.ts';
import type { PlanTree } from '../../../../harness/records/run/plan.ts';

const tree = (source: string, series: string[] = []): PlanTree => ({ id: 'a', source, series, baseSeries: 0 });
const debian = tree('debian:linux-source-6.1');
const git = tree('git:/linux#HEAD^1');
const head = tree('git:/linux#HEAD');
const shipped = tree('debian:linux-source-6.1', [join(packageRoot, 'candidates/refuse')]);

/** The compiler caches of a tree. */
const cachesOf = async (cache: string, one: PlanTree, base: PlanTree) =>
  compilerCacheOf(cache, await compilersOf(one, base));

t.test('trees of ours share one cache, and nobody else writes to it', async (t) => {
  const cache = t.testdir({});
  const ours = join(cache, 'ccache');
  t.same(await cachesOf(cache, debian, debian), { own: ours });
  t.same(await cachesOf(cache, shipped, debian), { own: ours });
  t.same(await cachesOf(cache, debian, git), { own: ours }, 'whatever it is compared with');
  for (const [stranger, base] of [
    [tree('debian:linux-source-6.1', [cache]), debian],
    [git, git],
  ] as const) {
    const { own, shared } = await cachesOf(cache, stranger, base);
    t.equal(shared, ours);
    t.equal(basename(dirname(own)), 'ccaches');
    t.ok(existsSync(own) && existsSync(ours));
  }
});

t.test('a candidate reads what its base wrote; each place of origin has its own', async (t) => {
  const cache = t.testdir({});
  const base = await cachesOf(cache, git, git);
  const candidate = await cachesOf(cache, head, git);
  t.equal(candidate.shared, base.own);
  t.not(candidate.own, base.own);
  t.not((await cachesOf(cache, tree('git:/linux#HEAD', ['/series']), git)).own, candidate.own);
  t.same(await cachesOf(cache, head, git), candidate, 'the next version of it has the same');
});

t.test('what is shared is only read', async (t) => {
  const variables = ccacheVariables({ own: '/own', shared: '/shared' });
  t.match(variables, { CCACHE_DIR: '/shared', CCACHE_READONLY: '1', SECOND_CCACHE_DIR: '/own' });
  t.match(ccacheVariables({ own: '/own' }), { CCACHE_DIR: '/own', CCACHE_READONLY: undefined });
});
