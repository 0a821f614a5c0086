import { stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { exists } from '../host/folders.ts';
import { inputError } from '../text/errors.ts';
import { readFolder } from './forms/folder.ts';
import { readMbox } from './forms/mbox.ts';
import { forms, type Patch } from './forms/patch.ts';
import { readQuilt, seriesName } from './forms/quilt.ts';

export type { Patch } from './forms/patch.ts';

/**
 * Reads a series on disk: a quilt folder, a folder of .patch files, one .patch file, or an mbox (gzipped too).
 * Cover letters and replies are skipped; of several versions the newest counts. What is elsewhere is brought to disk
 * first (series/ways/bring.ts).
 * @throws input error naming the file and what is wrong with it
 */
export async function readSeries(path: string): Promise<Patch[]> {
  const found = await stat(path).catch(() => undefined);
  if (found === undefined) throw inputError({ what: 'there is no such file or folder', where: path, todo: forms });
  if (found.isDirectory()) return (await exists(join(path, seriesName))) ? readQuilt(path) : readFolder(path);
  return basename(path) === seriesName ? readQuilt(dirname(path)) : readMbox(path);
}
