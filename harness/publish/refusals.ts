import { infrastructureError, inputError, type PinproofError } from '../text/errors.ts';
import { neutralLine } from '../text/neutral.ts';
import type { Refusal } from './patience.ts';

/** What a request needs, for the message when it is turned away. */
export type Permission = 'pull-requests: write' | 'pull-requests: read' | 'checks: write' | 'actions: read';

/** A refusal in words: whose fault it is, and what to do. */
export function explainRefusal({ status, message }: Refusal, where: string, permission: Permission): PinproofError {
  const why = neutralLine(message, 300);
  switch (status) {
    case 401:
      return inputError({
        what: 'GitHub does not know the token',
        where,
        why,
        todo: 'set GITHUB_TOKEN to one that is valid',
      });
    case 403:
      return inputError({
        what: `the token may not do this: it needs ${permission}`,
        where,
        why,
        todo: `in a workflow, put "permissions: {${permission}}" on the job. For a pull request from a fork the token can only read, whatever the job says: publish from a workflow_run (docs/pull-requests.md)`,
      });
    case 404:
      return inputError({
        what: 'it is not there, or the token may not see it',
        where,
        why,
        todo: `look at --repository and --pull; in a private repository, the token needs ${permission}`,
      });
    default:
      return infrastructureError({
        what: status === undefined ? 'GitHub does not answer' : `GitHub answers ${status}`,
        where,
        why,
        todo: 'what was published is whole; run the same command again later',
      });
  }
}
