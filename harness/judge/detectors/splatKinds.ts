import type { Failure } from '../../records/run/verdict.ts';
import { guiltyLine } from '../../symbols/guilty.ts';
import { only } from '../observations.ts';
import type { Facts } from './detector.ts';

/**
 * Which detector takes which kind of the kernel's own reports (collect/formats). A kind that stands nowhere is
 * taken by `warnings`: no report of the kernel's may get lost for want of a line here.
 */
const kinds = {
  sanitisers: ['kasan', 'kfence', 'kmsan', 'kcsan', 'lockdep', 'atomic-sleep', 'debug-objects', 'memory-leak'],
  crashes: ['oops', 'bug', 'panic', 'bad-page', 'refcount', 'list-corruption', 'slab-corruption', 'usercopy', 'reboot'],
  lockups: ['soft-lockup', 'hard-lockup', 'hung-task', 'rcu-stall', 'workqueue-lockup'],
  warnings: ['warning', 'ubsan', 'oom', 'irq', 'torn'],
} as const;

type Owner = keyof typeof kinds;

const owners: ReadonlyMap<string, Owner> = new Map(
  (Object.keys(kinds) as Owner[]).flatMap((owner) => kinds[owner].map((name): [string, Owner] => [name, owner])),
);

/** The kinds of failures that a detector of kernel reports raises. */
export const splatKinds = (owner: Owner): string[] => kinds[owner].map((name) => `splat:${name}`);

/** The reports of a detector's kinds, one failure a title. */
export function splatsOf(owner: Owner, { record }: Facts): Failure[] {
  const byTitle = new Map<string, Failure>();
  for (const splat of only(record.observations, 'splat')) {
    const { kind: name, title } = splat;
    if ((owners.get(name) ?? 'warnings') !== owner) continue;
    const kind = `splat:${name}`;
    const failure = byTitle.get(`${kind} ${title}`) ?? { kind, count: 0, detail: title };
    // Of several of one title, the first that has one.
    const line = failure.line ?? guiltyLine(splat);
    if (line !== undefined) failure.line = line;
    failure.count += 1;
    byTitle.set(`${kind} ${title}`, failure);
  }
  return [...byTitle.values()];
}
