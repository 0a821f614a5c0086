import t, { type Test } from 'tap';
import { fetchStrangersRun } from '../../../../harness/publish/artefact/fetch.ts';
import { zipLimit } from '../../../../harness/publish/artefact/records.ts';
import { aRun } from '../../../fixtures/run.ts';
import { verdicts } from '../../../fixtures/verdicts.ts';
import { zipOf } from '../../../fixtures/zip.ts';
import { aGitHub, aServer, FakeClock, heads } from '../helpers.ts';

const zip = zipOf([
  { name: 'verdict.json', content: JSON.stringify(verdicts['regressed']) },
  { name: 'build.json', content: JSON.stringify(aRun().build) },
]);
const artefact = { id: 31, run: 99, name: 'pinproof-records', zip };
const event = JSON.stringify({
  workflow_run: {
    id: 99,
    event: 'pull_request',
    head_sha: heads.now,
    head_branch: 'topic',
    head_repository: { id: 5, owner: { login: 'stranger' } },
    run_started_at: '2026-11-25T12:00:00Z',
  },
});

/** A pull request from a fork, which the event does not name. */
async function aFork(t: Pick<Test, 'teardown'>) {
  const clock = new FakeClock();
  const { server, state, url } = await aServer(t, clock);
  state.pulls.set(7, {
    head: heads.now,
    base: heads.base,
    from: { owner: 'stranger', branch: 'topic', repository: 5 },
  });
  state.artefacts.push(artefact);
  const told: string[] = [];
  const fetch = (given?: number) => fetchStrangersRun(aGitHub({ url, clock, told }), event, given);
  return { server, state, fetch, told };
}

t.test('the records of the run that the event names, of its last attempt', async (t) => {
  const { state, fetch } = await aFork(t);
  state.artefacts.push({ ...artefact, id: 5, zip: Buffer.from('older') });
  state.artefacts.push({ ...artefact, id: 40, zip: Buffer.from('of another run'), run: 98 });
  state.artefacts.push({ ...artefact, id: 41, zip: Buffer.from('another name'), name: 'pinproof-records-2' });
  state.artefacts.push({ ...artefact, id: 42, expired: true });
  t.match(await fetch(), { pull: 7, head: heads.now, verdict: { exitCode: 1 }, runName: 'test-run' });
});

t.test('a line that is cut is tried again; storage sees no token', async (t) => {
  const { server, fetch, told } = await aFork(t);
  server.fail(/^BLOB /, { cut: 'within' }, { cut: 'within' });
  t.match(await fetch(), { pull: 7 });
  t.match(told, [/no answer \(the answer was cut off\); waiting 1 s/, /waiting 2 s/]);
});

t.test('what is not there, not allowed, or too big', async (t) => {
  const { state, server, fetch } = await aFork(t);
  const rejects = (message: RegExp) => t.rejects(fetch(), { blame: 'input', message });
  state.artefacts = [{ ...artefact, expired: true }];
  await rejects(/run 99 has no artefact "pinproof-records" any more\n {2}it came to no verdict/);
  state.artefacts = [];
  await rejects(/run 99 has no artefact "pinproof-records"\n/);
  state.artefacts = [{ ...artefact, bytes: zipLimit + 1 }];
  await rejects(/artefact 31: the artefact has more than 8388608 bytes/);
  state.artefacts = [{ ...artefact, zip: Buffer.alloc(zipLimit + 1), bytes: 1 }];
  await rejects(/GET artefact 31 of octo\/linux: the artefact has more than 8388608 bytes/);
  server.fail(/runs\/99\/artifacts$/, { status: 403 });
  await rejects(/it needs actions: read/);
  state.pulls.clear();
  await rejects(/no open pull request has the head/);
});
