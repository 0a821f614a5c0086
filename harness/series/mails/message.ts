import { inputError } from '../../text/errors.ts';
import { parseDiff } from '../diff/diff.ts';
import { hashOfDiff } from '../forms/patch.ts';
import { readMails } from './mail.ts';
import { numberOfSubject } from './numbering.ts';

/** One mail, as far as it tells which series it belongs to. */
export interface Message {
  subject: string;
  /** Content address of its diff, as a build record has it; none of a cover letter. */
  hash?: string;
  /** Its own first, then those that it answers. */
  messageIds: string[];
}

/**
 * Reads a patch or a cover letter: nothing of it is applied or run.
 * @param where for messages
 * @throws input error where it is no mail
 */
export async function readMessage(where: string, bytes: Buffer): Promise<Message> {
  const [mail, ...more] = await readMails(where, bytes);
  if (mail === undefined || more.length > 0) {
    throw inputError({ what: mail === undefined ? 'there is no mail in it' : 'there are several mails in it', where });
  }
  const { subject, text, messageIds } = mail;
  // A cover letter may quote the difference to an earlier version.
  const parsed = numberOfSubject(subject)?.number === 0 ? undefined : parseDiff(text);
  const hash = parsed?.files.length ? hashOfDiff(parsed) : undefined;
  return { subject, messageIds, ...(hash !== undefined && { hash }) };
}
