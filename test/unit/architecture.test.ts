import { globSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import t from 'tap';
import { consoleName, guestName, selfCheckName } from '../../harness/store/guestFiles.ts';
import { cellRecordFile, reportFiles, runRecords } from '../../harness/store/runFiles.ts';

const harness = fileURLToPath(new URL('../../harness', import.meta.url));
const files = globSync('**/*.ts', { cwd: harness }).map((path) => {
  const text = readFileSync(join(harness, path), 'utf8');
  // Also `export ... from`, and a type's `import('...')`.
  const found = [...text.matchAll(/(?:\bfrom|\bimport)\s*\(?\s*'([^']+)'/g)].map(([, name = '']) => name);
  const imports = found.map((name) => (name.startsWith('.') ? normalize(join(dirname(path), name)) : name));
  return { path, text, imports, folder: path.split('/')[0] ?? '' };
});
/** Code, as far as these rules need it: without comments. */
const codeOf = (text: string): string => text.replace(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, '');
const isCommandLine = ({ path }: { path: string }): boolean => path.startsWith('cli/');

t.test('only the command line writes to standard streams, ends the process or sets exit codes', async (t) => {
  // Not the global console where a local one, or a parameter, has the name.
  const forbidden = /\bconsole\.(?:log|error|warn|info|debug)\(|\bprocess\.(?:std(?:out|err)\b|exit\b|exitCode\b)/;
  t.ok(
    files.filter(isCommandLine).some(({ text }) => forbidden.test(text)),
    'the rule sees what it is about',
  );
  for (const file of files) if (!isCommandLine(file)) t.notMatch(codeOf(file.text), forbidden, file.path);
});

t.test('only host/exec.ts starts programs', async (t) => {
  const starters = files.filter(({ imports }) =>
    imports.some((name) => /^(?:execa|(?:node:)?child_process)$/.test(name)),
  );
  t.same(
    starters.map(({ path }) => path),
    ['host/exec.ts'],
  );
});

/** Layers of pure functions. console/input/ opens what console/ reads. */
const pure = ['text', 'kinds', 'console', 'plan', 'judge', 'report'];

t.test('what is pure reads no file, no clock and no environment', async (t) => {
  for (const { path, text, imports, folder } of files) {
    if (!pure.includes(folder) || path.startsWith('console/input/')) continue;
    t.same(
      imports.filter((name) => /^node:(?:fs|child_process|os|process)/.test(name)),
      [],
      path,
    );
    t.notMatch(codeOf(text), /\bDate\.now\(|\bnew Date\(\)|\bprocess\.env\b|\bMath\.random\(/, path);
  }
});

t.test('names of a run’s files, and the grammar of a cell’s id, stand in store/ alone', async (t) => {
  const names = [
    ...Object.values(runRecords).map(({ file }) => file),
    ...Object.values(reportFiles),
    cellRecordFile,
    consoleName,
    guestName,
    selfCheckName,
  ];
  const literal = new RegExp(`['"\`/](?:${names.map((name) => name.replace('.', '\\.')).join('|')})['"\`]`);
  t.ok(
    files.some(({ path, text }) => path.startsWith('store/') && literal.test(codeOf(text))),
    'the rule sees what it is about',
  );
  for (const { path, text } of files) {
    // builds/KEY/build.json is a record of the cache, and has another schema.
    if (path.startsWith('store/') || path === 'compile/trees/store.ts') continue;
    t.notMatch(codeOf(text), literal, path);
    t.notMatch(codeOf(text), /\b(?:id|cell|site|cells)\.split\('\/'\)/, path);
  }
});
