import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { Symboliser } from '../../../harness/symbols/symboliser.ts';
import { Tree } from './tree.ts';

// What a program notes of its calls goes to a file of the test's, which a sandbox hides.
process.env['PINPROOF_SANDBOX'] = 'off';

const tree = new Tree(t.testdir({}));
const outer = tree.returnFrom('outer');

t.test('requests at a time look for nothing twice', async (t) => {
  const folder = t.testdir({});
  const log = join(folder, 'log');
  writeFileSync(join(folder, 'addr2line'), `#!/bin/sh\necho called >>${log}\nexec /usr/bin/addr2line "$@"\n`);
  chmodSync(join(folder, 'addr2line'), 0o755);
  const path = process.env['PATH'];
  process.env['PATH'] = `${folder}:${path}`;
  t.teardown(() => {
    process.env['PATH'] = path;
  });
  const one = new Symboliser({ vmlinux: tree.vmlinux });
  const all = await Promise.all([1, 2, 3].map(() => one.locate([outer])));
  t.ok(all.every(({ locations }) => locations[0]?.[0]?.frames.length === 3));
  t.equal(readFileSync(log, 'utf8').trim().split('\n').length, 2, 'one for the places, one for the folder of the tree');
});
