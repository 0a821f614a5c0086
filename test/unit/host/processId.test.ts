import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import t from 'tap';
import { isAlive, pidOf, self } from '../../../harness/host/processId.ts';
import { until } from '../../worlds/helpers.ts';

t.test('a process is known by its pid, its begin and its boot', async (t) => {
  t.equal(pidOf(self), process.pid);
  t.equal(isAlive(self), true);
  for (const other of [
    '',
    'x',
    String(process.pid),
    `${self}0`,
    self.replace(/-\d+-/, '-1-'),
    self.replace(/^\d+/, '1'),
  ])
    t.equal(isAlive(other), false, other);
});

t.test('one whose program has a strange name is read, and one that nobody waited for is no more', async (t) => {
  // exec: the child of the shell is never waited for, as sleep waits for nobody.
  const parent = spawn('sh', ['-c', 'sh -c "echo \\$\\$; read -r _" & exec sleep 60 0<&-'], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  t.teardown(() => parent.kill('SIGKILL'));
  const pid = await new Promise<number>((resolve) => parent.stdout.once('data', (text) => resolve(Number(text))));
  const fields = (): string[] => readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ') ?? [];
  const owner = `${pid}-${fields()[19]}-${self.split('-')[2]}`;
  t.equal(isAlive(owner), fields()[0] !== 'Z');
  process.kill(pid, 'SIGKILL');
  await until(() => fields()[0] === 'Z');
  t.equal(isAlive(owner), false);
});
