import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { inputError } from '../../lib/errors.ts';
import { fillFolder } from '../../lib/folders.ts';
import { contentKey } from '../../lib/hash.ts';
import { markUsed } from '../../lib/retention/folders.ts';
import { gitRange } from './gitRange.ts';
import { message } from './message.ts';
import { pullRequest } from './pullRequest.ts';

/** What a way needs to know of the place where it is called. */
export interface Place {
  /** Relative paths are relative to it. */
  folder: string;
  cache: string;
  signal?: AbortSignal;
}

/** A series that was found elsewhere. */
export interface Found {
  /** What does not change any more: commits by their full names, the id of a message. For people. */
  origin: string;
  /** Its content address; where that is not known before it is fetched, undefined. */
  address: unknown;
  /** The commit that it was written on, as a source of a tree, where that is known. */
  base?: string;
  /** Writes it into an empty folder: .patch files, or an mbox. */
  write: (folder: string) => Promise<void>;
}

/** A place other than the disk that a series may come from. */
export interface Way {
  /** What it begins with. */
  prefix: readonly string[];
  find: (text: string, place: Place) => Promise<Found>;
}

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
