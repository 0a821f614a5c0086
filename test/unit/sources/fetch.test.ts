import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { type FetchedSource, fetchSource } from '../../../harness/sources/fetch.ts';
import { parseSource } from '../../../harness/sources/source.ts';

const kernel = { Makefile: 'all:\n', Kconfig: '', mm: { 'gup.c': 'int gup;\n' } };

const fetchFrom = async (folder: string, text: string): Promise<FetchedSource> =>
  fetchSource(await parseSource(text, folder), join(folder, 'cache'));

/** Nothing of the user's own configuration, and of a hook's environment only what a test sets. */
function git(folder: string, ...args: string[]): string {
  const identity = ['-c', 'user.name=a', '-c', 'user.email=a@example.org', '-c', 'commit.gpgsign=false'];
  const env = { PATH: process.env['PATH'], HOME: folder, GIT_CONFIG_NOSYSTEM: '1' };
  return execFileSync('git', ['-C', folder, ...identity, ...args], {
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  }).toString();
}

function repository(folder: string): string {
  git(folder, 'init', '--quiet');
  git(folder, 'add', '--all');
  git(folder, 'commit', '--quiet', '--message=one');
  git(folder, 'tag', '--annotate', '--message=tag', 'v1');
  return folder;
}

t.test('a git source is the ref’s content, in the cache once for each content', async (t) => {
  const folder = t.testdir({ linux: kernel });
  const linux = repository(join(folder, 'linux'));
  const first = await fetchFrom(folder, 'git:linux#v1');
  t.equal(first.label, `v1 ${git(linux, 'rev-parse', 'HEAD').slice(0, 12)}`);
  t.same(readdirSync(first.folder).sort(), ['Kconfig', 'Makefile', 'mm'], 'no .git, no archive');

  git(linux, 'commit', '--quiet', '--allow-empty', '--message=two');
  t.equal((await fetchFrom(folder, 'git:linux#HEAD')).key, first.key, 'another commit of the same tree');
  writeFileSync(join(linux, 'mm/gup.c'), 'int other;\n');
  t.equal((await fetchFrom(folder, 'git:linux#HEAD')).key, first.key, 'what is not committed is no part of a ref');
  git(linux, 'commit', '--quiet', '--all', '--message=three');
  t.not((await fetchFrom(folder, 'git:linux#HEAD')).key, first.key);
});

t.test('a checkout as it stands: work that is not committed, new files, nothing that is ignored', async (t) => {
  const folder = t.testdir({ linux: { ...kernel, '.gitignore': '*.o\n' } });
  const linux = repository(join(folder, 'linux'));
  const clean = await fetchFrom(folder, 'linux');
  writeFileSync(join(linux, 'mm/gup.c'), 'int changed;\n');
  writeFileSync(join(linux, 'mm/new.c'), 'int added;\n');
  writeFileSync(join(linux, 'mm/gup.o'), 'object');
  const [index, status] = [readFileSync(join(linux, '.git/index')), git(linux, 'status', '--porcelain')];
  const dirty = await fetchFrom(folder, 'linux');
  t.not(dirty.key, clean.key);
  t.same(readdirSync(join(dirty.folder, 'mm')).sort(), ['gup.c', 'new.c']);
  t.equal(readFileSync(join(dirty.folder, 'mm/gup.c'), 'utf8'), 'int changed;\n');
  t.same(readFileSync(join(linux, '.git/index')), index, 'the checkout’s index is left alone');
  t.equal(git(linux, 'status', '--porcelain'), status);

  symlinkSync(linux, join(folder, 'link'));
  t.equal((await fetchFrom(folder, 'link')).key, dirty.key, 'by way of a symbolic link it is a checkout too');
});

t.test('GIT_DIR and its like, as a hook or a bisection sets them, do not name another repository', async (t) => {
  const folder = t.testdir({ linux: kernel, other: { Makefile: 'other' } });
  repository(join(folder, 'linux'));
  const other = repository(join(folder, 'other'));
  const odd = { GIT_DIR: join(other, '.git'), GIT_WORK_TREE: other, GIT_INDEX_FILE: join(other, '.git/index') };
  Object.assign(process.env, odd);
  t.teardown(() => {
    for (const name of Object.keys(odd)) delete process.env[name];
  });
  for (const text of ['git:linux#v1', 'linux']) {
    const { folder: fetched } = await fetchFrom(folder, text);
    t.equal(readFileSync(join(fetched, 'mm/gup.c'), 'utf8'), 'int gup;\n', text);
  }
});

