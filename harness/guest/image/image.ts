import { glob, readFile, realpath } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { vmFolder, workloadFolder } from '../../host/paths.ts';
import { findProgram } from '../../host/requirements.ts';
import { devicesSchema, filesystemsSchema, imageSchema } from '../../records/inputs/vm.ts';
import { infrastructureError } from '../../text/errors.ts';
import { readYaml } from '../../text/yaml.ts';
import { readBy } from './compilerInputs.ts';
import { compileCell, compilePreload, compileWorkloads } from './compileWorkloads.ts';
import { cpioArchive, type Member, regularFile, symbolicLink } from './cpio.ts';
import { keptProduct, type Product } from './kept.ts';
import { librariesOf } from './libraries.ts';
import { compiledFrom } from './origin.ts';
import { compileSelftests, headersOf, type Selftests } from './selftests.ts';

/** The initramfs. */
export type GuestImage = Product;

/** What differs from image to image. */
export interface ImageContents {
  workloads: readonly string[];
  /** The guests' architecture, as `uname -m` names it. */
  arch: string;
  /** The host's folder of shared libraries of that architecture. */
  libraries: string;
  /** Programs beside those of vm/image.yaml. */
  programs?: readonly string[];
  selftests?: Selftests;
}

/** The guest's own scripts, and where they stand in it. */
const scripts = {
  init: '/init',
  prepare: '/pinproof/prepare',
  'report.sh': '/pinproof/report.sh',
};

/**
 * Packs the guest image: Debian's programs with their libraries, the scripts and data of vm/, the compiled workloads.
 * The same inputs give the same bytes, so that an image whose inputs are as they were is recalled from the cache.
 * @throws infrastructure error where a program or file is not installed, or a workload does not compile
 */
export async function buildImage(cache: string, contents: ImageContents, signal?: AbortSignal): Promise<GuestImage> {
  const { workloads: names, programs = [], selftests, arch, libraries: libraryFolder } = contents;
  const sources = [vmFolder, join(workloadFolder, 'lib'), ...names.map((name) => join(workloadFolder, name))];
  return keptProduct({
    cache,
    folder: 'images',
    file: 'initramfs.cpio',
    origin: async () => ({
      names,
      arch,
      selftests,
      system: await systemOrigin(await systemFiles(programs, libraryFolder)),
      ...(await compiledFrom(sources)),
    }),
    make: async (scratch) => {
      const workloads = await compileWorkloads(scratch, names, arch, signal);
      const preloads = await compilePreload(scratch, names, arch, signal);
      const tests = selftests === undefined ? [] : await compileSelftests(selftests, scratch, signal);
      const cell = await compileCell(scratch, arch, signal);
      const own = [cell, ...[...workloads, ...tests].map(({ path }) => path)];
      const system = await systemFiles(programs, libraryFolder);
      const libraries = await librariesOf([...system.programs, ...system.files.filter(isLibrary), ...own]);
      const archive = cpioArchive([
        ...(await scriptMembers()),
        ...(await dataMembers()),
        ...(await systemMembers(system, libraries)),
        await executable('/pinproof/cell', cell),
        ...(await Promise.all(
          [...workloads, ...preloads].map(({ name, path }) => executable(`/workloads/${name}`, path)),
        )),
        ...(await Promise.all(tests.map(({ name, path }) => executable(`/bin/${name}`, path)))),
      ]);
      const compiled = await readBy(scratch, selftests === undefined ? [] : headersOf(selftests));
      const read = compiled && [...compiled, ...system.programs, ...system.files, ...libraries, ...linkerSettings];
      return { bytes: archive, read };
    },
  });
}

/** What the dynamic linker finds libraries by, beside the libraries. */
const linkerSettings = ['/etc/ld.so.cache', '/etc/ld.so.preload'];

const isLibrary = (path: string): boolean => path.includes('.so');

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

/** What goes in from this machine, but for libraries that programs need: absolute paths. */
interface SystemFiles {
  programs: string[];
  files: string[];
  applets: readonly string[];
}

/**
 * @param added names of programs that go in beside the recipe's
 * @param libraryFolder the machine's
 */
async function systemFiles(added: readonly string[], libraryFolder: string): Promise<SystemFiles> {
  const recipe = readYaml(await vmFile('image.yaml'), 'vm/image.yaml', imageSchema).value;
  const programs = await Promise.all([...recipe.programs, ...added].map(locate));
  const inFolder = recipe.libraries.map((name) => join(libraryFolder, name));
  const files = (await Promise.all([...recipe.files, ...inFolder].map(matching))).flat();
  return { programs, files, applets: recipe.applets };
}

/** The same for the image's name: a program is where its links lead, and called as it is called here. */
async function systemOrigin({ programs, files, applets }: SystemFiles): Promise<object> {
  const places = programs.map(async (path) => [basename(path), await realpath(path)]);
  return { programs: await Promise.all(places), files, applets };
}

async function systemMembers({ programs, files, applets }: SystemFiles, libraries: string[]): Promise<Member[]> {
  return [
    ...(await Promise.all(programs.map((path) => executable(`/bin/${basename(path)}`, path)))),
    ...applets.map((name) => ({
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
