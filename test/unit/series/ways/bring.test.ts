import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, delimiter, join } from 'node:path';
import t, { type Test } from 'tap';
import { readSeries } from '../../../../harness/series/read.ts';
import { bringSeries } from '../../../../harness/series/ways/bring.ts';

const latin = (text: string): Buffer => Buffer.from(text, 'latin1');

/** A repository with commits in a row, each of which changes a file. */
class Repository {
  readonly path: string;

  constructor(path: string) {
    this.path = path;
    mkdirSync(path, { recursive: true });
    this.git('init', '--quiet', '--initial-branch=main');
    this.commit('start', 'a.c', 'int a;\n');
  }

  git(...args: string[]): string {
    const identity = ['-c', 'user.name=A Person', '-c', 'user.email=a@example.org'];
    const env = { PATH: process.env['PATH'], GIT_CONFIG_GLOBAL: '/dev/null' };
    return execFileSync('git', ['-C', this.path, ...identity, ...args], { encoding: 'utf8', env }).trim();
  }

  commit(subject: string, file: string, text: string): string {
    writeFileSync(join(this.path, file), latin(text));
    this.git('add', '--all');
    this.git('commit', '--quiet', `--message=${subject}`, '--message=Because.');
    return this.git('rev-parse', 'HEAD');
  }
}

interface World {
  folder: string;
  linux: Repository;
  bring: (text: string) => ReturnType<typeof bringSeries>;
}

function world(t: Test): World {
  const folder = t.testdir({});
  const place = { folder, cache: join(folder, 'cache') };
  return { folder, linux: new Repository(join(folder, 'linux')), bring: (text) => bringSeries(text, place) };
}

const subjectsIn = async (path: string | undefined): Promise<string[]> =>
  (await readSeries(path ?? '')).map(({ subject }) => subject);

t.test('a path is none of this', async (t) => {
  const { bring } = world(t);
  for (const text of ['series', '/abs/olute', 'git/series', 'pull']) t.equal(await bring(text), undefined, text);
});

t.test('a git range: its commits in order, whatever the user’s configuration makes of patches', async (t) => {
  const { folder, linux, bring } = world(t);
  const start = linux.git('rev-parse', 'HEAD');
  linux.commit('mm: one', 'a.c', 'int a; /* \u00e9 */\n');
  const end = linux.commit('mm: two', 'b.c', 'int b;\n');
  for (const [key, value] of Object.entries({
    'diff.noprefix': 'true',
    'diff.context': '0',
    'format.attach': 'true',
    'format.subjectPrefix': 'RFC',
    'format.coverLetter': 'true',
    'format.suffix': '.txt',
    'format.signature': '--- a/evil',
  }))
    linux.git('config', key, value);
  const brought = await bring('git:linux#main~2..main');
  t.match(brought, {
    origin: `git:${basename(linux.path)}#${start}..${end}`,
    base: `git:${linux.path}#${start}`,
  });
  const patches = await readSeries(brought?.path ?? '');
  t.match(patches, [
    {
      name: '0001-mm-one.patch',
      subject: 'mm: one',
      author: 'A Person <a@example.org>',
      body: 'Because.',
      files: ['a.c'],
    },
    { subject: 'mm: two', files: ['b.c'] },
  ]);
  t.ok(patches[0]?.diff.includes(latin('+int a; /* \u00e9 */\n')), 'its bytes are those of the commit');
  const raw = readFileSync(join(brought?.path ?? '', '0001-mm-one.patch'), 'latin1');
  t.match(raw, /\nSubject: \[PATCH 1\/2\] mm: one\n(?:MIME-Version: .*\n)?(?:Content-.*: .*\n)*\nBecause\.\n---\n/);
  t.notMatch(raw, /multipart|evil/);
  t.equal((await bring(`git:linux#${start}..`))?.path, brought?.path, 'the same commits by other names');

  linux.commit('mm: three', 'b.c', 'int c;\n');
  t.same(await subjectsIn(brought?.path), ['mm: one', 'mm: two'], 'what was brought stays when the branch goes on');
  t.same(await subjectsIn((await bring('git:linux#main~2..main'))?.path), ['mm: two', 'mm: three']);
  t.same(
    readdirSync(join(folder, 'cache/series')).filter((name) => name.startsWith('.')),
    [],
  );
});

