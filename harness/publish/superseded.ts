import { inputError } from '../text/errors.ts';

/** @throws input error where the pull request's head is not the commit that was judged */
export function failIfSuperseded(judged: string, head: string): void {
  if (judged === head) return;
  throw inputError({
    what: `the run judged ${judged.slice(0, 12)}, and the head of the pull request is ${head.slice(0, 12)}`,
    todo: 'run pinproof on the head as it is now, and publish that run',
  });
}
