import { join } from 'node:path';
import t from 'tap';
import { setupOf } from '../../../harness/compile/trees/prepare.ts';
import { secondMachine, usualMachine } from '../../fixtures/machines.ts';

const setupKey = async (...of: Parameters<typeof setupOf>): Promise<string> => (await setupOf(...of)).key;

t.test('builds of the default machine keep the key that they had when there was no other', async (t) => {
  const folder = t.testdir({ 'a.config': 'CONFIG_A=y\n', 'b.config': 'CONFIG_B=n\n' });
  const fragments = ['a.config', 'b.config'].map((name) => join(folder, name));
  const key = await setupKey({ fragments }, usualMachine, 'gcc 12; as 2; ld 2');
  t.equal(key, '9f47769a0a6cfe9b58c6');
  t.not(await setupKey({ fragments }, usualMachine, 'gcc 13; as 2; ld 2'), key, 'another compiler');
  t.not(await setupKey({ fragments: fragments.slice(1) }, usualMachine, 'gcc 12; as 2; ld 2'), key, 'other options');
});

t.test('those of another machine have another, of the same fragments and the same compiler too', async (t) => {
  const fragments = [join(t.testdir({ 'a.config': 'CONFIG_A=y\n' }), 'a.config')];
  const keyOf = (machine: typeof usualMachine) => setupKey({ fragments }, machine, 'gcc');
  const keys = [
    await keyOf(usualMachine),
    await keyOf(secondMachine),
    await keyOf({ ...secondMachine, arch: 'other' }),
    await keyOf({ ...secondMachine, build: { ...secondMachine.build, make: [] } }),
  ];
  t.equal(new Set(keys).size, keys.length);
  t.equal(await keyOf({ ...secondMachine, memory: '4G' }), keys[1], 'what its guests have changes no kernel');
});
