import type { crashKinds } from './crashes.ts';
import type { SplatFormat, SplatKind } from './format.ts';
import type { lockKinds } from './locks.ts';
import type { memoryKinds } from './memory.ts';

export const warningKinds = {
  warning: { detector: 'warnings', gravity: 'splat' },
  ubsan: { detector: 'warnings', gravity: 'splat' },
  oom: { detector: 'warnings', gravity: 'splat' },
  irq: { detector: 'warnings', gravity: 'splat' },
  torn: { detector: 'warnings', gravity: 'splat' },
} satisfies Record<string, SplatKind>;

/** Some of these reports are of kinds that other reports tell of as well. */
type Kind = keyof typeof warningKinds | keyof typeof crashKinds | keyof typeof lockKinds | keyof typeof memoryKinds;

/**
 * kernel/panic.c __warn(). Up to 6.16: `WARNING: CPU: 1 PID: 2 at file:3 func+0x4/0x5`; then
 * `WARNING: [condition] file:3 at func+0x4/0x5, CPU#1: name/2`, where the condition is optional.
 * @param file pattern of the source file's end.
 */
const warningIn = (file: string): RegExp =>
  new RegExp(
    `^WARNING: (?:CPU: \\d+ PID: -?\\d+ at \\S*?${file}(?::\\d+)?(?:\\s|$)|(?:\\[.*\\] )?\\S*?${file}:\\d+ at [^,]+, CPU#\\d+: )`,
  );

/** Warnings that a helper raises when it is misused: the caller is guilty. */
const misuses: readonly (readonly [
  kind: Kind,
  name: string,
  family: string,
  file: string,
  title: string,
  own?: RegExp,
])[] = [
  ['refcount', 'refcount', 'refcount', 'lib/refcount\\.c', 'refcount warning'],
  ['debug-objects', 'warning', 'debug-objects', 'lib/debugobjects\\.c', 'ODEBUG warning'],
  ['lockdep', 'lockdep', 'lock-bug', 'kernel/locking/\\w+\\.c', 'locking warning'],
  ['warning', 'warning', 'allocation', 'mm/(?:slab_common|slub|util)\\.c', 'kmalloc warning'],
  ['warning', 'warning', 'vmalloc', 'mm/vmalloc\\.c', 'vmalloc warning'],
  ['warning', 'warning', 'usercopy-warning', 'mm/usercopy\\.c', 'usercopy warning'],
  ['warning', 'warning', 'proc-entry', 'fs/proc/generic\\.c', 'proc entry warning', /^_*proc_\w+$/],
  ['warning', 'warning', 'kobject', 'lib/kobject\\.c', 'kobject warning'],
];