t.test(
  'a plain folder: its content and modes make the key, not its times; the copy shares nothing with it',
  async (t) => {
    const folder = t.testdir({ linux: kernel });
    const file = join(folder, 'linux/mm/gup.c');
    const first = await fetchFrom(folder, 'linux');
    t.not(statSync(join(first.folder, 'mm/gup.c')).ino, statSync(file).ino, 'the user may edit it later');
    writeFileSync(file, readFileSync(file));
    t.equal((await fetchFrom(folder, 'linux')).key, first.key);
    chmodSync(file, 0o755);
    const second = await fetchFrom(folder, 'linux');
    t.not(second.key, first.key);
    writeFileSync(file, 'int other;\n');
    t.not((await fetchFrom(folder, 'linux')).key, second.key);

    writeFileSync(join(folder, 'linux/.config'), '');
    await t.rejects(fetchFrom(folder, 'linux'), {
      blame: 'input',
      message: /products of a build.*\n {2}-> make -C .* mrproper/,
    });
  },
);

t.test('a tarball, keyed by what is in it', async (t) => {
  const folder = t.testdir({ 'linux-6.1': kernel });
  const pack = (name: string): void =>
    void execFileSync('tar', ['-C', folder, '-caf', join(folder, name), 'linux-6.1']);
  pack('linux.tar');
  const first = await fetchFrom(folder, 'linux.tar');
  t.equal(readFileSync(join(first.folder, 'mm/gup.c'), 'utf8'), 'int gup;\n');
  execFileSync('cp', [join(folder, 'linux.tar'), join(folder, 'copy.tar')]);
  t.equal((await fetchFrom(folder, 'copy.tar')).key, first.key);
  writeFileSync(join(folder, 'linux-6.1/mm/gup.c'), 'int other;\n');
  pack('linux.tar');
  t.not((await fetchFrom(folder, 'linux.tar')).key, first.key, 'the same path with another content');
});

t.test('a source that cannot be is an input error, and leaves nothing in the cache', async (t) => {
  const folder = t.testdir({ linux: kernel, plain: { 'a.txt': '' }, 'broken.tar': 'no tarball', 'a.txt': '' });
  repository(join(folder, 'linux'));
  const mistakes: Record<string, RegExp> = {
    nowhere: /^source nowhere: there is no such file or folder\n {2}-> a source is debian:/,
    'a.txt': /neither a folder nor a tarball/,
    plain: /plain: this is no kernel tree: it has no Makefile and Kconfig at its top/,
    'broken.tar': /broken\.tar: the tarball cannot be unpacked\n {2}tar: /,
    'git:linux': /a git source has a repository and a ref\n {2}-> write git:REPOSITORY#REF/,
    'git:linux#a#b': /a git source has a repository and a ref/,
    'git:nowhere#v1': /nowhere: there is no such repository/,
    'git:linux#v9': /linux: there is no ref "v9"\n {2}-> git -C .* branch --all/,
    'git:linux#--all': /there is no ref "--all"/,
    'debian:linux-image': /"linux-image" is not the name of a Debian package of kernel sources/,
    'debian:linux-source-1.0': /the package is not installed\n {2}-> apt-get install linux-source-1\.0/,
  };
  for (const [text, message] of Object.entries(mistakes)) {
    await t.rejects(fetchFrom(folder, text), { blame: 'input', message }, text);
  }
  const sources = join(folder, 'cache/sources');
  t.same(existsSync(sources) ? readdirSync(sources) : [], []);
});

t.test('a source that was removed is fetched again', async (t) => {
  const folder = t.testdir({ linux: kernel });
  const { folder: fetched } = await fetchFrom(folder, 'linux');
  rmSync(fetched, { recursive: true });
  t.equal((await fetchFrom(folder, 'linux')).folder, fetched);
  t.ok(existsSync(join(fetched, 'Makefile')));
});
