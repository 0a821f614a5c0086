import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import t from 'tap';
import { cacheFolder, packageRoot } from '../../harness/host/paths.ts';
import { fetchSource } from '../../harness/sources/fetch.ts';

/** What is asked of code in the kernel, and means nothing in a program of user space. */
const kernelOnly = [
  // Names of calls that are reported stand in strings, and are the names of functions too.
  'EMBEDDED_FUNCTION_NAME',
  // Memory that a device writes has to be read again, and there is no READ_ONCE().
  'VOLATILE',
  // No compiler_attributes.h, no kstrtoul(), no limits on typedefs of callbacks.
  'PREFER_DEFINED_ATTRIBUTE_MACRO',
  'SSCANF_TO_KSTRTO',
  'NAKED_SSCANF',
  'NEW_TYPEDEFS',
  'AVOID_EXTERNS',
  // Lists of ids are X-macros (vm/protocol/ids.h).
  'COMPLEX_MACRO',
  'BRACKET_SPACE',
  // What is looked for in files of /proc.
  'QUOTED_WHITESPACE_BEFORE_NEWLINE',
];

t.test('guest programs are written as the kernel’s own rules ask for', async (t) => {
  const { folder: source } = await fetchSource({ kind: 'debian', package: 'linux-source-6.1' }, cacheFolder());
  const listed = spawnSync('git', ['-C', packageRoot, 'ls-files', 'vm', 'workloads'], { encoding: 'utf8' });
  const files = listed.stdout.split('\n').filter((name) => /\.[ch]$/.test(name));
  t.ok(files.length > 40, `${files.length} files`);
  const paths = files.map((name) => join(packageRoot, name));
  const args = [join(source, 'scripts', 'checkpatch.pl'), '--no-tree', '--terse', '--show-types', `--root=${source}`];
  const { stdout, status } = spawnSync('perl', [...args, `--ignore=${kernelOnly.join(',')}`, '-f', ...paths], {
    // Not in the checkout: it keeps a file of what it read there.
    cwd: t.testdir({}),
    encoding: 'utf8',
  });
  t.same(stdout.match(/^\S+:\d+: (?:ERROR|WARNING):.*$/gm) ?? [], []);
  t.equal(status, 0, 'it read them all');
});
