import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { inputError } from '../text/errors.ts';

/** Where a kernel tree comes from. */
export type Source =
  | { kind: 'debian'; package: string }
  | { kind: 'git'; repository: string; ref: string }
  | { kind: 'directory'; path: string }
  | { kind: 'tarball'; path: string };

const forms = 'debian:linux-source-6.1, git:REPOSITORY#REF, a directory, or a tarball';

/**
 * Reads a source as a user writes it. Relative paths are relative to `folder`.
 * @throws input error where it is none of the forms, or the path is not there
 */
export async function parseSource(text: string, folder: string): Promise<Source> {
  if (text.startsWith('debian:')) {
    const name = text.slice('debian:'.length);
    if (!/^linux-source-\d+\.\d+$/.test(name)) {
      throw inputError({
        what: `"${name}" is not the name of a Debian package of kernel sources`,
        where: `source ${text}`,
        todo: 'write debian:linux-source-6.1 or debian:linux-source-6.12',
      });
    }
    return { kind: 'debian', package: name };
  }
  if (text.startsWith('git:')) {
    const [path, ref, ...more] = text.slice('git:'.length).split('#');
    if (!path || !ref || more.length > 0) {
      throw inputError({
        what: 'a git source has a repository and a ref',
        where: `source ${text}`,
        todo: 'write git:REPOSITORY#REF',
      });
    }
    return { kind: 'git', repository: resolve(folder, path), ref };
  }
  const path = resolve(folder, text);
  const found = await stat(path).catch(() => undefined);
  if (found?.isDirectory()) return { kind: 'directory', path };
  if (found?.isFile() && /\.(tar|tar\.\w+|tgz|txz)$/.test(path)) return { kind: 'tarball', path };
  throw inputError({
    what: found === undefined ? 'there is no such file or folder' : 'this is neither a folder nor a tarball',
    where: `source ${text}`,
    todo: `a source is ${forms}`,
  });
}
