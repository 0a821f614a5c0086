import type { Failure } from '../../records/verdict.ts';
import { only } from '../observations.ts';
import type { Facts } from './detector.ts';

/**
 * Which detector takes which class of the kernel's own reports (collect/splatFormats.ts). A class that stands nowhere is
 * taken by `warnings`: no report of the kernel's may get lost for want of a line here.
 */
const classes = {
  sanitisers: ['kasan', 'kfence', 'kcsan', 'lockdep', 'atomic-sleep', 'debug-objects', 'memory-leak'],
  crashes: ['oops', 'bug', 'panic', 'bad-page', 'refcount', 'list-corruption', 'slab-corruption', 'usercopy'],
  lockups: ['soft-lockup', 'hard-lockup', 'hung-task', 'rcu-stall', 'workqueue-lockup'],
  warnings: ['warning', 'ubsan', 'allocation-failure', 'oom', 'irq'],
} as const;

type Owner = keyof typeof classes;

const owners: ReadonlyMap<string, Owner> = new Map(
  (Object.keys(classes) as Owner[]).flatMap((owner) => classes[owner].map((name): [string, Owner] => [name, owner])),
);

/** The kinds of failures that a detector of kernel reports raises. */
export const splatKinds = (owner: Owner): string[] => classes[owner].map((name) => `splat:${name}`);

/** The reports of a detector's classes, one failure a title. */
export function splatsOf(owner: Owner, { record }: Facts): Failure[] {
  const byTitle = new Map<string, Failure>();
  for (const { class: name, title } of only(record.observations, 'splat')) {
    if ((owners.get(name) ?? 'warnings') !== owner) continue;
    const kind = `splat:${name}`;
    const failure = byTitle.get(`${kind} ${title}`) ?? { kind, count: 0, detail: title };
    failure.count += 1;
    byTitle.set(`${kind} ${title}`, failure);
  }
  return [...byTitle.values()];
}
