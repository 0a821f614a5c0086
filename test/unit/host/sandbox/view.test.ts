import t from 'tap';
import { bwrapArguments } from '../../../../harness/host/sandbox/view.ts';

const system = [{ path: '/usr' }, { path: '/bin', link: 'usr/bin' }, { path: '/opt-like' }];

/** The mounts, as `how from to`, in their order. */
function mountsOf(args: readonly string[]): string[] {
  return args.flatMap((arg, index) => (/bind$/.test(arg) ? [args.slice(index, index + 3).join(' ')] : []));
}

t.test('outer folders come before inner ones, whatever order they are given in', async (t) => {
  const view = { read: ['/cache/tree', '/cache/ccache'], write: ['/cache/tree/build'], devices: ['/dev/kvm'] };
  const args = bwrapArguments(system, view, '/cache/tree');
  t.same(mountsOf(args).slice(2), [
    '--dev-bind /dev/kvm /dev/kvm',
    '--ro-bind /cache/tree /cache/tree',
    '--ro-bind /cache/ccache /cache/ccache',
    '--bind /cache/tree/build /cache/tree/build',
  ]);
  t.same(args.slice(-3), ['--chdir', '/cache/tree', '--']);
});

t.test('what is to be read and written is written', async (t) => {
  const args = bwrapArguments([], { read: ['/a'], write: ['/a'] }, '/');
  t.same(mountsOf(args), ['--bind /a /a']);
});

t.test('a merged /usr stays merged', async (t) => {
  const args = bwrapArguments(system, { read: [], write: [] }, '/');
  t.same(args.slice(args.indexOf('--symlink'), args.indexOf('--symlink') + 3), ['--symlink', 'usr/bin', '/bin']);
});

t.test('/proc cannot be written, nor the root', async (t) => {
  const args = bwrapArguments(system, { read: ['/proc-like'], write: [] }, '/');
  const closed = args.flatMap((arg, index) => (arg === '--remount-ro' ? [args[index + 1]] : []));
  t.same(closed, ['/proc', '/']);
  t.ok(args.lastIndexOf('--remount-ro') > args.lastIndexOf('--ro-bind'), 'the root last: mounts need their places');
});
