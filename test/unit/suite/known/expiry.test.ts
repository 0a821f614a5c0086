import t from 'tap';
import { failIfExpired } from '../../../../harness/suite/known/expiry.ts';
import { anIssue } from '../../../fixtures/records.ts';

t.test('an entry holds on its last day, and no day longer', (t) => {
  const issue = anIssue({ expires: '2026-02-28' });
  for (const today of ['2025-12-31', '2026-02-27', '2026-02-28'])
    t.doesNotThrow(() => failIfExpired([issue], today), today);
  t.throws(() => failIfExpired([issue], '2026-03-01'), {
    blame: 'input',
    message:
      'known.yaml:3:5: a known issue has expired\n' +
      '  known.yaml:3:5: WARNING in f held until 2026-02-28, https://example.org/1\n' +
      '  -> see whether the bug is fixed and delete the entry, or set a new date with a new reason; then plan the run anew',
  });
  t.doesNotThrow(() => failIfExpired([], '2026-03-01'));
  t.end();
});

t.test('all that have expired are told at once', (t) => {
  const issues = [
    anIssue({ expires: '2027-01-01' }),
    anIssue({ expires: '2026-01-01', where: 'known.yaml:8:5' }),
    {
      ...anIssue({ expires: '2026-01-02', where: 'known.yaml:12:5' }),
      pattern: undefined,
      fingerprint: '0a1b2c3d4e5f',
    },
  ];
  t.throws(() => failIfExpired(issues, '2026-06-01'), {
    message:
      /^known\.yaml:8:5: 2 known issues have expired\n.*:8:5: WARNING in f held .*\n.*:12:5: 0a1b2c3d4e5f held until 2026-01-02/,
  });
  t.end();
});
