import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { World } from './helpers.ts';

const workload = 'rdma-write-writeback';
const lines = (text: string, start: string): string[] => text.split('\n').filter((line) => line.startsWith(start));

t.test('a run leaves its verdict in every format, and report prints each', async (t) => {
  const world = new World(t.testdir({}));
  const suite = world.suite('formats', { fix: world.behaviour('fix', workload, 'pass') });
  const run = await world.pinproof('run', suite);
  t.equal(run.code, 0, run.stderr);
  t.match(world.latest('junit.xml'), /<testsuites name="pinproof formats" tests="5" failures="0" errors="0">/);
  t.match(world.latest('report.ktap'), /^KTAP version 1\n1\.\.3\n/);
  t.match(world.latest('report.html'), /^<!DOCTYPE html>[\s\S]*<h1 class="tone-good">Nothing regressed<\/h1>/);
  t.match(world.latest('report.md'), /^## pinproof formats: Nothing regressed\n/);
  for (const [format, file] of [
    ['junit', 'junit.xml'],
    ['ktap', 'report.ktap'],
    ['markdown', 'report.md'],
    ['json', 'verdict.json'],
    ['html', 'report.html'],
  ] as const) {
    const { code, stdout, stderr } = await world.pinproof('report', '--format', format);
    t.same([code, stdout], [0, world.latest(file)], stderr);
  }
  t.same(await world.pinproof('report', '--format', 'text'), { ...run, stderr: '' });
  t.notMatch(run.stdout + run.stderr, /^::/m, 'no runner is spoken to where there is none');
  const wrong = await world.pinproof('report', '--format', 'xml');
  t.equal(wrong.code, 2);
  t.match(
    wrong.stderr,
    /Allowed choices are text, json, html, scoreboard, scoreboard-json, junit, ktap, markdown, github/,
  );
});

t.test('under GitHub Actions: annotations, the summary, and a table that commands nothing', async (t) => {
  const world = new World(t.testdir({}));
  const summary = world.write('summary.md', 'before\n');
  const github = { GITHUB_ACTIONS: 'true', GITHUB_STEP_SUMMARY: summary };
  const broken = world.series('broken', 'mm/gup.c', 'GUEST(', 'int unfinished GUEST(');
  const warned = world.series('warned', 'mm/gup.c', '\treturn sizeof', '\tint unused;\n\treturn sizeof');
  const suite = world.suite('ci', { broken, warned, worse: world.behaviour('worse', 'mmap-store-writeback', 'oops') });
  const { code, stdout, stderr } = await world.start(['run', suite], github).ended;
  t.equal(code, 1, stderr);

  const token = /^::stop-commands::(\S+)\n/.exec(stdout)?.[1];
  t.ok(token && token.length > 20 && stdout.endsWith(`\n::${token}::\n`), stdout);
  const errors = lines(stderr, '::error ');
  t.equal(errors.length, 1, stderr);
  t.match(errors[0], /^::error title=pinproof%3A worse%3A mmap-store-writeback%3A regressed::/);
  t.match(stderr, /^::add-matcher::\/.*\/harness\/gcc-matcher\.json\n/m);
  t.match(
    stderr,
    /^::group::what the compiler says of broken\n::stop-commands::.*\nmm\/gup\.c:\d+: the tree does not build\n {2}mm\/gup\.c:\d+:\d+: error: /m,
  );
  t.match(stderr, /^mm\/gup\.c:\d+: warning: .*unused.*$/m);
  t.match(stderr, /^::remove-matcher owner=pinproof-gcc::$/m);
  t.match(readFileSync(summary, 'utf8'), /^before\n## pinproof ci: Regression\n/);

  const json = await world.start(['run', suite, '--json'], github).ended;
  t.match(JSON.parse(json.stdout), { conclusion: 'regression' }, 'standard output is JSON and nothing else');
  t.equal(readFileSync(summary, 'utf8').match(/^## pinproof ci/gm)?.length, 2);

  const again = await world.start(['report'], github).ended;
  t.notMatch(again.stderr, '::error', 'a run is announced once');
  const asked = await world.pinproof('report', '--format', 'github');
  t.match(asked.stdout, /^::error file=mm\/gup\.c,line=\d+,title=pinproof%3A broken does not build::mm\/gup\.c/);
  t.match(asked.stdout, /^::warning file=mm\/gup\.c,line=\d+,title=pinproof%3A warned adds a build warning::/m);
});

t.test('under GitHub Actions, where no tree is left to judge', async (t) => {
  const world = new World(t.testdir({}));
  const summary = world.write('summary.md', '');
  const github = { GITHUB_ACTIONS: 'true', GITHUB_STEP_SUMMARY: summary };
  const series = world.series('old', 'mm/gup.c', 'GUEST(', 'static int unused; GUEST(');
  // The line that it changes is another one meanwhile.
  world.series('x', 'mm/gup.c', 'GUEST(', 'GUEST(');
  const gup = join(world.kernel, 'mm/gup.c');
  world.write('kernel/mm/gup.c', readFileSync(gup, 'utf8').replace('GUEST(', 'int new; GUEST('));
  const { code, stderr } = await world.start(['run', world.suite('old', { old: series })], github).ended;
  t.equal(code, 3, stderr);
  t.match(stderr, /^::error title=pinproof%3A old does not apply::/m);
  t.match(stderr, /^::stop-commands::(\S+)\npinproof: no candidate is left to judge\n[\s\S]*\n::\1::$/m);
  t.match(readFileSync(summary, 'utf8'), /^## pinproof old: no verdict\n\n\*\*old does not apply\*\*\n/);
  t.notOk(existsSync(join(world.cwd, 'pinproof-out/latest/verdict.json')));
});

t.test('a summary that cannot be written changes no exit code', async (t) => {
  const world = new World(t.testdir({}));
  const suite = world.suite('summary', { fix: world.behaviour('fix', workload, 'pass') });
  const github = { GITHUB_ACTIONS: 'true', GITHUB_STEP_SUMMARY: join(world.folder, 'no/such/folder') };
  const { code, stderr } = await world.start(['run', suite], github).ended;
  t.equal(code, 0);
  t.match(stderr, /pinproof: the job summary cannot be written: ENOENT/);
});
