import type { Test } from 'tap';
import { everything } from './sample.ts';

/**
 * Ends a test that cannot run here, and prints why. Where everything is asked for (PINPROOF_TEST_ALL=1), that is a failure.
 * @param why what this machine does not have
 */
export function skip(t: Test, why: string): void {
  if (everything) t.fail(`skipped, with PINPROOF_TEST_ALL=1: ${why}`);
  else t.pass(why, { skip: why });
}

/**
 * Returns what tap takes as `skip`: the reason, or false. Where everything is asked for the test is run, and fails of what is
 * missing.
 * @param why what this machine does not have; false or undefined where it has all
 */
export const skipBecause = (why: string | false | undefined): string | false => (everything ? false : (why ?? false));
