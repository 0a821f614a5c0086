import t from 'tap';
import { readGuestReport } from '../../../harness/console/guestReport.ts';
import { judgeCell } from '../../../harness/judge/cell.ts';
import { observationSchema } from '../../../harness/records/run/observation.ts';
import { aRecord, aWorkload, healthy } from '../../fixtures/records.ts';

const phase = (name: string) => `# pinproof ${JSON.stringify({ type: 'phase', phase: name, uptime: 1 })}`;

t.test('a whole report', async (t) => {
  const report = readGuestReport(
    [
      'KTAP version 1',
      '1..3',
      phase('boot'),
      '# a comment for people',
      '# pinproof {"type":"counter","scope":"workload","name":"fsyncs_returned","when":"after","value":7}',
      'ok 1 - mount',
      'ok 2 - rdma write # SKIP refused',
      'not ok 3 - content',
      phase('done'),
    ].join('\r\n'),
  );
  t.strictSame(report.phases, ['boot', 'done']);
  t.equal(report.planned, 3);
  t.equal(report.checks, 3);
  t.strictSame(
    report.observations.filter(({ type }) => type === 'check'),
    [
      { type: 'check', ok: true, skipped: false, text: 'mount' },
      { type: 'check', ok: true, skipped: true, text: 'rdma write' },
      { type: 'check', ok: false, skipped: false, text: 'content' },
    ],
  );
  t.notMatch(report.observations, [{ type: 'problem' }]);
});

const problems: Record<string, [string, RegExp]> = {
  'JSON cut in the middle': ['# pinproof {"type":"phase","pha', /line 1 of the report is damaged/],
  'an observation of no known type': ['# pinproof {"type":"rumour"}', /line 1 .* is not an observation/],
  'a field too many': ['# pinproof {"type":"problem","what":"x","more":1}', /not an observation/],
  'a count that is no number': [
    '# pinproof {"type":"call","call":"fsync","errno":0,"error":"","count":"many"}',
    /\(count: /,
  ],
  'a comparison that nobody knows': [
    '# pinproof {"type":"comparison","where":"the moon","ok":true,"pages":1,"bad":0}',
    /^the guest reports the comparison "the moon", which pinproof does not know \(line 1 of the report\)$/,
  ],
  'a call that nobody knows': [
    '# pinproof {"type":"call","call":"RDMA WRITE","errno":0,"error":"","count":1}',
    /^the guest reports the call "RDMA WRITE", which/,
  ],
  'a stalled call that nobody knows': [
    '# pinproof {"type":"stall","call":"fsink","task":"t","seconds":3,"ended":true,"stack":[]}',
    /^the guest reports the call "fsink", which/,
  ],
  'an operation that nobody knows': [
    '# pinproof {"type":"latency","op":"fsync, pinned","unit":"ns","count":1,"max":1,"samples":[1]}',
    /^the guest reports the operation "fsync, pinned", which/,
  ],
  'a cost that nobody knows': [
    '# pinproof {"type":"cost","op":"toString","instructions":1,"count":1}',
    /^the guest reports the operation "toString", which/,
  ],
  'a counter that nobody knows': [
    '# pinproof {"type":"counter","scope":"workload","name":"fsincs","when":"after","value":1}',
    /^the guest reports the counter "fsincs", which/,
  ],
  'a counter of another scope': [
    '# pinproof {"type":"counter","scope":"vm","name":"dif_errors","when":"after","value":1}',
    /not an observation \(name: /,
  ],
  'a phase that nobody knows': ['# pinproof {"type":"phase","phase":"lunch","uptime":1}', /the phase "lunch", which/],
  'a setting that nobody knows': [
    '# pinproof {"type":"environment","name":"mood","value":"good"}',
    /the setting "mood", which/,
  ],
  'a line that lost its beginning': ['inproof {"type":"phase","phase":"done","uptime":1}', /damaged/],
  'fewer checks than planned': ['1..2\nok 1 - a', /the plan was 2 checks, and 1 were reported/],
  'more checks than planned': ['1..1\nok 1 - a\nok 2 - b', /the plan was 1 checks, and 2 were reported/],
  'checks without a plan': ['ok 1 - a', /no plan line/],
  'a bail out': ['Bail out! no device', /^Bail out! no device$/],
  'a line without end': ['x'.repeat(2 * 1024 * 1024), /longer than/],
};
for (const [name, [text, expected]] of Object.entries(problems)) {
  t.test(`${name} is a problem, not silence`, async (t) => {
    const found = readGuestReport(text).observations.filter(({ type }) => type === 'problem');
    t.match(found, [{ what: expected }]);
  });
}

t.test('an id that nobody knows makes the cell invalid, and is named', async (t) => {
  const { observations } = readGuestReport(
    '# pinproof {"type":"comparison","where":"far-away","ok":true,"pages":64,"bad":0}',
  );
  const { status, reasons } = judgeCell(aRecord([...healthy, ...observations]), aWorkload(), {
    folder: '',
    repeat: '',
  });
  t.equal(status, 'invalid');
  t.strictSame(reasons, [
    'the guest reports the comparison "far-away", which pinproof does not know (line 1 of the report)',
  ]);
});

t.test('an empty report is empty: it is the ending that is judged', async (t) => {
  t.strictSame(readGuestReport(''), { observations: [], planned: undefined, checks: 0, phases: [] });
});

t.test('a report without end does not fill our memory', async (t) => {
  const { observations } = readGuestReport('ok 1 - again\n'.repeat(50_000));
  t.ok(observations.length < 10_100);
  t.match(observations.at(-1), { type: 'problem' });
  t.ok(readGuestReport('# pinproof {\n'.repeat(50_000)).observations.length < 100);
});

t.test('no bytes break the reader', async (t) => {
  const good = `${phase('boot')}\n1..1\nok 1 - x\n`;
  let state = 7;
  for (let round = 0; round < 500; round += 1) {
    const bytes = Buffer.from(good.repeat(3));
    for (let hit = 0; hit < 8; hit += 1) {
      state = (state * 1664525 + 1013904223) % 2 ** 32;
      bytes[state % bytes.length] = (state >>> 16) & 0xff;
    }
    for (const each of readGuestReport(bytes.toString('latin1')).observations) observationSchema.parse(each);
  }
  t.pass('read them all');
});
