import { realpath } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { type Tell, tellNobody } from '../../records/events.ts';
import type { PlanTree } from '../../records/run/plan.ts';
import { infrastructureError } from '../../text/errors.ts';
import { packageRoot } from '../paths.ts';
import { sandbox } from './sandbox.ts';

type Origin = Pick<PlanTree, 'source' | 'series'>;

/** Whether a tree holds nothing but what Debian and pinproof itself ship: who runs pinproof runs their code anyway. */
export async function isOurs({ source, series }: Origin): Promise<boolean> {
  if (!source.startsWith('debian:')) return false;
  return (await Promise.all(series.map(isOurSeries))).every(Boolean);
}

/** Not the whole package: runs, and series that were fetched for them, may lie in it too. */
const ourFolders = ['candidates', 'test/planted', 'test/truth'].map((name) => join(packageRoot, name));

/** Whether a series is one that pinproof ships, beside its own code. What is not there is not. */
export async function isOurSeries(path: string): Promise<boolean> {
  const place = await realpath(path).catch(() => path);
  const roots = await Promise.all(ourFolders.map((folder) => realpath(folder).catch(() => folder)));
  return roots.some((root) => place.startsWith(root + sep));
}

/**
 * Sees to it that no code of others is built or run without a sandbox, unless the user said so.
 * @param tell warned where there is none
 * @returns why there is none, where the trees are nevertheless built and run; undefined where there is one
 * @throws infrastructure error that says how to get one, and how to go on without
 */
export async function demandSandbox(
  trees: readonly (Origin & { id: string })[],
  tell: Tell = tellNobody,
): Promise<string | undefined> {
  const state = await sandbox();
  if (state.works) return undefined;
  const text = `none (${state.why}): what is built and run here can read this machine's files and reach its network`;
  for (const tree of trees) {
    if (state.asked || (await isOurs(tree))) continue;
    throw infrastructureError({
      what: `no sandbox can be had here, and the tree "${tree.id}" is code of others, which a build runs`,
      why: state.why,
      todo: remedy,
    });
  }
  tell({ type: 'warning', stage: 'build', subject: 'sandbox', text });
  return state.why;
}

/** How to get a sandbox, or to go on without; several lines. */
export const remedy = [
  'apt-get install bubblewrap (0.8 or later).',
  'In a container: let it make user namespaces (docker run --security-opt seccomp=unconfined --security-opt systempaths=unconfined).',
  'On Ubuntu 24.04, GitHub’s runners too: sudo sysctl -w kernel.apparmor_restrict_unprivileged_userns=0',
  'On a machine that is thrown away afterwards: PINPROOF_SANDBOX=off goes on without, and the report says so',
].join('\n     ');
