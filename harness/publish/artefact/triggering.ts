import { z } from 'zod';
import { inputError } from '../../text/errors.ts';
import type { OpenPull } from '../github.ts';
import { parseEvent } from '../settings.ts';

/** The run of the workflow that judged, as GitHub itself reports it: nothing of this is in the pull request's hands but its names. */
export interface TriggeringRun {
  id: number;
  /** The head commit of the pull request that started it. */
  head: string;
  /** Of the head. */
  owner: string;
  branch: string;
  repository: number;
  /** When it was started. */
  at: string;
}

/** docs.github.com, "Webhook events and payloads", workflow_run. */
const triggeringSchema = z.object({
  workflow_run: z.object({
    id: z.number().int().positive(),
    event: z.string(),
    head_sha: z.string().regex(/^[0-9a-f]{40,64}$/),
    head_branch: z.string().min(1),
    head_repository: z.object({ id: z.number(), owner: z.object({ login: z.string() }) }),
    run_started_at: z.iso.datetime(),
  }),
});

/**
 * What a workflow_run event says of the run that judged.
 * @param event the content of the file that GITHUB_EVENT_PATH names, or undefined
 * @throws input error where it is another event, or that run was not one on a pull request
 */
export function triggeringRun(event: string | undefined): TriggeringRun {
  const parsed = triggeringSchema.safeParse(event === undefined ? {} : parseEvent(event));
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw inputError({
      what: 'the event is no workflow_run: it does not say which run judged',
      where: `GITHUB_EVENT_PATH at ${issue?.path.join('.')}`,
      todo: 'publish --untrusted is for a workflow with "on: workflow_run" (docs/recipe.md)',
    });
  }
  const { id, event: started, head_sha, head_branch, head_repository, run_started_at } = parsed.data.workflow_run;
  if (started !== 'pull_request') {
    throw inputError({
      what: `the run that judged was started by ${started}, and not by a pull_request`,
      todo: "in the publishing job: if: github.event.workflow_run.event == 'pull_request'",
    });
  }
  const { id: repository, owner } = head_repository;
  return { id, head: head_sha, owner: owner.login, branch: head_branch, repository, at: run_started_at };
}

/**
 * The pull request that started a run: of those that are open from its branch, the one whose head it ran on.
 * @param given what the user says; then it must be one of these
 * @throws input error where there is none, or more than one
 */
export function pullOfRun(run: TriggeringRun, open: readonly OpenPull[], given: number | undefined): number {
  const numbers = open
    .filter(({ head, repository }) => head === run.head && repository === run.repository)
    .map(({ number }) => number);
  const [first, ...others] = given === undefined ? numbers : numbers.filter((number) => number === given);
  if (first === undefined) {
    throw inputError({
      what: `${given === undefined ? 'no open pull request has' : `pull request ${given} does not have`} the head ${run.head.slice(0, 12)}, which was judged`,
      why: 'it was closed, or something was pushed since: then another run judges that',
    });
  }
  if (others.length > 0) {
    throw inputError({
      what: `several pull requests have the head ${run.head.slice(0, 12)}: ${numbers.join(', ')}`,
      todo: 'give --pull NUMBER',
    });
  }
  return first;
}
