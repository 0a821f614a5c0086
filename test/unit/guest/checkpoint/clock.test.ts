import t from 'tap';
import { areOthersIdle, stoppedAt, withClock } from '../../../../harness/guest/checkpoint/clock.ts';

const stop = { stamp: 'RSI', instructions: 4, halted: 'HLT' };

/** A stream with the section of the clock, and its description at the end, in which the name stands again. */
function stream(bias: bigint, instructions: bigint, sections = 1): Buffer {
  const section = Buffer.alloc(20);
  section.writeUInt32BE(1);
  section.writeBigInt64BE(bias, 4);
  section.writeBigInt64BE(instructions, 12);
  const one = Buffer.concat([Buffer.from('\x05\x0ctimer/icount', 'latin1'), section]);
  const all = Array.from({ length: sections }, () => one);
  return Buffer.concat([Buffer.from('QEVM before '), ...all, Buffer.from('after {"name": "timer/icount"}')]);
}

t.test('the clock is set so that bias and instructions come to the time, and nothing else changes', async (t) => {
  const state = stream(123_456n, 1_000n);
  const set = withClock(state, { now: 5_000n, shift: 1 });
  t.same(set, stream(5_000n - 2_000n, 1_000n));
  t.same(state, stream(123_456n, 1_000n), 'what was given is as it was');
  t.same(
    withClock(state, { now: 5_000n, shift: 3 }),
    stream(5_000n - 8_000n, 1_000n),
    'slower instructions, same time',
  );
});

t.test('two streams that differ in the warp alone become the same', async (t) => {
  const clock = { now: 77_000n, shift: 1 };
  t.same(withClock(stream(1n, 9_000n), clock), withClock(stream(160_001n, 9_000n), clock));
});

t.test('a stream of another kind is refused', async (t) => {
  for (const sections of [0, 2])
    t.throws(() => withClock(stream(1n, 1n, sections), { now: 1n, shift: 1 }), { message: /timer\/icount/ });
});

t.test('a guest that stopped while another processor was at work has to stop again', (t) => {
  const registers = (...halted: number[]): string =>
    halted.map((each, index) => `CPU#${index}\r\nRAX=0000000000000000 A20=1 SMM=0 HLT=${each}\r\n`).join('');
  t.ok(areOthersIdle(registers(0), stop), 'there is no other');
  t.ok(areOthersIdle(registers(0, 1), stop));
  t.notOk(areOthersIdle(registers(0, 0), stop));
  t.notOk(areOthersIdle(registers(0, 1, 0, 1), stop));
  t.throws(() => areOthersIdle('CPU#0\r\nRAX=0\r\n', stop), { message: /which processors are halted/ });
  t.end();
});

t.test('the stop is so many instructions after the time stamp that the guest took', async (t) => {
  const registers = 'CPU#0\nRAX=0000000000000001 RBX=0 RSI=0000000000001000 RDI=0000000000000000\n';
  t.equal(stoppedAt(registers, 1, stop), 0x1000n + 8n);
  t.equal(
    stoppedAt('CPU#0\n X00=0000000000000001 X05=0000000000002000\n', 2, { ...stop, stamp: 'X05', instructions: 3 }),
    0x2000n + 12n,
    'another register',
  );
  t.throws(() => stoppedAt('CPU#0\n', 1, stop), { message: /registers/ });
});
