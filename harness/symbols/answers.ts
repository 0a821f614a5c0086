import { join } from 'node:path';
import { z } from 'zod';
import { sourceFrameSchema } from '../records/run/observation.ts';
import { readRecord, writeRecord } from '../store/records.ts';
import type { Place } from './places.ts';

/** symbols/KEY.json: what was found in the vmlinux of a build. Files are as the tree names them. */
const answersSchema = z.strictObject({
  format: z.literal('pinproof.symbols/1'),
  /** By place; one that is meant exactly has `=` before it. An empty answer is one too: it has no line. */
  places: z.record(z.string(), z.array(sourceFrameSchema)),
});

export type Answers = Map<string, z.infer<typeof sourceFrameSchema>[]>;

const pathOf = (cache: string, build: string): string => join(cache, 'symbols', `${build}.json`);
export const answerKey = ({ at, exact }: Place): string => `${exact ? '=' : ''}${at}`;

/** A damaged record, or one of another version, is none: it can all be found again. */
export async function readAnswers(cache: string, build: string): Promise<Answers> {
  const record = await readRecord(pathOf(cache, build), answersSchema).catch(() => undefined);
  return new Map(Object.entries(record?.places ?? {}));
}

/** By rename. Of two processes that write at a time, one's new answers are lost, and found again. */
export async function writeAnswers(cache: string, build: string, answers: Answers): Promise<void> {
  await writeRecord(pathOf(cache, build), { format: 'pinproof.symbols/1', places: Object.fromEntries(answers) });
}
