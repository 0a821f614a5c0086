import { wholeTitle } from '../../records/inputs/known.ts';
import { inputError } from '../../text/errors.ts';
import { probes } from './probes.ts';

/**
 * A pattern has to be about the report that it is meant for.
 * @param where of the pattern, for messages
 * @throws input error where it is no regular expression, or would take bugs for known that nobody has seen
 */
export function checkPattern(pattern: string, where: string): void {
  try {
    // Alone first: "x)|(?:.*" is one only with what stands around it.
    new RegExp(pattern, 'u');
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw inputError({ what: error.message, where, cause: error });
  }
  const title = wholeTitle(pattern);
  const taken = probes.find((probe) => title.test(probe));
  if (taken !== undefined) {
    throw inputError({
      what: `"${pattern}" would also hide "${taken}", and with it bugs that nobody has seen`,
      where,
      todo: 'name the function that stands in the title of the report, or give the fingerprint of the report',
    });
  }
  if (!title.test('')) return;
  throw inputError({
    what: `"${pattern}" matches the empty string, so that it names nothing`,
    where,
    todo: 'write the title of the report, as the verdict and pinproof parse tell it',
  });
}
