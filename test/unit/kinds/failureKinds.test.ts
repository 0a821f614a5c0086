import t from 'tap';
import { endingKinds } from '../../../harness/kinds/endings.ts';
import { detectorNameOf, failureKindOf, failureKinds, gravityOf } from '../../../harness/kinds/failureKinds.ts';
import { findingKinds } from '../../../harness/kinds/findings.ts';
import { gravities } from '../../../harness/kinds/gravity.ts';
import { integrityFormats, integrityKinds } from '../../../harness/kinds/lines/integrity.ts';
import { harmlessLogs, logFormats, logKinds } from '../../../harness/kinds/lines/log.ts';
import { crashKinds } from '../../../harness/kinds/splats/crashes.ts';
import { splatFormats, splatKinds } from '../../../harness/kinds/splats/index.ts';
import { lockKinds } from '../../../harness/kinds/splats/locks.ts';
import { memoryKinds } from '../../../harness/kinds/splats/memory.ts';
import { rebootKinds } from '../../../harness/kinds/splats/reboots.ts';
import { sanitiserKinds } from '../../../harness/kinds/splats/sanitisers.ts';
import { stallKinds } from '../../../harness/kinds/splats/stalls.ts';
import { warningKinds } from '../../../harness/kinds/splats/warnings.ts';
import { endings } from '../../../harness/records/run/guest.ts';

const sizeOf = (tables: readonly object[]): number => tables.flatMap(Object.keys).length;

t.test('no kind stands in two tables: the later one would take the place of the other', async (t) => {
  const ofReports = [crashKinds, sanitiserKinds, lockKinds, memoryKinds, stallKinds, warningKinds, rebootKinds];
  t.equal(sizeOf([splatKinds]), sizeOf(ofReports));
  t.equal(sizeOf([failureKinds]), sizeOf([splatKinds, findingKinds, endingKinds, integrityKinds, logKinds]));
  for (const kind of harmlessLogs) t.notOk(kind in logKinds, kind);
});

t.test('each kind has a format, and each format a kind', async (t) => {
  t.strictSame(new Set(splatFormats.map(({ kind }) => kind)), new Set(Object.keys(splatKinds)));
  // Reports beyond those that are kept are counted, and have no line of their own.
  const { 'more-splats': _counted, ...withLines } = logKinds;
  t.strictSame(new Set(logFormats.map(({ kind }) => kind)), new Set([...Object.keys(withLines), ...harmlessLogs]));
  for (const { tag } of integrityFormats) t.hasProp(integrityKinds, `${tag}-tag`);
  t.strictSame(new Set(['finished', ...Object.keys(endingKinds)]), new Set(endings));
});

t.test('a kind that no table knows is judged by its family', async (t) => {
  t.strictSame(failureKindOf('splat:of-tomorrow'), { detector: 'warnings', gravity: 'splat', real: true });
  t.strictSame(failureKindOf('ending:of-tomorrow'), { detector: 'lost-guest', gravity: 'crash', real: true });
  t.match(failureKindOf('log:of-tomorrow'), { gravity: 'log', real: false, words: 'of-tomorrow' });
  t.equal(detectorNameOf('log:of-tomorrow'), 'log-errors');
  t.match(failureKindOf('of-tomorrow'), { gravity: 'log', real: false, words: 'of-tomorrow' });
  t.equal(detectorNameOf('of-tomorrow'), undefined);
});

t.test('gravities are ordered, and a report of the kernel is always real', async (t) => {
  t.equal(gravityOf('log:ext4-warning'), 0);
  t.equal(gravityOf('splat:oops'), gravities.length - 1);
  t.ok(gravityOf('splat:warning') > gravityOf('content'));
  for (const kind of Object.keys(failureKinds)) if (kind.startsWith('splat:')) t.ok(failureKindOf(kind).real, kind);
});
