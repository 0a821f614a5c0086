/** Of a field that names messages (RFC 5322, 3.6.4), as they are written in angle brackets. */
const identifier = /<([^<>\s]{3,990})>/g;

/**
 * The Message-Ids by which a mail is known, its own first, then those that it answers: a patch answers its cover letter, or
 * the patch before it.
 * @param mail raw, with or without mbox's line before it
 */
export function messageIdsOf(mail: Buffer): string[] {
  const text = mail
    .toString('latin1')
    .replaceAll('\r\n', '\n')
    .replace(/^From .*\n/, '');
  const end = text.indexOf('\n\n');
  const header = (end === -1 ? text : text.slice(0, end)).replace(/\n[ \t]+/g, ' ').split('\n');
  const found = ['message-id', 'in-reply-to'].flatMap((name) => {
    const field = header.find((line) => line.toLowerCase().startsWith(`${name}:`)) ?? '';
    return [...field.matchAll(identifier)].map(([, id = '']) => id);
  });
  return [...new Set(found)];
}
