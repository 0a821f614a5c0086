import { execFile, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';

/** What GitHub's runner does with a workflow or an action of ours, as far as they need it: scripts are run, uses are played. */

const checkout = fileURLToPath(new URL('../../..', import.meta.url));

interface Step {
  name: string;
  id?: string;
  if?: string;
  run?: string;
  shell?: string;
  uses?: string;
  env?: Record<string, unknown>;
  with?: Record<string, unknown>;
  'working-directory'?: string;
}

interface Job {
  steps: Step[];
  container?: unknown;
  outputs?: Record<string, string>;
  permissions?: Record<string, string>;
  strategy?: { matrix: Record<string, string> };
}

// biome-ignore lint/suspicious/noExplicitAny: contexts are what expressions say.
export type Contexts = Record<string, any>;

export const readWorkflow = (name: string): { jobs: Record<string, Job>; permissions?: unknown; on: unknown } =>
  parse(readFileSync(join(checkout, '.github/workflows', name), 'utf8'));
export const readAction = (): { runs: { steps: Step[] }; inputs: Record<string, { default: string }> } =>
  parse(readFileSync(join(checkout, 'action.yml'), 'utf8'));

/** GitHub's expressions are JavaScript's, as far as ours go. */
function evaluate(expression: string, contexts: Contexts): unknown {
  const all = { ...contexts, fromJSON: JSON.parse, cancelled: () => false };
  return new Function(...Object.keys(all), `return (${expression})`)(...Object.values(all));
}

export function fill(text: unknown, contexts: Contexts): string {
  return String(text).replace(/\$\{\{(.*?)\}\}/g, (_, expression) => String(evaluate(expression, contexts)));
}

export interface Played {
  failed: string | undefined;
  code: number;
  log: string;
  outputs: Record<string, string>;
}

export class Runner {
  /** What was uploaded, by name. */
  readonly artefacts = new Map<string, string>();
  readonly #workspace: string;
  readonly #store: string;
  readonly #env: NodeJS.ProcessEnv;
  readonly #kernel: string;

  /** @param kernel a repository; its HEAD is what an event checks out */
  constructor(folder: string, env: NodeJS.ProcessEnv, kernel: string) {
    this.#workspace = join(folder, 'workspace');
    this.#store = join(folder, 'artefacts');
    this.#kernel = kernel;
    this.#env = env;
  }

  /** Runs a job on a machine of its own: nothing of another job is there but artefacts. Paths are the same on each. */
  async job(job: Job, contexts: Contexts): Promise<Played> {
    rmSync(this.#workspace, { recursive: true, force: true });
    mkdirSync(this.#workspace, { recursive: true });
    const shell = job.container === undefined ? 'bash' : 'sh';
    const played = await this.steps(job.steps, contexts, { shell });
    const outputs = Object.entries(job.outputs ?? {}).map(([name, text]) => [name, fill(text, played.contexts)]);
    return { ...played, outputs: Object.fromEntries(outputs) };
  }

  /** An action of ours, in a workspace as it stands. */
  async action(inputs: Record<string, string>, contexts: Contexts): Promise<Played> {
    mkdirSync(this.#workspace, { recursive: true });
    const path = join(this.#workspace, '..', 'action');
    copyPackage(path);
    const { runs, inputs: known } = readAction();
    const defaults = Object.entries(known).map(([name, input]) => [name, input.default]);
    const given = { ...Object.fromEntries(defaults), ...inputs };
    const env = { GITHUB_ACTION_PATH: path };
    const played = await this.steps(runs.steps, { ...contexts, inputs: given }, { shell: 'sh', env });
    return { ...played, outputs: played.contexts['steps']?.run?.outputs ?? {} };
  }

  async steps(
    steps: readonly Step[],
    given: Contexts,
    { shell, env = {} }: { shell: string; env?: NodeJS.ProcessEnv },
  ) {
    const contexts: Contexts = { ...given, steps: {} };
    const variables: NodeJS.ProcessEnv = { ...this.#env, ...env, GITHUB_WORKSPACE: this.#workspace };
    const played = { failed: undefined as string | undefined, code: 0, log: '' };
    for (const step of steps) {
      const condition =
        step.if === undefined ? true : evaluate(fill(step.if.replace(/^\$\{\{|\}\}$/g, ''), {}), contexts);
      // A failure skips what does not ask for it.
      if (!condition || (played.failed !== undefined && !step.if?.includes('cancelled()'))) continue;
      if (step.uses !== undefined) {
        this.#use(step, contexts);
        continue;
      }
      const [output, environment] = ['output', 'env'].map((name) => join(this.#workspace, '..', `github-${name}`));
      for (const path of [output, environment]) writeFileSync(path ?? '', '');
      const own = Object.entries(step.env ?? {}).map(([name, value]) => [name, fill(value, contexts)]);
      const cwd = join(this.#workspace, step['working-directory'] ?? '.');
      const files = { GITHUB_OUTPUT: output, GITHUB_ENV: environment };
      const script = ['-e', '-c', step.run ?? ''];
      const ended = await run(step.shell ?? shell, script, { ...variables, ...files, ...Object.fromEntries(own) }, cwd);
      played.log += `## ${step.name}\n${ended.text}`;
      if (step.id !== undefined) contexts['steps'][step.id] = { outputs: pairsIn(output) };
      Object.assign(variables, pairsIn(environment));
      if (ended.code === 0) continue;
      played.failed ??= step.name;
      played.code ||= ended.code;
    }
    return { ...played, contexts };
  }

  #use({ uses = '', with: given = {} }: Step, contexts: Contexts): void {
    const [action = ''] = uses.split('@');
    const options = Object.fromEntries(Object.entries(given).map(([name, value]) => [name, fill(value, contexts)]));
    const { path = '', repository, name = '', pattern } = options;
    const place = join(this.#workspace, path);
    if (action === 'actions/checkout') {
      if (repository !== undefined) copyPackage(place);
      else git('clone', '--quiet', '--depth', options['fetch-depth'] ?? '1', `file://${this.#kernel}`, place);
    } else if (action === 'actions/upload-artifact') {
      if (!existsSync(place)) {
        if (options['if-no-files-found'] === 'error') throw new Error(`nothing to upload: ${path}`);
        return;
      }
      const to = join(this.#store, name);
      rmSync(to, { recursive: true, force: true });
      // A file is in its artefact by its name; of a folder, what is in it.
      cpSync(place, statSync(place).isDirectory() ? to : join(to, basename(place)), { recursive: true });
      this.artefacts.set(name, to);
    } else if (action === 'actions/download-artifact') {
      const wanted = new RegExp(`^${(pattern ?? name).replace('*', '.*')}$`);
      for (const [each, from] of this.artefacts) {
        if (wanted.test(each)) cpSync(from, pattern === undefined ? place : join(place, each), { recursive: true });
      }
    } else if (!action.startsWith('actions/cache/')) throw new Error(`no such action here: ${uses}`);
  }
}

/** What a checkout of pinproof has, without what is installed there. */
function copyPackage(to: string): void {
  rmSync(to, { recursive: true, force: true });
  for (const name of ['package.json', 'package-lock.json', 'harness', 'kconfigs', 'vm', 'workloads']) {
    cpSync(join(checkout, name), join(to, name), { recursive: true });
  }
}

/** For the `npm` of a test: what `npm ci` leaves, from what is installed here. */
export const fakeNpm = `mkdir -p node_modules
ln -sfn ${checkout}node_modules/* ${checkout}node_modules/.bin node_modules/
touch node_modules/.package-lock.json
`;

/** Not waited for in sync: a server of the test's own process may be what it talks to. */
function run(
  file: string,
  args: string[],
  env: NodeJS.ProcessEnv,
  cwd: string,
): Promise<{ code: number; text: string }> {
  return new Promise((resolve) => {
    execFile(file, args, { cwd, env, timeout: 120_000, maxBuffer: 2 ** 24 }, (error, stdout, stderr) => {
      const code = error === null ? 0 : typeof error.code === 'number' ? error.code : -1;
      resolve({ code, text: stdout + stderr });
    });
  });
}

function pairsIn(path: string | undefined): Record<string, string> {
  const lines = readFileSync(path ?? '', 'utf8').split('\n');
  return Object.fromEntries(lines.flatMap((line) => (line === '' ? [] : [line.split(/=(.*)/s).slice(0, 2)])));
}

export function git(...args: string[]): string {
  const identity = ['-c', 'user.name=a', '-c', 'user.email=a@example.org', '-c', 'init.defaultBranch=main'];
  const { status, stdout, stderr } = spawnSync('git', [...identity, ...args], { encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
  return stdout.trim();
}
