import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { type Ended, until, type World } from '../worlds/helpers.ts';
import { type Aim, aims, takeAim } from './aims.ts';

/** How one start of pinproof went. */
export interface Attempt {
  pid: number;
  /** Absent: it came to its end before its moment. */
  killed?: { stage: string; at: string };
  ended: Ended;
}

/** When to kill: at an event, or after so many milliseconds, whichever is first. */
export interface Moment {
  after: number;
  aim?: { aim: Aim; count: number };
}

/** Starts pinproof, and kills it, and nothing else, at its moment. */
export async function attempt(world: World, args: readonly string[], moment: Moment): Promise<Attempt> {
  for (const { folder } of aims) mkdirSync(join(world.folder, folder), { recursive: true });
  const runs = join(world.cwd, 'pinproof-out');
  const before = readdirSync(runs);
  const { child, ended } = world.start(args);
  const pid = child.pid ?? 0;
  let at: string | undefined;
  const kill = (what: string): void => {
    if (child.exitCode !== null || at !== undefined) return;
    at = what;
    process.kill(pid, 'SIGKILL');
  };
  const timer = setTimeout(() => kill('a random time'), moment.after);
  const { aim, count = 0 } = moment.aim ?? {};
  const lower = aim === undefined ? () => {} : takeAim(world.folder, aim, count, () => kill(aim.what));
  const result = await ended;
  clearTimeout(timer);
  lower();
  // It may have ended by itself in that very moment.
  if (at === undefined || result.code !== null) return { pid, ended: result };
  const run = readdirSync(runs).find((name) => !before.includes(name) && name.startsWith('chaos-'));
  return { pid, killed: { stage: stageOf(run === undefined ? undefined : join(runs, run)), at }, ended: result };
}

/** Which stage a run was in, by the records that it has. */
function stageOf(run: string | undefined): string {
  if (run === undefined) return 'plan';
  const has = (name: string): boolean => existsSync(join(run, name));
  if (!has('build.json')) return 'build';
  if (!has('boot.json')) return 'boot';
  return has('verdict.json') ? 'report' : 'run and judge';
}

/** Waits until nothing lives that the killed one had started. @returns milliseconds */
export async function untilDead(living: () => string[]): Promise<number> {
  const begun = performance.now();
  await until(() => living().length === 0);
  return performance.now() - begun;
}
