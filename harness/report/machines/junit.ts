import type { VerdictRecord } from '../../records/run/verdict.ts';
import { type Case, type Outcome, type Suite, suitesOf } from './cases.ts';

/**
 * JUnit XML, as Jenkins, GitLab and the usual actions of GitHub read it (jenkinsci/xunit-plugin, junit-10.xsd): a suite a
 * candidate, device and file system; a case a cell. Viewers know no failure that was expected: it is a skipped case whose
 * type and message say so. No times: seconds of an emulated guest are no measure of a test.
 */
export function renderJunit(verdict: VerdictRecord): string {
  const suites = suitesOf(verdict);
  // The schema has no `skipped` here.
  const { skipped: _, ...all } = totals(suites.flatMap(({ cases }) => cases));
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites${attributes({ name: `pinproof ${verdict.name}`, ...all })}>`,
    ...suites.flatMap(suiteLines),
    '</testsuites>',
    '',
  ].join('\n');
}

function suiteLines({ tree, place, cases }: Suite): string[] {
  const name = place === undefined ? tree : `${tree}/${place}`;
  // Jenkins takes what stands before the last dot for a package, and folds by it.
  const classname = place === undefined ? tree : `${tree}.${place}`;
  return [
    `  <testsuite${attributes({ name, ...totals(cases) })}>`,
    ...cases.flatMap((each) => caseLines(each, classname)),
    '  </testsuite>',
  ];
}

function totals(cases: readonly Case[]): Record<'tests' | 'failures' | 'errors' | 'skipped', string> {
  const count = (...outcomes: Outcome[]): string =>
    String(cases.filter(({ outcome }) => outcomes.includes(outcome)).length);
  return {
    tests: String(cases.length),
    failures: count('failed'),
    errors: count('error'),
    skipped: count('skipped', 'expected'),
  };
}

const elements: Readonly<Record<Exclude<Outcome, 'passed'>, string>> = {
  failed: 'failure',
  error: 'error',
  skipped: 'skipped',
  expected: 'skipped',
};

function caseLines({ name, outcome, word, why, details }: Case, classname: string): string[] {
  const start = `    <testcase${attributes({ classname, name })}`;
  if (outcome === 'passed') return [`${start}/>`];
  const element = elements[outcome];
  const message = why === '' ? word : `${word}: ${why}`;
  const type = `pinproof.${word.replace(/\W+/g, '-')}`;
  return [
    `${start}>`,
    `      <${element}${attributes({ type, message })}>${escapeXml([message, ...details].join('\n'))}</${element}>`,
    '    </testcase>',
  ];
}

const attributes = (values: Record<string, string>): string =>
  Object.entries(values)
    .map(([name, value]) => ` ${name}="${escapeXml(value)}"`)
    .join('');

const references: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** XML 1.0, production 2: what is no Char cannot be written in any way, not even as a reference. */
const unwritable = /[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/gu;

const escapeXml = (text: string): string =>
  text.replace(unwritable, '\ufffd').replace(/[&<>"]/g, (character) => references[character] ?? character);
