import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { checkResultsSchema } from '../../harness/records/outputs/check.ts';
import { World } from './helpers.ts';

const workload = 'rdma-write-writeback';

/** As b4 reads it: JSON on standard output, if there is any; else the exit code. */
async function check(world: World, mail: string, ...args: string[]) {
  const { code, stdout, stderr } = await world.start(['check', ...args], {}, mail).ended;
  const [result] = stdout === '' ? [] : checkResultsSchema.parse(JSON.parse(stdout));
  return { code, result, stderr };
}

/** A patch as it comes by mail, with the diff of a series. */
const mailed = (series: string, id: string): string =>
  `Message-ID: <${id}>\n${readFileSync(join(series, '0001-change.patch'), 'utf8')}`;

t.test('a patch and its cover letter find the run of their series', async (t) => {
  const world = new World(t.testdir({}));
  const fix = world.behaviour('fix', workload, 'pass');
  const worse = world.behaviour('worse', 'mmap-store-writeback', 'oops');
  // As git format-patch --thread writes it: an answer to the cover letter.
  const path = join(worse, '0001-change.patch');
  writeFileSync(path, `Message-ID: <1@example.org>\nIn-Reply-To: <cover@example.org>\n${readFileSync(path, 'utf8')}`);

  const none = await check(world, mailed(fix, 'one@example.org'));
  t.equal(none.code, 0, none.stderr);
  t.match(none.result, { tool: 'pinproof', status: 'warn', summary: 'not run yet' });
  t.match(
    none.result?.details,
    /\n {2}b4 am --outdir series one@example\.org\n {2}pinproof run --base git:\.#HEAD --series series\/\*\.mbx\n/,
  );

  await world.pinproof('plan', world.suite('both', { fix, worse }));
  await world.pinproof('build');
  const begun = await check(world, mailed(fix, 'one@example.org'));
  t.match(begun.result, { status: 'warn', summary: 'a run of it (fix) has no verdict yet' });

  const run = await world.pinproof('run', world.suite('both', { fix, worse }));
  t.equal(run.code, 1, run.stderr);
  world.forget();
  const fixed = await check(world, mailed(fix, 'another@example.org'));
  t.match(fixed.result, {
    status: 'pass',
    summary: /^Nothing regressed against kernel, 6\.1\.0-fake: 1 fixed; 1 unchanged-good$/,
    details: /✗ fail +✓ pass +fixed\n[\s\S]*artefacts +\/.*\/pinproof-out\/both-/,
  });
  t.notMatch(fixed.result?.details, 'worse', 'nothing of the other candidate');
  t.match(fixed.result?.url, /^file:\/\/\/.*\/report\.html$/);

  mkdirSync(join(world.cwd, 'pinproof-out/latest/'), { recursive: true });
  const regressed = await check(world, mailed(worse, 'x@example.org'), 'pinproof-out');
  t.match(regressed.result, { status: 'fail', summary: /^Regression against .*: 1 regressed; 1 unchanged-bad$/ });
  t.match(regressed.result?.url, /^file:\/\/\/.*\/pinproof-out\/both-[\d-]+\/report\.html$/);

  const cover = 'Message-ID: <cover@example.org>\nFrom: A <a@b.c>\nSubject: [PATCH 0/1] worse\n\nA series.\n';
  t.match((await check(world, cover)).result, { status: 'fail' });
  t.match((await check(world, cover.replace('cover@', 'other@'))).result, { status: 'warn', summary: 'not run yet' });
  t.same(world.guests(), [], 'it makes no run');
});

t.test('another diff under the Message-Id of a patch that was run is not that patch', async (t) => {
  const world = new World(t.testdir({}));
  const fix = world.behaviour('fix', workload, 'pass');
  const path = join(fix, '0001-change.patch');
  const mail = mailed(fix, 'one@example.org');
  writeFileSync(path, mail);
  await world.pinproof('run', world.suite('one', { fix }));
  t.match((await check(world, mail)).result, { status: 'pass' });
  t.match((await check(world, mail.replace('"pass"', '"evil"'))).result, { status: 'warn', summary: 'not run yet' });
});

t.test('a series that does not build fails; one that does not apply is no fault of its own', async (t) => {
  const world = new World(t.testdir({}));
  const broken = world.series('broken', 'mm/gup.c', 'GUEST(', 'int unfinished GUEST(');
  await world.pinproof('run', world.suite('broken', { broken }));
  const built = await check(world, mailed(broken, 'a@b.c'));
  t.match(built.result, { status: 'fail', summary: 'broken does not build', details: /mm\/gup\.c:\d+:\d+: error: / });
  const gup = join(world.kernel, 'mm/gup.c');
  writeFileSync(gup, readFileSync(gup, 'utf8').replace('GUEST(', 'int new; GUEST('));
  rmSync(join(world.cwd, 'pinproof-out'), { recursive: true });
  await world.pinproof('run', world.suite('old', { broken }));
  t.match((await check(world, mailed(broken, 'a@b.c'))).result, { status: 'warn', summary: 'broken does not apply' });
});

t.test('what it cannot read', async (t) => {
  const world = new World(t.testdir({}));
  for (const [mail, args, message] of [
    ['', [], /standard input: /],
    ['hello', [], /standard input: this is neither a patch nor an mbox/],
    ['Message-ID: <a@b>\nFrom: x@y\nSubject: [PATCH 0/1] x\n\nx\n', ['no-such'], /no-such: there is no such folder/],
  ] as const) {
    const { code, result, stderr } = await check(world, mail, ...args);
    t.same([code, result], [2, undefined]);
    t.match(stderr, message);
  }
  world.write('work/pinproof-out/old-run/build.json', '{"format": "pinproof.build/0"}');
  const cover = "Message-ID: <$(id)'@b>\nFrom: x@y\nSubject: [PATCH 0/1] \u001b[31mx\n\nx\n";
  const { code, result, stderr } = await check(world, cover);
  t.equal(code, 0);
  t.match(stderr, /old-run\/build\.json.*: the record does not have the expected shape/, 'said, and passed over');
  t.notMatch(result?.details, /\$\(id\)/, 'nothing of a stranger is put into a command');
  t.match(result?.details, '--series SERIES.mbx');
});