t.test('A...B is what B has since it parted from A', async (t) => {
  const { linux, bring } = world(t);
  linux.git('checkout', '--quiet', '-b', 'topic');
  linux.commit('mm: mine', 'mine.c', 'x\n');
  linux.git('checkout', '--quiet', 'main');
  linux.commit('mm: theirs', 'theirs.c', 'x\n');
  const brought = await bring('git:linux#main...topic');
  t.same(await subjectsIn(brought?.path), ['mm: mine']);
  t.equal(brought?.base, `git:${linux.path}#${linux.git('rev-parse', 'main~1')}`);
});

t.test('a range that is no series', async (t) => {
  const { folder, linux, bring } = world(t);
  linux.git('checkout', '--quiet', '-b', 'topic');
  linux.commit('mm: mine', 'mine.c', 'x\n');
  linux.git('checkout', '--quiet', 'main');
  linux.commit('mm: theirs', 'theirs.c', 'x\n');
  linux.git('merge', '--quiet', '--no-ff', '--message=Merge topic', 'topic');
  linux.git('checkout', '--quiet', '--orphan', 'other');
  linux.commit('another world', 'o.c', 'x\n');
  const mistakes: Record<string, RegExp> = {
    'git:linux#main~1..main': /there are merges in the range, and a merge is no patch\n {2}[0-9a-f]+ Merge topic\n/,
    'git:linux#main..main': /the range is empty: both ends are the same commit/,
    'git:linux#main..main~1': /there is no patch in it/,
    'git:linux#main...other': /have no history in common\n?/,
    'git:linux#main': /a series from git has a repository and a range\n {2}-> write git:REPOSITORY#A\.\.B/,
    'git:linux#..': /a series from git has a repository and a range/,
    'git:linux': /a series from git has a repository and a range/,
    'git:nowhere#a..b': /nowhere: there is no such repository/,
    'git:linux#v9..main': /linux: there is no commit "v9"\n/,
    'git:linux#--all..main': /there is no commit "--all"/,
    'git:linux#main..--output=x': /there is no commit "--output=x"/,
  };
  for (const [text, message] of Object.entries(mistakes))
    await t.rejects(bring(text), { blame: 'input', message }, text);
  t.notOk(existsSync(join(folder, 'x')));
});

/** A server's repository with a pull request, as GitHub has it, and a clone of it. */
function forge(t: Test): World & { clone: Repository; head: string; base: string } {
  const all = world(t);
  const { folder, linux } = all;
  linux.git('checkout', '--quiet', '-b', 'topic');
  linux.commit('mm: mine', 'mine.c', 'x\n');
  const head = linux.commit('mm: mine too', 'mine.c', 'y\n');
  linux.git('checkout', '--quiet', 'main');
  const base = linux.commit('mm: theirs', 'theirs.c', 'x\n');
  linux.git('update-ref', 'refs/pull/7/head', head);
  linux.git('config', 'uploadpack.allowFilter', 'true');
  linux.git('branch', '--quiet', '--delete', '--force', 'topic');
  execFileSync('git', ['clone', '--quiet', linux.path, join(folder, 'clone')]);
  const clone = Object.create(Repository.prototype, { path: { value: join(folder, 'clone') } }) as Repository;
  return { ...all, clone, head, base };
}

const mine = ['mm: mine', 'mm: mine too'];

t.test('a pull request: fetched from the clone’s origin, and nothing of the clone is changed', async (t) => {
  const { linux, clone, head, bring } = forge(t);
  const refs = clone.git('for-each-ref');
  const brought = await bring('pull:clone#7');
  t.same(await subjectsIn(brought?.path), mine);
  t.equal(brought?.origin, `pull:clone#7#${linux.git('rev-parse', 'main~1')}..${head}`);
  t.equal(clone.git('for-each-ref'), refs);
  t.notOk(existsSync(join(clone.path, '.git/FETCH_HEAD')));

  // The branch that it is to go to is not the default one: only GitHub's own merge says so.
  linux.git('checkout', '--quiet', '-b', 'next', head);
  linux.git('reset', '--quiet', '--hard', `${head}~1`);
  linux.git('merge', '--quiet', '--no-ff', '--message=Merge', head);
  linux.git('update-ref', 'refs/pull/7/merge', 'HEAD');
  t.same(await subjectsIn((await bring('pull:clone#7'))?.path), ['mm: mine too']);
});

t.test('a pull request by URL, without a clone', async (t) => {
  const { linux, bring } = forge(t);
  const url = `file://${linux.path}`;
  for (const turn of ['first', 'again']) t.same(await subjectsIn((await bring(`pull:${url}#7`))?.path), mine, turn);
});

