import t from 'tap';
import { cacheLimits, runLimit } from '../../../../harness/store/retention/limits.ts';
import { type Entry, surplus } from '../../../../harness/store/retention/surplus.ts';

const day = 86_400_000;
const now = 1000 * day;
/** Entries by how many days ago they were used. */
const entries = (...days: number[]): Entry[] =>
  days.map((ago, index) => ({ name: `e${index}`, used: now - ago * day, bytes: 10, shared: false }));
const gone = (all: readonly Entry[], limit: Parameters<typeof surplus>[1]) =>
  surplus(all, limit, now).map(({ entry, why }) => `${entry.name} ${why}`);

t.test('what is too old, too many, too big: what was not used for longest goes', async (t) => {
  const what = 'x';
  t.same(gone(entries(1, 30, 31, 2), { what, days: 30 }), ['e2 old']);
  t.same(gone(entries(3, 1, 2), { what, days: 30, most: 2 }), ['e0 too many']);
  t.same(gone(entries(3, 1, 2), { what, days: 30, bytes: 20 }), ['e0 too big']);
  t.same(gone(entries(3, 1, 2), { what, days: 30, bytes: 9 }), ['e1 too big', 'e2 too big', 'e0 too big']);
  t.same(gone(entries(1, 1), { what, days: 30, most: 1 }), ['e1 too many'], 'always the same one of two');
  t.same(gone([], { what, days: 30 }), []);
});

t.test('some stay, however old; what another folder shares stays, and takes no room', async (t) => {
  const what = 'x';
  t.same(gone(entries(50, 60, 70), { what, days: 30, bytes: 0, least: 2 }), ['e2 old']);
  const [one, two] = entries(50, 1) as [Entry, Entry];
  const shared = { ...one, shared: true };
  t.same(gone([shared, two], { what, days: 30, bytes: 10, keepShared: true }), []);
  t.same(gone([shared, two], { what, days: 30, bytes: 10 }), ['e0 old']);
});

t.test('the limits that there are: each kind is measured by what it says', async (t) => {
  for (const [name, limit] of Object.entries({ ...cacheLimits, runs: runLimit })) {
    t.ok(limit.days >= 30, `${name} outlives a holiday`);
    t.ok('bytes' in limit || 'most' in limit, `${name} cannot fill the disk`);
  }
});
