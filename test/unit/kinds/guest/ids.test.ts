import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { packageRoot, vmFolder, workloadFolder } from '../../../../harness/host/paths.ts';
import { calls } from '../../../../harness/kinds/guest/calls.ts';
import { comparisons } from '../../../../harness/kinds/guest/comparisons.ts';
import { counters } from '../../../../harness/kinds/guest/counters.ts';
import { operations, wordsOfTimed } from '../../../../harness/kinds/guest/operations.ts';
import { environmentNames, marks, phases } from '../../../../harness/kinds/guest/stages.ts';
import { idsOf, type Named, wordsOf, wordsWhere } from '../../../../harness/kinds/guest/words.ts';
import { readCatalogue } from '../../../../harness/suite/catalogue.ts';

const header = readFileSync(join(vmFolder, 'protocol/ids.h'), 'utf8');

interface Row {
  enumerator: string;
  /** Strings behind the enumerator: the id, and of a counter its scope before it. */
  texts: string[];
}

/** The rows of a list `#define NAME(X)` of the header. */
function rowsOf(list: string): Row[] {
  const [, body = ''] = new RegExp(`#define ${list}\\(X\\)((?: \\\\\\n\\tX\\([^\\n]*\\))+)`).exec(header) ?? [];
  return [...body.matchAll(/X\((\w+), ([^\n]*)\)/g)].map(([, enumerator = '', texts = '']) => ({
    enumerator,
    texts: [...texts.matchAll(/"([^"]*)"/g)].map(([, text = '']) => text),
  }));
}

const idsIn = (list: string): string[] => rowsOf(list).map(({ texts }) => texts.at(-1) ?? '');

t.test('the header of the guest’s programs and the tables of the harness have the same ids', async (t) => {
  t.strictSame(idsIn('COMPARISONS').toSorted(), Object.keys(comparisons).toSorted());
  t.strictSame(idsIn('CALLS').toSorted(), Object.keys(calls).toSorted());
  t.strictSame(idsIn('OPERATIONS').toSorted(), Object.keys(operations).toSorted());
  t.strictSame(idsIn('PHASES'), [...phases]);
  t.strictSame(idsIn('MARKS'), Object.values(marks));
  t.strictSame(
    rowsOf('COUNTERS')
      .map(({ texts }) => texts.join(' '))
      .toSorted(),
    Object.entries(counters)
      .flatMap(([scope, names]) => names.map((name) => `${scope} ${name}`))
      .toSorted(),
  );
});

/** All C of the guest but for the header. */
const sources = [vmFolder, workloadFolder]
  .flatMap((folder) => readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) => join(folder, name)))
  .filter((path) => /\.[ch]$/.test(path) && !path.endsWith('ids.h'))
  .map((path) => readFileSync(path, 'utf8'))
  .join('\n');

t.test('each id of the header is used, and stands there once', async (t) => {
  for (const list of ['COMPARISONS', 'CALLS', 'OPERATIONS', 'COUNTERS', 'MARKS']) {
    const rows = rowsOf(list);
    t.equal(new Set(idsIn(list)).size, rows.length, list);
    for (const { enumerator } of rows) t.match(sources, new RegExp(`\\b${enumerator}\\b`), enumerator);
  }
});

t.test('the guest’s scripts report the settings and phases that the harness knows, and no others', async (t) => {
  const scripts = ['init', 'prepare'].map((name) => readFileSync(join(vmFolder, name), 'utf8')).join('\n');
  const listed = /for setting in ([^;]*); do environment "\$setting"/.exec(scripts)?.[1]?.split(' ') ?? [];
  const named = [...scripts.matchAll(/^\s*environment ([a-z_/]+) /gm)].map(([, name = '']) => name);
  t.strictSame([...named, ...listed].toSorted(), environmentNames.toSorted());
  for (const [, phase = ''] of scripts.matchAll(/^\s*phase (\w+)/gm))
    t.ok(
      phases.some((each) => each === phase),
      phase,
    );
});

t.test('an id is a word, and its words are those of no other', async (t) => {
  const tables: readonly Readonly<Record<string, Named>>[] = [comparisons, calls, operations];
  for (const table of tables) {
    for (const id of idsOf(table)) t.match(id, /^[A-Za-z][A-Za-z0-9_-]*$/);
    const words = idsOf(table).map((id) => wordsOf(table, id));
    t.equal(new Set(words).size, words.length);
  }
  t.equal(wordsOf(calls, 'fsync'), 'fsync');
  t.equal(wordsOf(calls, 'rdma-write'), 'RDMA WRITE');
  t.equal(wordsOfTimed('bystander-fsync', true), 'bystander fsync, pinned');
  t.equal(wordsOfTimed('fsync', false), 'fsync, unpinned');
  t.equal(wordsOfTimed('fsync', undefined), 'fsync');
  t.strictSame([...wordsWhere(comparisons, ({ elsewhere = false }) => elsewhere)], ['clone', 'the frozen disk']);
});

t.test('workloads promise progress and refusals that guests can report', async (t) => {
  const { workloads } = await readCatalogue();
  const progress: readonly string[] = counters.workload;
  for (const { name, progress: least, contract } of Object.values(workloads)) {
    for (const counter of Object.keys(least)) t.ok(progress.includes(counter), `${name}: ${counter}`);
    for (const call of Object.keys(contract)) t.ok(call in calls, `${name}: ${call}`);
  }
});

t.test('C of the guest writes JSON in one place', async (t) => {
  for (const path of ['vm', 'workloads'].flatMap((folder) =>
    readdirSync(join(packageRoot, folder), { recursive: true, encoding: 'utf8' }).map((name) => join(folder, name)),
  )) {
    if (!path.endsWith('.c') || path === 'vm/protocol/json.c') continue;
    t.notMatch(readFileSync(join(packageRoot, path), 'utf8'), /# pinproof \{|\{\\"type/, path);
  }
});
