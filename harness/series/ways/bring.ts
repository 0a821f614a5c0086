import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fillFolder } from '../../host/folders.ts';
import { contentKey } from '../../host/hash.ts';
import { markUsed } from '../../store/retention/folders.ts';
import { inputError } from '../../text/errors.ts';
import { gitRange } from './gitRange.ts';
import { message } from './messageId.ts';
import { pullRequest } from './pullRequest.ts';
import type { Place, Way } from './way.ts';

const ways: readonly Way[] = [gitRange, pullRequest, message];

/** A series on disk. */
export interface Brought {
  path: string;
  origin: string;
  base?: string;
}

/**
 * Brings a series to disk that is elsewhere: the commits of a git range, of a pull request, or the mails of a thread.
 * It is kept by content address, and what stands there is never written again: a plan that names it means the same
 * patches tomorrow.
 * @returns undefined where the text is a path
 * @throws input error where the text names nothing that can be read, or no patch is in it
 */
export async function bringSeries(text: string, place: Place): Promise<Brought | undefined> {
  const way = ways.find(({ prefix }) => prefix.some((each) => text.startsWith(each)));
  if (way === undefined) return undefined;
  const { origin, address, base, write } = await way.find(text, place);
  const folder = join(place.cache, 'series', contentKey(address));
  await fillFolder(folder, write);
  await markUsed(folder);
  const names = await readdir(folder);
  if (names.length === 0) throw inputError({ what: 'there is no patch in it', where: text });
  const [mbox] = names.filter((name) => name.endsWith('.mbox'));
  return { path: mbox === undefined ? folder : join(folder, mbox), origin, ...(base !== undefined && { base }) };
}
