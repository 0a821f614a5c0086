import t from 'tap';
import { type Refusal, waitFor } from '../../../harness/publish/patience.ts';

const now = Date.parse('2026-11-25T12:00:00Z');
const wait = (over: Partial<Refusal>, tries = 1) =>
  waitFor({ status: 403, headers: {}, message: '', ...over }, tries, now)?.seconds;

t.test('limits: as long as GitHub says, else a minute and longer each time', (t) => {
  t.equal(wait({ status: 429, headers: { 'retry-after': '17' } }), 17);
  t.equal(wait({ headers: { 'retry-after': '17', 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '1' } }), 17);
  t.equal(wait({ headers: { 'retry-after': '0' } }), 1, 'never at once');
  const reset = { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': String(now / 1000 + 90) };
  t.equal(wait({ headers: reset }), 91);
  t.equal(wait({ headers: { ...reset, date: 'Wed, 25 Nov 2026 12:01:00 GMT' } }), 31, 'by the server’s clock');
  t.equal(wait({ headers: { 'x-ratelimit-remaining': '0' } }), undefined);
  t.equal(wait({ headers: { ...reset, 'x-ratelimit-remaining': '5' } }), undefined);
  for (const [tries, seconds] of [
    [1, 60],
    [2, 120],
    [3, 240],
  ] as const) {
    t.equal(wait({ message: 'You have exceeded a secondary rate limit.' }, tries), seconds);
    t.equal(wait({ status: 429 }, tries), seconds);
  }
  t.end();
});

t.test('trouble of the server and the line: some times, further and further apart', (t) => {
  for (const status of [500, 502, 503, 504, undefined]) {
    const all = [1, 2, 3, 4, 5, 6].map((tries) => wait({ status }, tries));
    t.same(all, [1, 2, 4, 8, 16, undefined], String(status));
  }
  t.end();
});

t.test('what waiting does not change', (t) => {
  for (const status of [301, 400, 401, 403, 404, 409, 410, 422]) t.equal(wait({ status }), undefined, String(status));
  t.end();
});
