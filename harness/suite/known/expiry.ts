import type { LocatedIssue } from '../../records/inputs/known.ts';
import { inputError } from '../../text/errors.ts';

/**
 * What was no failure for a time must not become one that nobody ever looks at again.
 * @param today YYYY-MM-DD, in UTC; an entry holds on the day on which it expires
 * @throws input error that names every entry whose last day is over
 */
export function failIfExpired(known: readonly LocatedIssue[], today: string): void {
  const expired = known.filter(({ expires }) => expires < today);
  const [first] = expired;
  if (first === undefined) return;
  throw inputError({
    what: expired.length === 1 ? 'a known issue has expired' : `${expired.length} known issues have expired`,
    where: first.where,
    why: expired
      .map(
        ({ where, pattern, fingerprint, link, expires }) =>
          `${where}: ${pattern ?? fingerprint} held until ${expires}, ${link}`,
      )
      .join('\n'),
    todo: 'see whether the bug is fixed and delete the entry, or set a new date with a new reason; then plan the run anew',
  });
}
