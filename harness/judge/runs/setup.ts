import type { RememberedRun, RememberedTree, RunComparison } from '../../records/outputs/history.ts';

/** In what two runs may differ that a reader has to know before reading on. Text of others is not neutralised here. */
const facts: readonly { what: string; of: (run: RememberedRun) => string | undefined; when?: 'native' }[] = [
  { what: 'suite', of: ({ name }) => name },
  { what: 'flavour', of: ({ flavour }) => flavour },
  { what: 'machine of the guests', of: ({ machine }) => machine ?? 'the default' },
  { what: 'engine', of: ({ engine }) => engine },
  { what: 'accelerator', of: ({ accelerator }) => accelerator },
  { what: 'QEMU', of: ({ qemu }) => qemu },
  { what: 'toolchain', of: ({ toolchain }) => toolchain },
  { what: 'pinproof', of: ({ pinproof }) => pinproof },
  { what: 'threshold, instructions', of: ({ thresholds }) => `${thresholds.instructions} %` },
  // Where instructions are counted the machine has no say.
  { what: 'machine', of: ({ host }) => host && `${host.processors} x ${host.processor}`, when: 'native' },
  { what: 'system', of: ({ host }) => host?.system, when: 'native' },
];

/** What is not known of one of both, because it was never built or run, is no difference. */
export function setupDifferences(before: RememberedRun, after: RememberedRun): RunComparison['setup'] {
  const native = before.engine === 'native' || after.engine === 'native';
  const [[one], [other]] = [before.trees, after.trees];
  const base = one && other ? treeDifference('base', one, other, treeInWords) : [];
  const others = facts.flatMap(({ what, of, when }) => {
    const [was, is] = [of(before), of(after)];
    if (was === undefined || is === undefined || was === is || (when === 'native' && !native)) return [];
    return [{ what, before: was, after: is }];
  });
  return [...base, ...others];
}

/**
 * How two trees that stand for each other differ, in words. One build is one tree, whatever it was called; where the
 * words are the same and the builds are not, the builds say so.
 */
export function treeDifference(
  what: string,
  before: RememberedTree,
  after: RememberedTree,
  inWords: (tree: RememberedTree) => string,
): RunComparison['setup'] {
  if (before.build !== undefined && before.build === after.build && before.id === after.id) return [];
  const both = {
    label: before.label !== undefined && after.label !== undefined,
    patches: before.patches && after.patches,
  };
  const say = ({ label, patches, ...tree }: RememberedTree): string =>
    inWords({ ...tree, ...(both.label && label && { label }), ...(both.patches && patches && { patches }) });
  const [was, is] = [say(before), say(after)];
  if (was !== is) return [{ what, before: was, after: is }];
  if (before.build === undefined || after.build === undefined || before.build === after.build) return [];
  return [{ what, before: `${was}, build ${before.build}`, after: `${is}, build ${after.build}` }];
}

/** `debian:linux-source-6.1 (linux-source-6.1 6.1.192-1), 6.1.192` */
export function treeInWords({ source, label, release, failed }: RememberedTree): string {
  const named = label === undefined || label === source ? source : `${source} (${label})`;
  const state = release ?? (failed === undefined ? undefined : `failed to ${failed}`);
  return state === undefined ? named : `${named}, ${state}`;
}

/** What a candidate is made of, in a few words: its patches by content. */
export function candidateInWords(tree: RememberedTree): string {
  const { patches, failed } = tree;
  if (failed !== undefined) return `${tree.id}, failed to ${failed}`;
  if (patches === undefined) return tree.id;
  const hashes = patches.map(({ hash }) => hash.slice(0, 8));
  const shown = hashes.length > 4 ? [...hashes.slice(0, 3), `${hashes.length - 3} more`] : hashes;
  return `${tree.id}, ${patches.length} patch${patches.length === 1 ? '' : 'es'} ${shown.join(' ')}`.trimEnd();
}
