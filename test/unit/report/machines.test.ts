import { spawnSync } from 'node:child_process';
import { globSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import t from 'tap';
import { cacheFolder } from '../../../harness/host/paths.ts';
import type { VerdictRecord } from '../../../harness/records/run/verdict.ts';
import { type Outcome, suitesOf } from '../../../harness/report/machines/cases.ts';
import { renderJunit } from '../../../harness/report/machines/junit.ts';
import { renderKtap } from '../../../harness/report/machines/ktap.ts';
import { verdicts } from '../../fixtures/verdicts.ts';
import { matchesGolden } from '../../golden.ts';
import { skipBecause } from '../../skipping.ts';

function named(name: string): VerdictRecord {
  const verdict = verdicts[name];
  if (verdict === undefined) throw new Error(`there is no verdict ${name}`);
  return verdict;
}
const outcomesOf = (name: string): Outcome[] =>
  suitesOf(named(name)).flatMap(({ cases }) => cases.map(({ outcome }) => outcome));

t.test('failed where the exit code is 1, an error where it is 3, neither where it is 0', async (t) => {
  const codes = new Set<number>();
  for (const [name, verdict] of Object.entries(verdicts)) {
    const outcomes = outcomesOf(name);
    const code = outcomes.includes('failed') ? 1 : outcomes.includes('error') ? 3 : 0;
    t.equal(code, verdict.exitCode, name);
    codes.add(code);
  }
  t.same([...codes].sort(), [0, 1, 3]);
});

t.test('a red base reddens no candidate, and a refusal is no pass', async (t) => {
  const pinned = (name: string) =>
    suitesOf(named(name))
      .flatMap(({ cases }) => cases)
      .flatMap((each) => (each.name === 'rdma-write-writeback/1' ? [`${each.outcome}: ${each.word}`] : []));
  t.same(pinned('red base'), ['expected: unchanged-bad', 'expected: unchanged-bad']);
  t.same(pinned('claimed')[0], 'skipped: refused, as claimed');
  t.same(pinned('refused before')[0], 'skipped: refused, as before');
  t.same(pinned('unclaimed')[0], 'failed: refused, not claimed');
  t.same(pinned('fixed')[0], 'passed: fixed');
  t.same(pinned('does not repeat')[0], 'error: regressed');
  t.same(pinned('base alone')[0], 'expected: fail');
});

t.test('trees that were not built, and cells that do not repeat, are errors of their own', async (t) => {
  const said = (name: string, suite: string) =>
    suitesOf(named(name))
      .filter(({ tree }) => tree === suite)
      .flatMap(({ cases }) => cases.map((each) => `${each.name}: ${each.outcome}, ${each.word}`));
  t.same(said('not built', 'kernel build'), [
    'base: passed, built',
    'mine: error, does not build',
    'other: passed, built',
  ]);
  t.same(said('does not repeat', 'self check'), ['cells repeat byte for byte: error, does not repeat']);
  t.same(said('clean', 'self check'), ['cells repeat byte for byte: skipped, not done']);
});

t.test('a case has its name from nothing but the suite', async (t) => {
  const names = (name: string) =>
    suitesOf(named(name)).flatMap(({ tree, place, cases }) => cases.map((each) => [tree, place, each.name]));
  t.same(names('clean'), names('invalid'));
  t.same(names('clean'), names('native'));
});

t.test('what JUnit says of a regression', async (t) => {
  matchesGolden(t, 'report/junit.xml', renderJunit(named('regressed')));
});

const noXmllint = spawnSync('xmllint', ['--version']).error && 'xmllint is not installed (Debian: libxml2-utils)';
t.test('JUnit XML is valid by the schema', { skip: skipBecause(noXmllint) }, async (t) => {
  const schema = fileURLToPath(new URL('../../fixtures/junit.xsd', import.meta.url));
  const check = (input: string) =>
    spawnSync('xmllint', ['--noout', '--schema', schema, '-'], { input, encoding: 'utf8' });
  for (const [name, verdict] of Object.entries(verdicts)) {
    const { status, stderr } = check(renderJunit(verdict));
    t.equal(status, 0, `${name}: ${stderr}`);
  }
  t.not(check(renderJunit(named('clean')).replace('testcase', 'test')).status, 0, 'the schema refuses something');
});

/**
 * Runs Python once for all verdicts: it gives each text to `read`, and prints what comes back as a line of JSON.
 * @returns what was read, by the name of the verdict
 */
function readByPython(script: string, texts: Record<string, string>, ...args: string[]): Record<string, unknown> {
  const program = `import sys, json
real, sys.stdout = sys.stdout, sys.stderr
${script}
print(json.dumps({name: read(text) for name, text in json.load(sys.stdin).items()}), file=real)
`;
  const input = JSON.stringify(texts);
  const { stdout, stderr } = spawnSync('python3', ['-B', '-c', program, ...args], { input, encoding: 'utf8' });
  if (stdout === '') throw new Error(stderr);
  return JSON.parse(stdout) as Record<string, unknown>;
}

const rendered = (render: (verdict: VerdictRecord) => string): Record<string, string> =>
  Object.fromEntries(Object.entries(verdicts).map(([name, verdict]) => [name, render(verdict)]));

/** [suite, case, element] of a JUnit file; its counts must be what the attributes say. */
const etree = `
import xml.etree.ElementTree as E
def read(text):
    root = E.fromstring(text.encode())
    found = []
    for suite in root.iter('testsuite'):
        for case in suite.iter('testcase'):
            found += [[suite.get('name'), case.get('name'), kind] for kind in [each.tag for each in case] or ['']]
        for name, tag in (('failures', 'failure'), ('errors', 'error'), ('skipped', 'skipped')):
            assert int(suite.get(name)) == len(suite.findall('testcase/' + tag)), (suite.get('name'), name)
        assert int(suite.get('tests')) == len(suite.findall('testcase'))
    for name in ('tests', 'failures', 'errors'):
        assert int(root.get(name)) == sum(int(suite.get(name)) for suite in root), name
    return found
`;
const noPython = spawnSync('python3', ['--version']).error && 'python3 is not installed';
const elements: Record<Outcome, string> = {
  passed: '',
  failed: 'failure',
  error: 'error',
  skipped: 'skipped',
  expected: 'skipped',
};

t.test('another reader finds in JUnit XML what was written', { skip: skipBecause(noPython) }, async (t) => {
  const found = readByPython(etree, rendered(renderJunit));
  for (const [name, verdict] of Object.entries(verdicts)) {
    const written = suitesOf(verdict).flatMap(({ tree, place, cases }) =>
      cases.map((each) => [place === undefined ? tree : `${tree}/${place}`, each.name, elements[each.outcome]]),
    );
    t.same(found[name], written, name);
  }
});

t.test('what KTAP says of each outcome', async (t) => {
  const line = (name: string) => /^ +((?:not )?ok 1 rdma-write-writeback\/1.*)$/m.exec(renderKtap(named(name)))?.[1];
  t.equal(line('clean'), 'ok 1 rdma-write-writeback/1');
  t.equal(line('regressed'), 'not ok 1 rdma-write-writeback/1');
  t.equal(line('red base'), 'ok 1 rdma-write-writeback/1 # XFAIL unchanged-bad: 1,204 guard tag errors');
  t.equal(
    line('claimed'),
    'ok 1 rdma-write-writeback/1 # SKIP refused, as claimed: ibv_reg_mr EFAULT, as candidate.yaml claims',
  );
  t.match(line('invalid'), /^not ok 1 rdma-write-writeback\/1 # ERROR invalid: candidate: /);
  t.match(
    renderKtap(named('regressed')),
    /^ {2}not ok 2 dif1-dix1\/xfs\nnot ok 2 mine\n/m,
    'and of those that it is in',
  );
  t.match(renderKtap(named('red base')), /^ {2}ok 2 dif1-dix1\/xfs\nok 2 mine\n/m);
  t.match(renderKtap(named('clean')), /^ok 3 self check # SKIP$/m);
  t.match(renderKtap(named('regressed')), / {4}# rdma-write-writeback\/1: base: pass\n/);
});

/** The kernel's own reader, of the newest kernel that pinproof has unpacked. */
const reader = globSync(join(cacheFolder(), 'sources', '*', 'tools/testing/kunit/kunit_parser.py'))
  .sort()
  .at(-1);
const noReader = reader === undefined ? 'no kernel source is unpacked in the cache' : noPython;
/** It prints for people, too, to what is standard output when it is read in. */
const kunit = `
sys.path.insert(0, sys.argv[1])
import kunit_parser
def tree(test):
    return [test.name, test.status.name, [tree(each) for each in test.subtests]]
def read(text):
    test = kunit_parser.parse_run_tests(text.splitlines())
    return {'errors': test.counts.errors, 'tree': tree(test)}
`;
type Read = [name: string, status: string, subtests: Read[]];
const statuses: Record<Outcome, string> = {
  passed: 'SUCCESS',
  failed: 'FAILURE',
  error: 'FAILURE',
  skipped: 'SKIPPED',
  expected: 'SUCCESS',
};

t.test('the kernel’s own reader finds in KTAP what was written', { skip: skipBecause(noReader) }, async (t) => {
  const found = readByPython(kunit, rendered(renderKtap), dirname(reader ?? ''));
  const leaves = ([one, status, below]: Read): [string, string][] =>
    below.length === 0 ? [[one, status]] : below.flatMap(leaves);
  for (const [name, verdict] of Object.entries(verdicts)) {
    const { errors, tree } = found[name] as { errors: number; tree: Read };
    const written = suitesOf(verdict).flatMap(({ cases }) => cases.map((each) => [each.name, statuses[each.outcome]]));
    t.equal(errors, 0, name);
    t.same(leaves(tree), written, name);
    t.equal(
      tree[1] === 'FAILURE',
      written.some(([, status]) => status === 'FAILURE'),
      `${name} as a whole`,
    );
  }
});
