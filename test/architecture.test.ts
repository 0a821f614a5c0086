import { globSync, readFileSync } from 'node:fs';
import { dirname, join, normalize, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import t from 'tap';

const harness = fileURLToPath(new URL('../harness', import.meta.url));
const stages = ['plan', 'build', 'boot', 'run', 'collect', 'judge', 'report', 'history', 'publish'];
const files = globSync('**/*.ts', { cwd: harness }).map((path) => {
  const text = readFileSync(join(harness, path), 'utf8');
  // Also `export ... from`, and a type's `import('...')`.
  const found = [...text.matchAll(/(?:\bfrom|\bimport)\s*\(?\s*'([^']+)'/g)].map(([, name = '']) => name);
  const imports = found.map((name) => (name.startsWith('.') ? normalize(join(dirname(path), name)) : name));
  return { path, text, imports, folder: path.split('/')[0] ?? '' };
});
const own = (name: string): boolean => name.endsWith('.ts');
/** Code, as far as these rules need it: without comments. */
const codeOf = (text: string): string => text.replace(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, '');
const isCommandLine = ({ path }: { path: string }): boolean => path === 'cli.ts' || path.startsWith('cli/');

t.test('stages import records, lib and their own folder, never each other', async (t) => {
  for (const stage of stages) {
    const members = files.filter(({ folder }) => folder === stage);
    t.not(members.length, 0, `${stage} is there`);
    for (const { path, imports } of members) {
      const foreign = imports.filter(
        (name) => own(name) && ![stage, 'lib', 'records'].includes(name.split('/')[0] ?? ''),
      );
      t.same(foreign, [], path);
    }
  }
});

t.test('records import nothing but records and zod; lib knows no stage', async (t) => {
  for (const { path, folder, imports } of files) {
    if (folder === 'records') {
      t.same(
        imports.filter((name) => own(name) && !name.startsWith('records/')),
        [],
        path,
      );
      if (path !== 'records/write-schemas.ts')
        t.same(
          imports.filter((name) => !own(name) && name !== 'zod'),
          [],
          path,
        );
    }
    if (folder === 'lib')
      t.same(
        imports.filter((name) => own(name) && !/^(?:lib|records)\//.test(name)),
        [],
        path,
      );
  }
});

t.test('only the command line writes to standard streams, ends the process or sets exit codes', async (t) => {
  // Not the global console where a local one, or a parameter, has the name.
  const forbidden = /\bconsole\.(?:log|error|warn|info|debug)\(|\bprocess\.(?:std(?:out|err)\b|exit\b|exitCode\b)/;
  t.ok(
    files.filter(isCommandLine).some(({ text }) => forbidden.test(text)),
    'the rule sees what it is about',
  );
  for (const file of files) if (!isCommandLine(file)) t.notMatch(codeOf(file.text), forbidden, file.path);
});

t.test('only lib/exec.ts starts programs', async (t) => {
  const starters = files.filter(({ imports }) =>
    imports.some((name) => /^(?:execa|(?:node:)?child_process)$/.test(name)),
  );
  t.same(
    starters.map(({ path }) => path),
    ['lib/exec.ts'],
  );
});

t.test('what is pure reads no file, no clock and no environment', async (t) => {
  for (const { path, text, imports, folder } of files) {
    if (!['collect', 'judge', 'report'].includes(folder)) continue;
    t.same(
      imports.filter((name) => /^node:(?:fs|child_process|os|process)/.test(name)),
      [],
      path,
    );
    t.notMatch(codeOf(text), /\bDate\.now\(|\bnew Date\(\)|\bprocess\.env\b|\bMath\.random\(/, path);
  }
});

t.test('every import is of a file that is there', async (t) => {
  const all = new Set(files.map(({ path }) => path));
  for (const { path, imports } of files) {
    for (const name of imports.filter(own)) t.ok(all.has(name), `${path} imports ${relative('.', name)}`);
  }
});