/** Reports after which the kernel goes on, and those that stand nowhere else. */
export const warningFormats: readonly SplatFormat<Kind>[] = [
  ...misuses.map(
    ([kind, name, family, file, title, own]): SplatFormat<Kind> => ({
      kind,
      part: 'warning',
      class: name,
      family,
      cues: ['WARNING: '],
      header: warningIn(file),
      title: `${title} in {function}`,
      end: 'mark',
      guilty: 'backtrace',
      ...(own === undefined ? {} : { own }),
      absorbs: ['refcount', 'debug-objects'],
    }),
  ),
  {
    kind: 'warning',
    part: 'warning',
    class: 'warning',
    family: 'warning',
    cues: ['WARNING: '],
    header: warningIn('[\\w./+-]+'),
    title: 'WARNING in {function}',
    end: 'mark',
    guilty: 'trace',
    absorbs: ['refcount', 'debug-objects'],
  },
  // lib/ubsan.c ubsan_prologue(): up to 6.4 between two rules, then "cut here" and an end mark
  {
    kind: 'ubsan',
    class: 'ubsan',
    family: 'ubsan',
    cues: ['UBSAN: '],
    header: /^UBSAN: ([\w -]+?) in \S+/,
    title: 'UBSAN: {1} in {function}',
    examples: ['array-index-out-of-bounds', 'shift-out-of-bounds', 'Undefined behaviour'],
    end: 'rule',
    guilty: 'backtrace',
  },
  // mm/oom_kill.c __oom_kill_process()
  {
    kind: 'oom',
    class: 'oom',
    family: 'oom',
    cues: ['ut of memory'],
    header: /^(?:Out of memory|Memory cgroup out of memory)(?: \([\w ]+\))?: Kill(?:ed)? process/,
    title: 'out of memory',
    end: 'line',
    guilty: 'none',
  },
  // fs/dcache.c umount_check(); a WARN() follows
  {
    kind: 'bug',
    class: 'busy-dentry',
    family: 'busy-dentry',
    cues: ['still in use ('],
    header: /^BUG: Dentry .{1,200}still in use \(\d+\) \[(\w+) of/,
    title: 'BUG: Dentry still in use in {function}',
    end: 'mark',
    guilty: 'header',
    absorbs: ['warning', 'bug', 'die'],
  },
  // arch/x86/kernel/unwind_frame.c
  {
    kind: 'warning',
    class: 'warning',
    family: 'stack-regs',
    cues: ['WARNING: kernel stack ', 'WARNING: stack recursion', "WARNING: can't dereference"],
    header:
      /^WARNING: (?:kernel stack (?:regs|frame pointer) at .{1,64} has bad|stack recursion on stack type|can't dereference (?:registers|iret registers) at)/,
    title: 'kernel stack regs has bad value',
    end: 'line',
    guilty: 'none',
  },
  // net/core/dev.c netdev_wait_allrefs(): after ten seconds
  {
    kind: 'warning',
    class: 'crash',
    family: 'busy-netdevice',
    cues: ['unregister_netdevice: waiting for'],
    header: /^unregister_netdevice: waiting for \S+ to become free/,
    title: 'unregister_netdevice: waiting for a device to become free',
    end: 'line',
    guilty: 'none',
  },
  // fs/open.c filp_flush()
  {
    kind: 'bug',
    class: 'crash',
    family: 'closed-twice',
    cues: ['VFS: Close: file count is'],
    header: /^VFS: Close: file count is (?:0|zero)/,
    title: 'VFS: closed a file that is not open',
    end: 'line',
    guilty: 'none',
  },
  // fs/super.c generic_shutdown_super()
  {
    kind: 'bug',
    class: 'crash',
    family: 'busy-inodes',
    cues: ['VFS: Busy inodes after unmount'],
    header: /^VFS: Busy inodes after unmount of /,
    title: 'VFS: busy inodes after unmount',
    end: 'line',
    guilty: 'none',
  },
  // kernel/irq/spurious.c
  {
    kind: 'irq',
    class: 'irq',
    family: 'irq',
    cues: [': nobody cared'],
    header: /^irq \d+: nobody cared/,
    title: 'irq: nobody cared',
    end: 'trace',
    guilty: 'none',
  },
  // a driver about its own device: `driver device: WARNING: ...`
  {
    kind: 'warning',
    class: 'warning',
    family: 'device-warning',
    cues: [': WARNING: '],
    header: /^[a-z][\w-]* [\w.]*\d[\w:.-]*: WARNING: (.{4,100})/,
    title: 'WARNING: {1}',
    examples: ['no such warning'],
    end: 'line',
    guilty: 'none',
  },
  // any other "BUG: " a tree under test may add
  {
    kind: 'bug',
    class: 'bug',
    family: 'other-bug',
    cues: ['BUG: '],
    header: /^BUG: (?!Bad page (?:state|map): \d+ messages suppressed)([A-Za-z][^:]{3,80})/,
    title: 'BUG: {1} in {function}',
    examples: ['no such bug'],
    end: 'trace',
    guilty: 'backtrace',
    traceless: true,
  },
  // the beginning of a report, whose rest is lost
  {
    kind: 'torn',
    class: 'torn',
    family: 'torn',
    cues: ['INFO:', 'BUG:', 'WARNING:'],
    header: /^(?:INFO|BUG|WARNING):$/,
    title: 'the beginning of a report',
    torn: true,
    end: 'line',
    guilty: 'none',
  },
];
