import type { VerdictRecord } from '../../records/run/verdict.ts';
import { type Case, type Outcome, suitesOf } from './cases.ts';

/**
 * KTAP version 1 (Documentation/dev-tools/ktap.rst): a test a candidate, in it one a device and file system, in that one a
 * cell. Nested ones have the `# Subtest:` line of KUnit, so that tools/testing/kunit/kunit.py parse shows their names.
 */
export function renderKtap(verdict: VerdictRecord): string {
  const trees = [...Map.groupBy(suitesOf(verdict), ({ tree }) => tree)].map(
    ([name, suites]): Test => ({
      name,
      subtests: suites.flatMap(({ place, cases }): Test[] =>
        place === undefined ? cases : [{ name: place, subtests: cases }],
      ),
    }),
  );
  return `${subtestLines(trees, undefined).join('\n')}\n`;
}

interface Group {
  name: string;
  subtests: readonly Test[];
}
type Test = Case | Group;

function subtestLines(tests: readonly Test[], parent: string | undefined): string[] {
  return [
    'KTAP version 1',
    ...(parent === undefined ? [] : [`# Subtest: ${parent}`]),
    `1..${tests.length}`,
    ...tests.flatMap((test, index) => [...before(test), resultLine(test, index + 1)]),
  ];
}

function before(test: Test): string[] {
  if ('subtests' in test) return subtestLines(test.subtests, test.name).map((line) => `  ${line}`);
  if (test.outcome === 'passed') return [];
  // With the name in front, as the kernel's own tests have it, no text of a guest is a line of another kind.
  return [`${test.word}${test.why === '' ? '' : `: ${test.why}`}`, ...test.details].map(
    (line) => `# ${plain(test.name)}: ${plain(line)}`,
  );
}

/** `not ok` with ERROR is ktap.rst's; `ok` with XFAIL is how kselftest.h writes a failure that was expected. */
const results: Readonly<Record<Outcome, { ok: boolean; directive: string }>> = {
  passed: { ok: true, directive: '' },
  failed: { ok: false, directive: '' },
  error: { ok: false, directive: 'ERROR' },
  skipped: { ok: true, directive: 'SKIP' },
  expected: { ok: true, directive: 'XFAIL' },
};

function resultLine(test: Test, number: number): string {
  const { ok, directive } = results[outcomeOf(test)];
  const why = 'subtests' in test ? '' : plain(`${test.word}${test.why === '' ? '' : `: ${test.why}`}`);
  const end = directive === '' ? '' : ` # ${directive}${why === '' ? '' : ` ${why}`}`;
  return `${ok ? 'ok' : 'not ok'} ${number} ${plain(test.name)}${end}`;
}

/** A test with subtests fails if any of them does, and is skipped if all of them are. */
function outcomeOf(test: Test): Outcome {
  if (!('subtests' in test)) return test.outcome;
  const all = test.subtests.map(outcomeOf);
  if (all.some((each) => each === 'failed' || each === 'error')) return 'failed';
  return all.every((each) => each === 'skipped') ? 'skipped' : 'passed';
}

/** kunit_parser.py (KTAP_END) stops reading at these, wherever they stand. */
const ends = /(List of all partitions|Kernel panic - not syncing: VFS|reboot): ?/g;

/** A hash sign would begin a directive. */
const plain = (text: string): string => text.replaceAll('#', '').replace(ends, '$1, ');
