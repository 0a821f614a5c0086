import { PassThrough } from 'node:stream';
import { setImmediate as turn } from 'node:timers/promises';
import t from 'tap';
import { Qmp } from '../../../../harness/guest/qemu/qmp.ts';

function conversation() {
  const [input, output] = [new PassThrough(), new PassThrough()];
  const qmp = new Qmp(input, output);
  input.write('{"QMP": {"version": {}}}\r\n');
  return { qmp, say: (line: object) => input.write(`${JSON.stringify(line)}\r\n`), end: () => input.end(), output };
}

t.test('answers come in the order of the commands, whatever events come between', async (t) => {
  const { qmp, say, output } = conversation();
  const [one, two] = [qmp.execute('stop'), qmp.execute('query-status', { deep: true })];
  say({ event: 'STOP', timestamp: {} });
  say({ return: {} });
  say({ return: { running: false } });
  t.same([await one, await two], [{}, { running: false }]);
  t.equal((await qmp.event(({ event }) => event === 'STOP')).event, 'STOP', 'an event that came before the question');
  t.match(output.read().toString(), '{"execute":"stop","arguments":{}}\n{"execute":"query-status"');
});

t.test('a refusal is an error with QEMU’s words; the next command is answered', async (t) => {
  const { qmp, say } = conversation();
  const refused = qmp.execute('cont');
  say({ error: { class: 'GenericError', desc: 'no, not now' } });
  await t.rejects(refused, { blame: 'infrastructure', message: /QEMU refuses cont\n {2}no, not now/ });
  const next = qmp.execute('stop');
  say({ return: 7 });
  t.equal(await next, 7);
});

t.test('where QEMU ends, everyone who waits is told', async (t) => {
  const { qmp, end } = conversation();
  const waiting = [qmp.execute('cont'), qmp.event(() => true)];
  end();
  for (const each of waiting) await t.rejects(each, { name: 'QmpClosed' });
  await turn();
  await t.rejects(qmp.execute('quit'), { name: 'QmpClosed' }, 'and who comes later');
  await t.rejects(
    qmp.event(() => true),
    { name: 'QmpClosed' },
  );
});

t.test('what is no line of the protocol is passed over', async (t) => {
  const { qmp, say } = conversation();
  const answer = qmp.execute('stop');
  say([1, 2]);
  say({ return: 1 });
  t.equal(await answer, 1);
});
