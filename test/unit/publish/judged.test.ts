import t from 'tap';
import { judgedOf } from '../../../harness/publish/judged.ts';
import type { Origin, Revision } from '../../../harness/records/run/build.ts';
import { heads } from './helpers.ts';

const pull = { head: heads.now, base: heads.base, url: 'https://github.com/octo/linux/pull/7' };
const [main, merge, other] = ['c', 'd', 'e'].map((digit) => digit.repeat(40)) as [string, string, string];
const readAt = '2026-11-25T12:00:00.000Z';
const from = (revisions: Record<string, Partial<Revision>>): Origin => ({
  readAt,
  revisions: Object.fromEntries(
    Object.entries(revisions).map(([name, over]) => [name, { commit: other, parents: [], clean: true, ...over }]),
  ),
});

t.test('a run of the head, or of its merge into the base', (t) => {
  const head = { head: heads.now, readAt };
  t.same(judgedOf(from({ mine: { commit: heads.now } }), pull), { ...head, base: heads.base, merged: false });
  const parents = [main, heads.now];
  t.same(judgedOf(from({ mine: { commit: merge, parents } }), pull), { ...head, base: main, merged: true });
  t.same(judgedOf(from({ theirs: {}, mine: { commit: heads.now } }), pull).head, heads.now, 'others beside it');
  const twice = { dirty: { commit: heads.now, clean: false }, mine: { commit: heads.now } };
  t.same(judgedOf(from(twice), pull).head, heads.now);
  t.end();
});

t.test('any other run is refused, and told what it judged', (t) => {
  const refuses = (origin: Origin | undefined, message: RegExp) =>
    t.throws(() => judgedOf(origin, pull), { blame: 'input', message });
  refuses(
    from({ mine: {}, more: { commit: main } }),
    /the run judged eeeeeeeeeeee, cccccccccccc, and the head of the pull request is 2{12}\n/,
  );
  refuses(from({ base: { commit: heads.now }, mine: {} }), /the run judged eeeeeeeeeeee/);
  refuses(from({ mine: { parents: [heads.now] } }), /the run judged/);
  refuses(from({ mine: { parents: [heads.now, main] } }), /the run judged/);
  refuses(from({ mine: { parents: [main, heads.now, other] } }), /the run judged/);
  refuses(from({ mine: { commit: heads.now, clean: false } }), /with changes that were not committed/);
  refuses(from({ base: { commit: heads.now } }), /does not say which commit it judged/);
  refuses(from({}), /does not say which commit it judged/);
  refuses(undefined, /does not say which commit it judged\n.*\n {2}-> check out the head/);
  t.end();
});
