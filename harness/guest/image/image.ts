import { createHash } from 'node:crypto';
import { glob, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { fillFolder } from '../../host/folders.ts';
import { vmFolder } from '../../host/paths.ts';
import { findProgram } from '../../host/requirements.ts';
import { scratchFolder } from '../../host/scratch.ts';
import { devicesSchema, filesystemsSchema, imageSchema } from '../../records/inputs/vm.ts';
import { markUsed } from '../../store/retention/folders.ts';
import { infrastructureError } from '../../text/errors.ts';
import { readYaml } from '../../text/yaml.ts';
import { compileCell, compilePreload, compileWorkloads } from './compileWorkloads.ts';
import { cpioArchive, type Member, regularFile, symbolicLink } from './cpio.ts';
import { librariesOf } from './libraries.ts';
import { compileSelftests, type Selftests } from './selftests.ts';

export interface GuestImage {
  /** The initramfs. */
  path: string;
  /** Content address: the hash of its bytes. */
  key: string;
}

/** What differs from image to image. */
export interface ImageContents {
  workloads: readonly string[];
  /** Programs beside those of vm/image.yaml. */
  programs?: readonly string[];
  selftests?: Selftests;
  /** The machine's folder of shared libraries. */
  libraries: string;
}

/** The guest's own scripts, and where they stand in it. */
const scripts = {
  init: '/init',
  prepare: '/pinproof/prepare',
  'report.sh': '/pinproof/report.sh',
};

/**
 * Packs the guest image: Debian's programs with their libraries, the scripts and data of vm/, the compiled workloads.
 * The same inputs give the same bytes.
 * @throws infrastructure error where a program or file is not installed, or a workload does not compile
 */
export async function buildImage(cache: string, contents: ImageContents, signal?: AbortSignal): Promise<GuestImage> {
  const { workloads: names, programs = [], selftests, libraries } = contents;
  const scratch = await mkdtemp(join(scratchFolder(), 'image-'));
  try {
    const workloads = await compileWorkloads(scratch, names, signal);
    const preloads = await compilePreload(scratch, names, signal);
    const tests = selftests === undefined ? [] : await compileSelftests(selftests, scratch, signal);
    const cell = await compileCell(scratch, signal);
    const archive = cpioArchive([
      ...(await scriptMembers()),
      ...(await dataMembers()),
      ...(await systemMembers([cell, ...[...workloads, ...tests].map(({ path }) => path)], programs, libraries)),
      await executable('/pinproof/cell', cell),
      ...(await Promise.all(
        [...workloads, ...preloads].map(({ name, path }) => executable(`/workloads/${name}`, path)),
      )),
      ...(await Promise.all(tests.map(({ name, path }) => executable(`/bin/${name}`, path)))),
    ]);
    const key = createHash('sha256').update(archive).digest('hex').slice(0, 20);
    const folder = join(cache, 'images', key);
    await fillFolder(folder, async (temporary) => writeFile(join(temporary, 'initramfs.cpio'), archive));
    await markUsed(folder);
    return { path: join(folder, 'initramfs.cpio'), key };
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

async function scriptMembers(): Promise<Member[]> {
  return Promise.all(Object.entries(scripts).map(([name, path]) => executable(path, join(vmFolder, name))));
}

async function dataMembers(): Promise<Member[]> {
  const devices = readYaml(await vmFile('devices.yaml'), 'vm/devices.yaml', devicesSchema).value;
  const filesystems = readYaml(await vmFile('filesystems.yaml'), 'vm/filesystems.yaml', filesystemsSchema).value;
  const members = (folder: string, entries: Record<string, { guest: Record<string, string | number> }>): Member[] =>
    Object.entries(entries).map(([name, { guest }]) => ({
      path: `/pinproof/${folder}/${name}.env`,
      mode: regularFile | 0o644,
      content: Buffer.from(shellVariables(guest)),
    }));
  return [...members('devices', devices), ...members('filesystems', filesystems)];
}

const vmFile = (name: string): Promise<string> => readFile(join(vmFolder, name), 'utf8');

/** The schema lets no quote and no newline into a value (records/inputs/vm.ts). */
export function shellVariables(values: Record<string, string | number>): string {
  return Object.entries(values)
    .map(([name, value]) => `${name}='${value}'\n`)
    .join('');
}

/**
 * @param ownPrograms further programs whose libraries are needed
 * @param added names of programs that go in beside the recipe's
 * @param libraryFolder the machine's
 */
async function systemMembers(
  ownPrograms: readonly string[],
  added: readonly string[],
  libraryFolder: string,
): Promise<Member[]> {
  const recipe = readYaml(await vmFile('image.yaml'), 'vm/image.yaml', imageSchema).value;
  const inFolder = recipe.libraries.map((name) => join(libraryFolder, name));
  const programs = await Promise.all([...recipe.programs, ...added].map(locate));
  const files = (await Promise.all([...recipe.files, ...inFolder].map(matching))).flat();
  const libraries = await librariesOf([...programs, ...files.filter((path) => path.includes('.so')), ...ownPrograms]);
  return [
    ...(await Promise.all(programs.map((path) => executable(`/bin/${basename(path)}`, path)))),
    ...recipe.applets.map((name) => ({
      path: `/bin/${name}`,
      mode: symbolicLink | 0o777,
      content: Buffer.from('busybox'),
    })),
    ...(await Promise.all([...new Set([...files, ...libraries])].map((path) => executable(path, path)))),
  ];
}

async function locate(name: string): Promise<string> {
  const path = await findProgram(name);
  if (path !== undefined) return path;
  throw infrastructureError({ what: `${name} is not installed`, todo: 'pinproof doctor says which package brings it' });
}

async function matching(pattern: string): Promise<string[]> {
  const found: string[] = [];
  for await (const path of glob(pattern)) found.push(path);
  if (found.length > 0) return found.sort();
  throw infrastructureError({ what: `${pattern} is not there`, todo: 'pinproof doctor says which package brings it' });
}

async function executable(path: string, from: string): Promise<Member> {
  return { path, mode: regularFile | 0o755, content: await readFile(from) };
}
