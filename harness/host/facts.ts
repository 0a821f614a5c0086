import { readFile } from 'node:fs/promises';
import { availableParallelism, cpus, machine, release, totalmem, type } from 'node:os';
import { join } from 'node:path';
import type { Host } from '../records/run/runState.ts';
import { packageRoot } from './paths.ts';

/** This machine. */
export function hostFacts(): Host {
  return {
    system: `${type()} ${release()} ${machine()}`,
    processor: cpus()[0]?.model.trim() || 'unknown',
    processors: availableParallelism(),
    memory: totalmem(),
    node: process.versions.node,
  };
}

/** The version of this pinproof, from its package.json. */
export async function ownVersion(): Promise<string> {
  const { version } = JSON.parse(await readFile(join(packageRoot, 'package.json'), 'utf8')) as { version: string };
  return version;
}
