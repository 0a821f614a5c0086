import { mkdtemp, realpath, rm, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { z } from 'zod';
import { type Ended, outputOf, runProgram } from '../host/exec.ts';
import { exists, fillFolder } from '../host/folders.ts';
import { gitOptions } from '../host/gitOptions.ts';
import { contentKey, fileHash } from '../host/hash.ts';
import { runConfined } from '../host/sandbox/confine.ts';
import { scratchFolder } from '../host/scratch.ts';
import { readRecord, writeRecord } from '../store/records.ts';
import { markUsed } from '../store/retention/folders.ts';
import { infrastructureError, inputError } from '../text/errors.ts';
import { neutralText } from '../text/neutral.ts';
import type { Source } from './source.ts';

/** A kernel tree as it is before any series, in the cache; its files are shared by hard link and must never be written. */
export interface FetchedSource {
  /** Content address. */
  key: string;
  folder: string;
  /** What the source names today, for people: a package version, a commit, the name of a folder. No path of a machine. */
  label: string;
}

interface Identified {
  key: string;
  label: string;
  unpack: (folder: string) => Promise<void>;
}

/**
 * Brings a source into the cache, once for each content.
 * @param cache the cache folder
 * @throws input error where the package, ref or path is not there or is no kernel tree
 */
export async function fetchSource(source: Source, cache: string, signal?: AbortSignal): Promise<FetchedSource> {
  const { key, label, unpack } = await identify(source, cache, signal);
  const folder = join(cache, 'sources', key);
  await fillFolder(folder, async (temporary) => {
    await unpack(temporary);
    if (!(await exists(join(temporary, 'Makefile'))) || !(await exists(join(temporary, 'Kconfig')))) {
      throw inputError({
        what: 'this is no kernel tree: it has no Makefile and Kconfig at its top',
        where: describeSource(source),
      });
    }
  });
  await markUsed(folder);
  return { key, label, folder };
}

export function describeSource(source: Source): string {
  switch (source.kind) {
    case 'debian':
      return `debian:${source.package}`;
    case 'git':
      return `git:${source.repository}#${source.ref}`;
    default:
      return source.path;
  }
}

function identify(source: Source, cache: string, signal?: AbortSignal): Promise<Identified> {
  switch (source.kind) {
    case 'debian':
      return identifyPackage(source.package, cache, signal);
    case 'git':
      return identifyCommit(source.repository, source.ref, signal);
    case 'directory':
      return identifyDirectory(source.path, signal);
    case 'tarball':
      return identifyTarball(source.path, basename(source.path), cache, signal);
  }
}

async function identifyPackage(name: string, cache: string, signal?: AbortSignal): Promise<Identified> {
  const tarball = `/usr/src/${name}.tar.xz`;
  if (!(await exists(tarball))) {
    throw inputError({
      what: 'the package is not installed',
      where: `debian:${name}`,
      todo: `apt-get install ${name}`,
    });
  }
  // biome-ignore lint/suspicious/noTemplateCurlyInString: dpkg-query reads it.
  const query = await runProgram('dpkg-query', ['--show', '--showformat=${Version}', name]);
  const version = query.exitCode === 0 ? query.stdout : 'of unknown version';
  return identifyTarball(tarball, `${name} ${version}`, cache, signal);
}

async function identifyTarball(path: string, label: string, cache: string, signal?: AbortSignal): Promise<Identified> {
  const hash = await rememberedHash(path, cache);
  return {
    key: contentKey({ tarball: hash }),
    label,
    unpack: async (folder) => {
      const ended = await untar(path, folder, ['--strip-components=1'], signal);
      if (ended.exitCode !== 0) {
        throw inputError({
          what: 'the tarball cannot be unpacked',
          where: path,
          why: neutralText(ended.stderr.slice(-2000)),
        });
      }
    },
  };
}

/** Confined: a tarball is a stranger's, and so are the names in it. */
function untar(path: string, folder: string, how: readonly string[], signal?: AbortSignal): Promise<Ended> {
  const args = ['--extract', '--file', path, '--no-same-owner', '--no-same-permissions', ...how];
  const confinement = { folder, read: [path], write: [folder] };
  return runConfined('tar', args, confinement, signal === undefined ? {} : { signal });
}

const hashRecord = z.strictObject({ sha256: z.string() });

/** sha256 of a big file, remembered by path, size and times: reading it again costs more than a whole warm run. */
async function rememberedHash(path: string, cache: string): Promise<string> {
  const { size, mtimeMs, ctimeMs, ino } = await stat(path);
  const record = join(cache, 'hashes', `${contentKey({ path, size, mtimeMs, ctimeMs, ino })}.json`);
  const known = await readRecord(record, hashRecord);
  if (known !== undefined) return known.sha256;
  const sha256 = await fileHash(path);
  await writeRecord(record, { sha256 });
  return sha256;
}

async function identifyCommit(repository: string, ref: string, signal?: AbortSignal): Promise<Identified> {
  if (!(await exists(repository))) throw inputError({ what: 'there is no such repository', where: repository });
  const commit = await runProgram(
    'git',
    ['-C', repository, 'rev-parse', '--verify', '--quiet', `${ref}^{commit}`],
    gitOptions(),
  );
  if (commit.exitCode !== 0) {
    const why = commit.stderr.trim();
    throw inputError({
      what: `there is no ref "${ref}"`,
      where: repository,
      ...(why && { why }),
      todo: `git -C ${repository} branch --all lists what there is`,
    });
  }
  const tree = await outputOf('git', ['-C', repository, 'rev-parse', `${commit.stdout}^{tree}`], gitOptions());
  return identifyGitTree(repository, tree, `${ref} ${commit.stdout.slice(0, 12)}`, signal);
}

/** A git tree object is a content address already. */
function identifyGitTree(repository: string, tree: string, label: string, signal?: AbortSignal): Identified {
  return {
    key: contentKey({ git: tree }),
    label,
    unpack: async (folder) => {
      const tarball = join(folder, '.archive.tar');
      const options = signal === undefined ? {} : { signal };
      const archive = ['-C', repository, 'archive', '--format=tar', `--output=${tarball}`, tree];
      await outputOf('git', archive, { ...gitOptions(), ...options });
      const ended = await untar(tarball, folder, [], signal);
      if (ended.exitCode !== 0)
        throw infrastructureError({ what: 'what git archived cannot be unpacked', why: neutralText(ended.stderr) });
      await rm(tarball);
    },
  };
}

/**
 * A folder as it stands, uncommitted work included. In a git checkout that is what git tracks or does not
 * ignore, written as a tree object by way of a throw-away index; the checkout itself is left alone.
 */
async function identifyDirectory(path: string, signal?: AbortSignal): Promise<Identified> {
  const top = await runProgram('git', ['-C', path, 'rev-parse', '--show-toplevel', '--absolute-git-dir'], gitOptions());
  const [toplevel, gitFolder] = top.stdout.split('\n');
  if (top.exitCode === 0 && toplevel === (await realpath(path)) && gitFolder !== undefined) {
    const scratch = await mkdtemp(join(scratchFolder(), 'index-'));
    try {
      const index = join(scratch, 'index');
      // Starting from the checkout's own index lets git skip all files that did not change.
      await runProgram('cp', ['--preserve=timestamps', join(gitFolder, 'index'), index]);
      const options = gitOptions({ GIT_INDEX_FILE: index });
      await outputOf('git', ['-C', path, 'add', '--all'], { ...options, ...(signal && { signal }) });
      const tree = await outputOf('git', ['-C', path, 'write-tree'], options);
      return identifyGitTree(path, tree, `${basename(path)} as it stands`, signal);
    } finally {
      await rm(scratch, { recursive: true, force: true });
    }
  }
  if (await exists(join(path, '.config'))) {
    throw inputError({
      what: 'the folder holds the products of a build (.config), and is no git checkout that would tell them from sources',
      where: path,
      todo: `make -C ${path} mrproper, or give a git tree`,
    });
  }
  return identifyPlainFolder(path, signal);
}

async function identifyPlainFolder(path: string, signal?: AbortSignal): Promise<Identified> {
  const list = await outputOf(
    'sh',
    // One hash over names, modes and contents, by tools that stream: a kernel tree has 80,000 files.
    [
      '-c',
      'find . -printf "%y %m %p %l\\n" | LC_ALL=C sort | sha256sum; find . -type f -print0 | LC_ALL=C sort -z | xargs -0 sha256sum | sha256sum',
    ],
    { cwd: path, ...(signal && { signal }) },
  );
  return {
    key: contentKey({ folder: list }),
    label: basename(path),
    unpack: async (folder) => {
      await outputOf(
        'cp',
        ['--archive', '--reflink=auto', `${path}/.`, folder],
        signal === undefined ? {} : { signal },
      );
    },
  };
}
