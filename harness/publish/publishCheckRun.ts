import { type CheckRunContent, mostAnnotations, nextCheckStep, payloadFrom } from './checkRun.ts';
import type { GitHub, Viewer } from './github.ts';
import type { Mark } from './mark.ts';
import type { Companion } from './publishComment.ts';

export interface CheckRunRequest {
  github: GitHub;
  viewer: Viewer;
  mark: Mark;
  content: CheckRunContent;
}

/** Whether a token may make check runs: GitHub lets only apps do it, and GITHUB_TOKEN is one's. */
export const mayCheck = ({ login }: Viewer): boolean => login.endsWith('[bot]');

/** The check run of a head commit. What was begun and did not come to its end is gone on with. */
export function checkRunOf({ github, viewer, mark, content }: CheckRunRequest): Companion {
  const next = async () => nextCheckStep(mark, await github.checkRuns(mark.head, content.name), viewer.login);
  return {
    isThere: async () => (await next()).do === 'nothing',
    publish: async (held) => {
      let step = await next();
      while (step.do !== 'nothing') {
        held.check();
        const from: number = step.do === 'create' ? 0 : step.from;
        const payload = payloadFrom(content, mark, from);
        const { id, completed } =
          step.do === 'create' ? await github.createCheckRun(payload) : await github.updateCheckRun(step.id, payload);
        if (completed) return;
        step = { do: 'continue', id, from: from + mostAnnotations };
      }
    },
  };
}

/** For tokens that may make none. */
export const noCheckRun: Companion = { isThere: async () => true, publish: async () => {} };
