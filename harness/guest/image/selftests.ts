import { writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { exists } from '../../host/folders.ts';
import { runConfined } from '../../host/sandbox/confine.ts';
import { infrastructureError } from '../../text/errors.ts';
import { neutralText } from '../../text/neutral.ts';
import { noteInputs, traceHeaders, traceLinking } from './compilerInputs.ts';

export interface Selftests {
  /** An unpacked kernel tree. Nothing is written to it. */
  tree: string;
  /** Paths below tools/testing/selftests, without .c. */
  programs: readonly string[];
}

/** What all programs of a folder are linked with, where it is there (selftests/mm/Makefile: vm_util.c thp_settings.c). */
const shared = ['vm_util.c', 'thp_settings.c'];

const folderOf = (tree: string, program: string): string => join(tree, 'tools/testing/selftests', dirname(program));

/** Returns the folders of a tree whose headers its selftests see before the system's. */
export const headersOf = ({ tree, programs }: Selftests): string[] => [
  ...new Set(programs.map((program) => folderOf(tree, program))),
  tree,
  join(tree, 'tools/include/uapi'),
];

/** As selftests/lib.mk and selftests/mm/Makefile have them; the tree's own headers come before the machine's. */
const flagsOf = (tree: string): string[] => [
  '-Wall',
  '-O2',
  `-I${tree}`,
  `-isystem${join(tree, 'tools/include/uapi')}`,
  '-D_GNU_SOURCE=',
  '-U_FORTIFY_SOURCE',
  '-Wl,--build-id=none',
  traceLinking,
];
const libraries = ['-lrt', '-lpthread', '-lm', '-luring'];

/**
 * Compiles selftests of a kernel tree, as they are, into `target`; not by their Makefile, which writes beside the sources.
 * @throws infrastructure error with the compiler's own words
 */
export async function compileSelftests(
  { tree, programs }: Selftests,
  target: string,
  signal?: AbortSignal,
): Promise<{ name: string; path: string }[]> {
  // What selftests/mm/check_config.sh finds out.
  await writeFile(join(target, 'local_config.h'), '#define LOCAL_CONFIG_HAVE_LIBURING 1\n');
  return Promise.all(
    programs.map(async (program) => {
      const name = basename(program);
      const folder = folderOf(tree, program);
      const beside = await Promise.all(shared.map(async (file) => ((await exists(join(folder, file))) ? [file] : [])));
      const path = join(target, `selftest-${name}`);
      const args = [...flagsOf(tree), `-I${target}`, '-o', path, `${name}.c`, ...beside.flat(), ...libraries];
      // From their folder: gup_longterm.c names its file on the file system under test by __FILE__.
      const confinement = { folder, read: [tree], write: [target], env: { LC_ALL: 'C', ...traceHeaders(path) } };
      const ended = await runConfined('gcc', args, confinement, signal === undefined ? {} : { signal });
      if (ended.exitCode !== 0)
        throw infrastructureError({ what: `the selftest ${program} does not compile`, why: neutralText(ended.stderr) });
      await noteInputs(path, { folder, linking: ended.stdout, sources: [`${name}.c`, ...shared] });
      return { name, path };
    }),
  );
}
