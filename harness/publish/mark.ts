import { z } from 'zod';
import { contentKey } from '../host/hash.ts';
import { nameSchema } from '../records/inputs/suite.ts';

/** What a comment, or a check run, of ours says of itself: by it we find it again, and know which of two is newer. */
export const markSchema = z.strictObject({
  /** One comment a suite. */
  suite: nameSchema,
  /** Content address of the run. */
  run: z.string().regex(/^[0-9a-f]{20}$/),
  /** When the run read its sources. */
  at: z.iso.datetime(),
  /** The head commit that was judged. */
  head: z.string().regex(/^[0-9a-f]{40,64}$/),
  /** Of all that is published but the mark itself. */
  digest: z.string().regex(/^[0-9a-f]{20}$/),
});

export type Mark = z.infer<typeof markSchema>;

export const makeMark = (of: Omit<Mark, 'digest'>, content: unknown): Mark => ({ ...of, digest: contentKey(content) });

// The number is of the mark's form. A name holds no ">", so nothing in the JSON ends the comment.
const lead = '<!-- pinproof:1 ';
const end = ' -->';

/** The first line of a comment: HTML that nobody sees. */
export const writeMark = (mark: Mark): string => `${lead}${JSON.stringify(mark)}${end}`;

/** The mark in a comment's first line; undefined where there is none. Whether to believe it depends on who wrote it. */
export function readMark(body: string): Mark | undefined {
  const [line = ''] = body.split(/\r?\n/, 1);
  if (!line.startsWith(lead) || !line.endsWith(end)) return undefined;
  let value: unknown;
  try {
    value = JSON.parse(line.slice(lead.length, -end.length));
  } catch {
    return undefined;
  }
  return markSchema.safeParse(value).data;
}

export const isSame = (a: Mark, b: Mark): boolean => a.run === b.run && a.digest === b.digest;

/**
 * Which of two is of a newer run: negative where that is b. One of the head that the pull request has now is newer than
 * any of another commit; a branch may be pushed back to what it was. Zero for two of the same run.
 */
export function compareMarks(a: Mark, b: Mark, head: string): number {
  const current = Number(a.head === head) - Number(b.head === head);
  return current || order(a.at, b.at) || order(a.run, b.run);
}

const order = (a: string, b: string): number => Number(a > b) - Number(a < b);
