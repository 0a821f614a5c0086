import type { Test } from 'tap';

/** Whether a test that skips fails: PINPROOF_TEST_ALL=1 asks for all of them (`npm run test:all`). */
export const mustNotSkip: boolean = process.env['PINPROOF_TEST_ALL'] === '1';

/**
 * Ends a test that cannot run here, and prints why. With PINPROOF_TEST_ALL=1 that is a failure.
 * @param why what this machine does not have
 */
export function skip(t: Test, why: string): void {
  if (mustNotSkip) t.fail(`skipped under PINPROOF_TEST_ALL=1: ${why}`);
  else t.pass(why, { skip: why });
}

/**
 * Returns what tap takes as `skip`: the reason, or false. With PINPROOF_TEST_ALL=1 the test is run, and fails of what is missing.
 * @param why what this machine does not have; false or undefined where it has all
 */
export const skipBecause = (why: string | false | undefined): string | false => (mustNotSkip ? false : (why ?? false));
