import t from 'tap';
import { scheduleOf } from '../../../harness/plan/schedule.ts';
import { scheduleSchema } from '../../../harness/records/run/plan.ts';

const seeds = Array.from({ length: 200 }, (_, index) => index + 1);

t.test('seed 1 is what vm/ has; each other is the same each time, and valid', async (t) => {
  t.same(scheduleOf(1), {});
  for (const seed of [0, ...seeds, 0xffffffff]) {
    t.same(scheduleOf(seed), scheduleOf(seed));
    t.ok(scheduleSchema.safeParse(scheduleOf(seed)).success, `seed ${seed}`);
  }
});

t.test('seeds differ, neighbours in several ways, and every choice is made', async (t) => {
  const schedules = seeds.map(scheduleOf);
  t.equal(new Set(schedules.map((each) => JSON.stringify(each))).size, seeds.length);
  const values = (name: 'shift' | 'diskDelay' | 'diskRequests') =>
    [...new Set(schedules.flatMap((each) => each[name] ?? []))].toSorted((a, b) => a - b);
  t.same(values('shift'), [0, 1, 2, 3]);
  t.same(values('diskDelay'), [1, 2, 3]);
  t.same(values('diskRequests'), [16, 64, 256]);
  for (const { skewNs = 0 } of schedules) t.ok(skewNs >= 0 && skewNs < 4_000_000, 'within a tick');
});