t.test('the pull request of the workflow that runs', async (t) => {
  const { folder, clone, head, base, bring } = forge(t);
  const path = join(folder, 'event.json');
  t.teardown(() => delete process.env['GITHUB_EVENT_PATH']);
  delete process.env['GITHUB_EVENT_PATH'];
  await t.rejects(bring('pull:clone'), { blame: 'input', message: /no workflow runs here\n {2}-> say which one/ });
  process.env['GITHUB_EVENT_PATH'] = path;
  writeFileSync(path, JSON.stringify({ ref: 'refs/heads/main' }));
  await t.rejects(bring('pull:clone'), { blame: 'input', message: /does not run for a pull request/ });
  writeFileSync(path, JSON.stringify({ pull_request: { number: 7, base: { sha: base }, head: { sha: head } } }));
  t.same(await subjectsIn((await bring('pull:clone'))?.path), mine);
  execFileSync('git', ['clone', '--quiet', '--depth=1', `file://${join(folder, 'linux')}`, join(folder, 'shallow')]);
  await t.rejects(bring('pull:shallow'), { blame: 'input', message: /the clone is shallow\n {2}-> .*fetch-depth: 0/ });
  t.equal(clone.git('status', '--porcelain'), '');
});

t.test('a pull request that is not there', async (t) => {
  const { bring } = forge(t);
  const mistakes: Record<string, RegExp> = {
    'pull:clone#8': /there is no pull request 8/,
    'pull:clone#x': /a pull request has a repository and a number/,
    'pull:nowhere#7': /nowhere: there is no such repository/,
    'pull:linux#7': /git cannot get it\n/,
    'pull:file:///nowhere/at/all#7': /git cannot get it\n/,
  };
  for (const [text, message] of Object.entries(mistakes))
    await t.rejects(bring(text), { blame: 'input', message }, text);
});

/** A b4 that notes how it was called. */
function fakeB4(t: Test, folder: string, script: string): void {
  const bin = join(folder, 'bin');
  mkdirSync(bin, { recursive: true });
  writeFileSync(join(bin, 'b4'), `#!/bin/sh\necho "$@" >>${join(folder, 'calls')}\n${script}`);
  chmodSync(join(bin, 'b4'), 0o755);
  const before = process.env['PATH'];
  process.env['PATH'] = [bin, before].join(delimiter);
  t.teardown(() => {
    process.env['PATH'] = before;
  });
}

const threaded = `From git@z Thu Jan  1 00:00:00 1970\nSubject: [PATCH] mm: it\nFrom: A <a@b.c>\nMessage-Id: <1@x>\n\nWhy \u00e9.\n---\n--- a/a.c\n+++ b/a.c\n@@ -1 +1 @@\n-a\n+b\n`;

t.test('a message: what b4 finds, kept as it was found', async (t) => {
  const { folder, bring } = world(t);
  writeFileSync(join(folder, 'thread'), latin(threaded));
  fakeB4(
    t,
    folder,
    `cp ${join(folder, 'thread')} "$3/v2_20261123_a_mm_it.mbx"; echo cover >"$3/v2_20261123_a_mm_it.cover"\n`,
  );
  const brought = await bring('msgid:<20261123.1-a@example.org>');
  t.match(await readSeries(brought?.path ?? ''), [{ name: 'series.mbox', subject: 'mm: it', messageIds: ['1@x'] }]);
  t.equal(brought?.origin, 'msgid:20261123.1-a@example.org');
  t.same(readFileSync(brought?.path ?? ''), latin(threaded));
  t.equal((await bring('https://lore.kernel.org/linux-mm/20261123.1-a%40example.org/T/#u'))?.path, brought?.path);
  t.match(readFileSync(join(folder, 'calls'), 'utf8'), /^(am --outdir \S+ 20261123\.1-a@example\.org\n){2}$/);
});

t.test('a message that b4 does not find, b4 that is not there, and what is no message', async (t) => {
  const { folder, bring } = world(t);
  await t.rejects(bring('msgid:1@x'), {
    blame: 'input',
    message: /b4 is not installed.*\n {2}-> apt-get install b4; or save the thread/,
  });
  for (const text of ['msgid:', 'msgid:--help@x', 'msgid:a b@c', 'https://lore.kernel.org/linux-mm/'])
    await t.rejects(bring(text), { blame: 'input', message: /there is no Message-ID in it/ }, text);
  fakeB4(
    t,
    folder,
    'echo "Looking up https://lore.kernel.org" >&2; echo "That message-id is not known." >&2; exit 1\n',
  );
  await t.rejects(bring('msgid:1@x'), {
    message: /b4 does not find the series of 1@x\n.*\n {2}That message-id is not known\./,
  });
});
