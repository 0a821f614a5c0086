import { z } from 'zod';
import { inputError } from '../text/errors.ts';

/** Whose pull requests. */
export interface Place {
  apiUrl: string;
  /** Of pages for people. */
  serverUrl: string;
  owner: string;
  repo: string;
  /** The page of the CI run that judged, with its artefacts. */
  runUrl: string | undefined;
}

/** Where to publish. */
export interface Settings extends Place {
  pull: number;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** What is used of the event that started a workflow (docs.github.com, "Webhook events and payloads"). */
const eventSchema = z.object({
  pull_request: z.object({ number: z.number() }).optional(),
  /** Started by another workflow's end: that one judged, and has the artefacts. */
  workflow_run: z
    .object({ html_url: z.url(), pull_requests: z.array(z.object({ number: z.number() })).nullish() })
    .optional(),
});

/**
 * From what was given on the command line, else from the variables that GitHub Actions sets.
 * @param event the content of the file that GITHUB_EVENT_PATH names, or undefined
 * @throws input error naming what is missing, and how to give it
 */
export function placeOf(given: { repository?: string }, environment: Environment, event: string | undefined): Place {
  const repository = given.repository ?? environment['GITHUB_REPOSITORY'] ?? '';
  const [owner = '', repo = '', ...more] = repository.split('/');
  if (!isName(owner) || !isName(repo) || more.length > 0) {
    throw inputError({
      what: repository === '' ? 'no repository is named' : `"${repository}" is not the name of a repository`,
      todo: 'give --repository OWNER/NAME; in GitHub Actions GITHUB_REPOSITORY says it',
    });
  }
  const serverUrl = trustworthy('GITHUB_SERVER_URL', environment['GITHUB_SERVER_URL'] || 'https://github.com');
  const runId = environment['GITHUB_RUN_ID'];
  const thisRun = runId && /^\d+$/.test(runId) ? `${serverUrl}/${owner}/${repo}/actions/runs/${runId}` : undefined;
  return {
    apiUrl: trustworthy('GITHUB_API_URL', environment['GITHUB_API_URL'] || 'https://api.github.com'),
    serverUrl,
    owner,
    repo,
    runUrl: used(event).workflow_run?.html_url ?? thisRun,
  };
}

/** The same, with the pull request that was given, else that of the event. */
export function settingsOf(
  given: { repository?: string; pull?: number },
  environment: Environment,
  event: string | undefined,
): Settings {
  const place = placeOf(given, environment, event);
  const { pull_request, workflow_run } = used(event);
  const pull = given.pull ?? pull_request?.number ?? workflow_run?.pull_requests?.[0]?.number;
  if (pull !== undefined) return { ...place, pull };
  throw inputError({
    what: 'no pull request is named',
    ...(workflow_run && { why: 'GitHub does not say in a workflow_run which pull request of a fork it is' }),
    todo: workflow_run
      ? 'give --pull NUMBER, or --untrusted, which looks for it'
      : 'give --pull NUMBER; in a workflow on pull_request the event says it',
  });
}

const isName = (text: string): boolean => /^[\w.-]{1,100}$/.test(text) && !/^\.+$/.test(text);

/** @throws input error where it is not JSON */
export function parseEvent(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw inputError({ what: 'the event is not JSON', where: 'GITHUB_EVENT_PATH', why: (error as Error).message });
  }
}

function used(text: string | undefined): z.infer<typeof eventSchema> {
  if (text === undefined) return {};
  const parsed = eventSchema.safeParse(parseEvent(text));
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw inputError({
    what: `the event is not as GitHub writes it: ${issue?.message}`,
    where: `GITHUB_EVENT_PATH at ${issue?.path.join('.')}`,
  });
}

/** The token goes there: encrypted, or to this machine itself. */
function trustworthy(name: string, text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const local = url?.protocol === 'http:' && ['localhost', '127.0.0.1', '[::1]'].includes(url.hostname);
  if (url !== undefined && (url.protocol === 'https:' || local) && url.username === '' && url.search === '') {
    return text.replace(/\/+$/, '');
  }
  throw inputError({
    what: `"${text}" is no address to send a token to`,
    where: name,
    todo: 'it begins with https://',
  });
}
