import { stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { inputError } from '../lib/errors.ts';
import { exists } from '../lib/folders.ts';
import { readFolder } from './series/folder.ts';
import { readMbox } from './series/mbox.ts';
import { forms, type Patch } from './series/patch.ts';
import { readQuilt, seriesName } from './series/quilt.ts';

export type { Patch } from './series/patch.ts';

/**
 * Reads a series on disk: a quilt folder, a folder of .patch files, one .patch file, or an mbox (gzipped too).
 * Cover letters and replies are skipped; of several versions the newest counts. What is elsewhere is brought to disk
 * first (series/bring.ts).
 * @throws input error naming the file and what is wrong with it
 */
export async function readSeries(path: string): Promise<Patch[]> {
  const found = await stat(path).catch(() => undefined);
  if (found === undefined) throw inputError({ what: 'there is no such file or folder', where: path, todo: forms });
  if (found.isDirectory()) return (await exists(join(path, seriesName))) ? readQuilt(path) : readFolder(path);
  return basename(path) === seriesName ? readQuilt(dirname(path)) : readMbox(path);
}
