import { spawnSync } from 'node:child_process';
import { linkSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Kept from one test run to the next, beside what the tests' own tools keep. */
const kept = fileURLToPath(new URL('../../node_modules/.cache/pinproof', import.meta.url));

/** Where Node keeps what it compiled of the harness: half of what a start of pinproof takes. */
export const compileCache: string = join(kept, 'node');

const images = join(kept, 'worlds');
let made = false;

/**
 * Puts the guest image and the plugin that all worlds share into a cache, by hard links, so that not each world compiles
 * them. The harness itself makes them, and finds out whether they are still what it would make: in a program of its own,
 * once in a process, with the environment of a world. A cache on another disk gets nothing.
 */
export function shareImages(cache: string, env: NodeJS.ProcessEnv): void {
  if (!made) {
    const script = fileURLToPath(new URL('./makeImages.ts', import.meta.url));
    const { status, stderr } = spawnSync(process.execPath, [script, images], { env, encoding: 'utf8' });
    if (status !== 0) throw new Error(`the guest image of the worlds cannot be made: ${stderr}`);
    made = true;
  }
  for (const file of readdirSync(images, { recursive: true, withFileTypes: true })) {
    const folder = join(cache, file.parentPath.slice(images.length));
    if (!file.isFile() || file.parentPath.endsWith('.part')) continue;
    mkdirSync(folder, { recursive: true });
    try {
      linkSync(join(file.parentPath, file.name), join(folder, file.name));
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === 'EXDEV') return;
      // Another test file has just made a newer one.
      if (code !== 'ENOENT') throw error;
    }
  }
}
