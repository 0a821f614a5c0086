import { readFile } from 'node:fs/promises';
import { contentKey } from '../../host/hash.ts';
import { fetchStrangersRun } from '../../publish/artefact/fetch.ts';
import type { CheckRunContent } from '../../publish/checkRun.ts';
import { realClock } from '../../publish/clock.ts';
import { GitHub } from '../../publish/github.ts';
import { judgedOf } from '../../publish/judged.ts';
import { makeMark } from '../../publish/mark.ts';
import { checkRunOf, mayCheck, noCheckRun } from '../../publish/publishCheckRun.ts';
import { type Published, publishComment, textLimit } from '../../publish/publishComment.ts';
import { type Place, placeOf, type Settings, settingsOf } from '../../publish/settings.ts';
import { failIfSuperseded } from '../../publish/superseded.ts';
import type { Tell } from '../../records/events.ts';
import type { BuildRecord } from '../../records/run/build.ts';
import type { VerdictRecord } from '../../records/run/verdict.ts';
import { lineNotes } from '../../report/comment/annotations.ts';
import { commentText, verdictLine } from '../../report/comment/comment.ts';
import type { RunFolder } from '../../store/runFolder.ts';
import { findRunFolder } from '../../store/runs.ts';
import { inputError } from '../../text/errors.ts';
import { showProgress } from '../progress.ts';

export interface PublishOptions {
  repository?: string;
  pull?: number;
  untrusted?: boolean;
}

/** Milliseconds: one request, and all of them with all waiting. A rate limit of GitHub's lasts an hour at most. */
const limits = { request: 30_000, total: 20 * 60_000 };

const conclusions: Readonly<Record<VerdictRecord['conclusion'], CheckRunContent['conclusion']>> = {
  'nothing-regressed': 'success',
  regression: 'failure',
  // Not neutral: that would let a required check pass without a verdict.
  inconclusive: 'action_required',
};

const said: Readonly<Record<Published, string>> = {
  created: 'comment made',
  updated: 'comment updated',
  unchanged: 'comment left alone: it says the same already',
  newer: 'left alone: a newer run is published there',
};

/** What is published, and where. */
interface Publication {
  verdict: VerdictRecord;
  build: BuildRecord;
  /** For people. */
  runName: string;
  settings: Settings;
  /** The commit that must be the pull request's head, beside what the run says; where somebody else knows it. */
  head?: string;
}

/** `pinproof publish`: a run's verdict as a comment and a check run. Exit code 0 once it is there, whatever it says. */
export async function publishCommand(
  run: string | undefined,
  options: PublishOptions,
  token: string | undefined,
  signal: AbortSignal,
): Promise<void> {
  if (options.untrusted && run !== undefined) {
    throw inputError({ what: '--untrusted takes the run that the event names, and no folder', where: run });
  }
  const runFolder = options.untrusted ? undefined : await findRunFolder(run);
  const event = await readEvent(process.env['GITHUB_EVENT_PATH']);
  const place = placeOf(options, process.env, event);
  const settings = runFolder === undefined ? undefined : settingsOf(options, process.env, event);
  if (token === undefined) {
    throw inputError({
      what: 'there is no token to publish with',
      todo: 'set GITHUB_TOKEN, for this command alone (docs/pull-requests.md says what it must be allowed to do)',
    });
  }
  const progress = showProgress(process.stderr);
  try {
    const github = new GitHub({ ...place, token, clock: realClock, limits, tell: progress.tell, signal });
    const publication =
      runFolder === undefined || settings === undefined
        ? await strangersRun(github, place, options.pull, event)
        : await ownRun(runFolder, settings);
    const published = await publish(publication, github, progress.tell);
    progress.close();
    console.log(`${place.owner}/${place.repo}#${publication.settings.pull}: ${said[published]}`);
  } finally {
    progress.close();
  }
}

async function ownRun(run: RunFolder, settings: Settings): Promise<Publication> {
  return { verdict: await run.get('verdict'), build: await run.get('build'), runName: run.name, settings };
}

async function strangersRun(github: GitHub, place: Place, given: number | undefined, event: string | undefined) {
  const { pull, ...run } = await fetchStrangersRun(github, event, given);
  return { ...run, settings: { ...place, pull } };
}

async function publish(
  { verdict, build, runName, settings, head }: Publication,
  github: GitHub,
  tell: Tell,
): Promise<Published> {
  const { runUrl, serverUrl, owner, repo } = settings;
  const pull = await github.pull(settings.pull);
  // It may have moved since it was looked for, to a commit that the run only claims to have judged.
  if (head !== undefined) failIfSuperseded(head, pull.head);
  const judged = judgedOf(build.origin, pull);
  const commit = (hash: string) => ({ hash, url: `${serverUrl}/${owner}/${repo}/commit/${hash}` });
  const facts = {
    head: commit(judged.head),
    base: commit(judged.base),
    merged: judged.merged,
    runUrl,
    runName,
  };
  const text = commentText(verdict, facts, textLimit);
  const content: CheckRunContent = {
    name: `pinproof ${verdict.name}`,
    conclusion: conclusions[verdict.conclusion],
    title: verdictLine(verdict),
    summary: text,
    annotations: lineNotes(verdict),
    detailsUrl: runUrl,
  };
  const mark = makeMark(
    {
      suite: verdict.name,
      run: contentKey({ name: verdict.name, origin: build.origin }),
      at: judged.readAt,
      head: judged.head,
    },
    content,
  );
  const viewer = await github.viewer();
  const may = mayCheck(viewer);
  if (!may) {
    const why = `no check run: GitHub lets only apps make them (GITHUB_TOKEN is one's), and the token is ${viewer.login}'s`;
    tell({ type: 'warning', stage: 'publish', subject: 'github', text: why });
  }
  const companion = may ? checkRunOf({ github, viewer, mark, content }) : noCheckRun;
  return publishComment({ github, viewer, pull: settings.pull, mark, text }, companion);
}

async function readEvent(path: string | undefined): Promise<string | undefined> {
  if (path === undefined || path === '') return undefined;
  return readFile(path, 'utf8').catch((error: Error) => {
    throw inputError({ what: 'the event cannot be read', where: `GITHUB_EVENT_PATH ${path}`, why: error.message });
  });
}
