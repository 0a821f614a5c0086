/** What a confined program sees of the machine, and how that is said to bubblewrap (bwrap(1)). */

/** Beside the system's programs and libraries; paths are absolute, and the same inside as outside. */
export interface View {
  /** Seen, and not to be written. */
  read: readonly string[];
  write: readonly string[];
  /** Device nodes. */
  devices?: readonly string[];
}

/** A folder at the machine's root that holds programs or libraries; `link`: it is a symbolic link, as in a merged /usr. */
export interface SystemFolder {
  path: string;
  link?: string;
}

/** Of /etc just what the dynamic linker and Debian's choices among programs need. */
const settings = ['/etc/alternatives', '/etc/ld.so.cache'];

/**
 * Namespaces of its own: no process, no network, no host name but its own, and no further namespaces. No terminal to
 * write into (TIOCSTI), no capability, and an end with its parent's.
 */
const apart = [
  '--unshare-user',
  '--unshare-pid',
  '--unshare-net',
  '--unshare-ipc',
  '--unshare-uts',
  '--unshare-cgroup-try',
  '--disable-userns',
  '--cap-drop',
  'ALL',
  '--new-session',
  '--die-with-parent',
];

/** Memory, so not without end. */
const scratchBytes = 2 * 1024 ** 3;

/** bubblewrap's arguments, up to the program that it is to run. */
export function bwrapArguments(system: readonly SystemFolder[], view: View, folder: string): string[] {
  return [
    ...apart,
    ...system.flatMap(({ path, link }) => (link === undefined ? ['--ro-bind', path, path] : ['--symlink', link, path])),
    ...settings.flatMap((path) => ['--ro-bind-try', path, path]),
    '--proc',
    '/proc',
    // bubblewrap thinks that nobody without capabilities can write there. Root outside is root to /proc/sys all the same,
    // whose files ask for the user alone: it could set the program that the host runs on a crash (core_pattern).
    '--remount-ro',
    '/proc',
    '--dev',
    '/dev',
    '--size',
    String(scratchBytes),
    '--tmpfs',
    '/tmp',
    ...mounts(view),
    // What is left of the root are empty folders on the way to what is seen.
    '--remount-ro',
    '/',
    '--chdir',
    folder,
    '--',
  ];
}

/** Outer folders first: an output folder is writable in a tree that is not. */
function mounts({ read, write, devices = [] }: View): string[] {
  const ways = new Map([
    ...read.map((path) => [path, '--ro-bind'] as const),
    ...write.map((path) => [path, '--bind'] as const),
    ...devices.map((path) => [path, '--dev-bind'] as const),
  ]);
  return [...ways].toSorted(([a], [b]) => a.length - b.length).flatMap(([path, way]) => [way, path, path]);
}
