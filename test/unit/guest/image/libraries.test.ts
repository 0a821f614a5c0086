import t from 'tap';
import { librariesOf, parseLdd } from '../../../../harness/guest/image/libraries.ts';

t.test('paths are read from ldd, the loader included, the vdso not', async (t) => {
  const text = `	linux-vdso.so.1 (0x00007ffc)
	libext2fs.so.2 => /lib/x86_64-linux-gnu/libext2fs.so.2 (0x00007f1)
	/lib64/ld-linux-x86-64.so.2 (0x00007f2)
`;
  t.same(parseLdd('mkfs', text), ['/lib/x86_64-linux-gnu/libext2fs.so.2', '/lib64/ld-linux-x86-64.so.2']);
  t.same(parseLdd('busybox', '	not a dynamic executable\n'), []);
});

t.test('a library that is not there is named', async (t) => {
  t.throws(() => parseLdd('/sbin/x', '	libgone.so.1 => not found\n'), {
    blame: 'infrastructure',
    message: /libgone\.so\.1/,
  });
});

t.test('a real program needs at least libc and the loader', async (t) => {
  const libraries = await librariesOf(['/bin/ls']);
  t.ok(libraries.some((path) => path.includes('libc.so')) && libraries.some((path) => path.includes('ld-linux')));
});
