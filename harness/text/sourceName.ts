/**
 * Returns what people call a source of a plan: `debian:linux-source-6.1`, `git:linux#v7.3`, or the name of a folder or
 * tarball. The path before it is a machine's own.
 */
export function sourceName(source: string): string {
  if (source.startsWith('debian:')) return source;
  const [, scheme = '', path = '', ref = ''] = /^(git:)?([^#]*)(.*)$/s.exec(source) ?? [];
  const name = path.replace(/\/+$/, '').split('/').at(-1) ?? path;
  return `${scheme}${name}${ref}`;
}
