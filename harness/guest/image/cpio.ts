/** A member of an initramfs. */
export interface Member {
  /** Absolute in the guest. */
  path: string;
  /** Type and permissions, as in struct stat. */
  mode: number;
  /** File content, or a symbolic link's target. */
  content: Uint8Array;
}

export const regularFile = 0o100000;
export const directory = 0o040000;
export const symbolicLink = 0o120000;

/**
 * An initramfs in the "newc" form (linux, Documentation/driver-api/early-userspace/buffer-format.rst), with the
 * folders that the members need. The same members give the same bytes, in whatever order they come:
 * owner and times are 0, inodes are counted.
 */
export function cpioArchive(members: readonly Member[]): Uint8Array {
  const all = withFolders(members);
  const chunks: Uint8Array[] = [];
  for (const [index, member] of all.entries()) {
    chunks.push(...entry(member.path.replace(/^\//, ''), index + 1, member.mode, member.content));
  }
  chunks.push(...entry('TRAILER!!!', 0, 0, new Uint8Array()));
  return Buffer.concat(chunks);
}

function withFolders(members: readonly Member[]): Member[] {
  const byPath = new Map(members.map((member) => [member.path, member]));
  for (const { path } of members) {
    const parts = path.split('/').slice(1, -1);
    for (let depth = 1; depth <= parts.length; depth += 1) {
      const folder = `/${parts.slice(0, depth).join('/')}`;
      if (!byPath.has(folder)) byPath.set(folder, { path: folder, mode: directory | 0o755, content: new Uint8Array() });
    }
  }
  // Plain code-unit order puts each folder before what it holds, in every locale.
  return [...byPath.values()].sort((a, b) => (a.path < b.path ? -1 : 1));
}

function entry(name: string, inode: number, mode: number, content: Uint8Array): Uint8Array[] {
  const nameBytes = Buffer.from(`${name}\0`);
  const links = (mode & 0o170000) === directory ? 2 : 1;
  const fields = [inode, mode, 0, 0, links, 0, content.length, 0, 0, 0, 0, nameBytes.length, 0];
  const header = Buffer.from(`070701${fields.map((field) => field.toString(16).padStart(8, '0')).join('')}`);
  const head = padded(Buffer.concat([header, nameBytes]));
  return [head, padded(content)];
}

/** To a multiple of four bytes. */
function padded(bytes: Uint8Array): Uint8Array {
  const missing = (4 - (bytes.length % 4)) % 4;
  return missing === 0 ? bytes : Buffer.concat([bytes, new Uint8Array(missing)]);
}
