import { spawnSync } from 'node:child_process';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import t from 'tap';
import { buildPlugin } from '../../../../harness/guest/image/plugin.ts';
import { qemuVersionOf } from '../../../../harness/guest/qemu/version.ts';
import { usualMachine } from '../../../fixtures/machines.ts';
import { programsStarted } from './started.ts';

t.test('the plugin has one address for one QEMU, and this QEMU takes it', async (t) => {
  const cache = t.testdir({});
  const version = await qemuVersionOf(usualMachine);
  const one = await buildPlugin(cache, version, usualMachine.arch);
  programsStarted();
  const two = await buildPlugin(cache, version, usualMachine.arch);
  t.same(programsStarted(), [], 'the second is recalled');
  t.same(one, two);
  t.same(await readdir(join(cache, 'plugins')), [one.key]);
  // A machine without firmware that says nothing and is told to end: all that happens is that the plugin is loaded.
  const words = ['-accel', 'tcg', '-M', 'none', '-display', 'none', '-plugin', one.path, '-monitor', 'stdio'];
  const { status, stderr } = spawnSync(usualMachine.qemu.program, words, { input: 'quit\n', encoding: 'utf8' });
  t.match({ status, stderr }, { status: 0, stderr: '' });
});

t.test('each interface that QEMU has had gives another plugin', async (t) => {
  const cache = t.testdir({});
  t.not(
    (await buildPlugin(cache, '7.2.22', usualMachine.arch)).key,
    (await buildPlugin(cache, '10.0.2', usualMachine.arch)).key,
  );
});
