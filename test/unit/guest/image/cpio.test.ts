import { spawnSync } from 'node:child_process';
import t from 'tap';
import { cpioArchive, type Member, regularFile, symbolicLink } from '../../../../harness/guest/image/cpio.ts';

const members: Member[] = [
  { path: '/init', mode: regularFile | 0o755, content: Buffer.from('#!/bin/sh\n') },
  { path: '/usr/lib/x/a.so', mode: regularFile | 0o644, content: Buffer.from('12345') },
  { path: '/bin/sh', mode: symbolicLink | 0o777, content: Buffer.from('busybox') },
];

t.test('busybox cpio reads what was written: folders before what they hold, modes, links', async (t) => {
  const { stdout, status } = spawnSync('/bin/busybox', ['cpio', '-tv'], {
    input: cpioArchive(members),
    encoding: 'utf8',
  });
  t.equal(status, 0);
  const lines = stdout
    .trimEnd()
    .split('\n')
    .map((line) => line.replace(/ +/g, ' '));
  t.match(
    lines.map((line) => `${line.split(' ')[0]} ${line.split(' ').slice(5).join(' ')}`),
    [
      'drwxr-xr-x bin',
      'lrwxrwxrwx bin/sh -> busybox',
      '-rwxr-xr-x init',
      'drwxr-xr-x usr',
      'drwxr-xr-x usr/lib',
      'drwxr-xr-x usr/lib/x',
      '-rw-r--r-- usr/lib/x/a.so',
    ],
  );
});

t.test('the same members give the same bytes, in whatever order they come', async (t) => {
  t.same(cpioArchive(members), cpioArchive(members.toReversed()));
});
