import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { World } from './helpers.ts';

/** What a patch does: replaces text in a file of the fake kernel. */
export interface Step {
  file: string;
  from: string;
  to: string;
}

/** A step that changes what guests do in a workload. */
export const guestDoes = (file: string, workload: string, from: string, to: string): Step => ({
  file,
  from: `GUEST("${workload}", "${from}")`,
  to: `GUEST("${workload}", "${to}")`,
});

/**
 * Writes a series of patches, each on top of the ones before.
 * @returns its folder
 */
export function writeSteps(world: World, name: string, steps: readonly Step[]): string {
  const now = new Map<string, string>();
  for (const [index, { file, from, to }] of steps.entries()) {
    const old = now.get(file) ?? readFileSync(join(world.kernel, file), 'utf8');
    if (!old.includes(from)) throw new Error(`${file} does not hold ${from}`);
    const next = old.replace(from, to);
    now.set(file, next);
    const [before, after] = [world.write('tmp/before', old), world.write('tmp/after', next)];
    const labels = ['--label', `a/${file}`, '--label', `b/${file}`];
    const { stdout } = spawnSync('diff', ['-u', ...labels, before, after], { encoding: 'utf8' });
    spawnSync('rm', [before, after]);
    const subject = `[PATCH ${index + 1}/${steps.length}] ${name}: step ${index + 1}`;
    const head = `From: A Developer <a@example.org>\nSubject: ${subject}\nMessage-Id: <${index + 1}@example.org>\n\nBecause.\n---\n`;
    world.write(`series/${name}/${String(index + 1).padStart(4, '0')}-step.patch`, `${head}${stdout}`);
  }
  return join(world.folder, 'series', name);
}
