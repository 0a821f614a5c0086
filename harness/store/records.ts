import { randomUUID } from 'node:crypto';
import { mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { debuglog } from 'node:util';
import type { z } from 'zod';
import { temporaryBeside } from '../host/folders.ts';
import { inputError } from '../text/errors.ts';

/** Writes text so that a reader sees the old file or the whole new one, also after a crash. */
export async function writeWhole(path: string, text: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const temporary = temporaryBeside(path, randomUUID());
  try {
    const file = await open(temporary, 'w');
    try {
      await file.writeFile(text);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}

/** Returns the text of a record's file. */
export const jsonText = (record: unknown): string => `${JSON.stringify(record, null, 2)}\n`;

/** Writes a record as JSON, by rename. */
export async function writeRecord(path: string, record: unknown): Promise<void> {
  await writeWhole(path, jsonText(record));
}

/** `NODE_DEBUG=pinproof-records` prints the path of each record that is read: a command reads each at most once. */
const debug = debuglog('pinproof-records');

/**
 * Reads a record, or returns undefined where there is none.
 * @throws input error, which names the field, where the record is not JSON or has another shape
 */
export async function readRecord<T>(path: string, schema: z.ZodType<T>): Promise<T | undefined> {
  let text: string;
  try {
    debug('read %s', path);
    text = await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw inputError({ what: 'the record is not JSON', where: path, why: (error as Error).message });
  }
  const parsed = schema.safeParse(value);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw inputError({
      what: `the record does not have the expected shape: ${issue?.message ?? 'unknown'}`,
      where: `${path} at ${issue?.path.join('.') || 'the top'}`,
      todo: 'it was written by another version of pinproof, or edited; run the stage before it again',
    });
  }
  return parsed.data;
}
