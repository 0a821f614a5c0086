import type { BuildRecord } from '../../records/run/build.ts';
import { neutralLine, neutralText } from '../../text/neutral.ts';
import { withoutCommands } from './commands.ts';

/** Owners in harness/gcc-matcher.json. */
const owners = ['pinproof-gcc', 'pinproof-ld', 'pinproof-make', 'pinproof-modpost', 'pinproof-objtool'] as const;

/**
 * What compiler and linker said of the trees that do not build, and the warnings that candidates add, as lines of a log with
 * a problem matcher on: the runner makes annotations of them. Empty where they said nothing.
 * @param matcher path of the problem matcher
 * @param token that nobody can guess
 */
export function renderDiagnostics({ trees }: BuildRecord, matcher: string, token: string): string {
  const groups = Object.entries(trees).flatMap(([name, tree]) => {
    const lines =
      tree.outcome === 'built'
        ? tree.addedWarnings.map(({ file, line, text }) => neutralLine(`${file}:${line}: warning: ${text}`))
        : tree.stage === 'build'
          ? [neutralText(tree.message)]
          : [];
    return lines.length === 0
      ? []
      : [`::group::what the compiler says of ${name}\n${withoutCommands(lines.join('\n'), token)}::endgroup::\n`];
  });
  if (groups.length === 0) return '';
  const off = owners.map((owner) => `::remove-matcher owner=${owner}::\n`).join('');
  return `::add-matcher::${matcher}\n${groups.join('')}${off}`;
}
