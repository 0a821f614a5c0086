import t from 'tap';
import { labelled } from './corpus.ts';
import { type Answer, type Scored, scores } from './score.ts';

const log = (name: string, header: string) => labelled(name, Buffer.from(`${header}\n\nlog\n`));
const answer = (changes: Partial<Answer> = {}): Answer => ({
  class: 'warning',
  title: 'WARNING in f',
  function: 'f',
  fingerprint: 'f',
  truncated: false,
  ...changes,
});
const shares = (all: Scored[]) => scores(all).map(({ id, right, of }) => `${id} ${right}/${of}`);

t.test('labels and log are taken apart, whatever the bytes', async (t) => {
  const file = Buffer.from(
    'TITLE: WARNING in f\r\nALT: x\r\nTYPE: WARNING\r\nCORRUPTED: Y\r\n# a comment\r\n\r\n\0one\xff\nTITLE: of the log\n\nREPORT:\nWARNING\n',
    'latin1',
  );
  const { log: bytes, ...labels } = labelled('7', file);
  t.strictSame(labels, {
    name: '7',
    title: 'WARNING in f',
    alternatives: ['x'],
    type: 'WARNING',
    corrupted: true,
  });
  t.equal(bytes.toString('latin1'), '\0one\xff\nTITLE: of the log\n');
  t.equal(labelled('8', Buffer.from('\n\nREPORT:\nx\n')).title, undefined, 'nothing that counts');
});

t.test('a log without title is right without a report only', async (t) => {
  t.strictSame(shares([{ log: log('1', 'TYPE: X'), answer: undefined }])[0], 'T1 1/1');
  t.strictSame(shares([{ log: log('1', 'TYPE: X'), answer: answer() }])[0], 'T1 0/1');
  t.strictSame(shares([{ log: log('1', 'TITLE: a'), answer: undefined }])[0], 'T1 0/1');
});

t.test('a class that holds two types, or a type in two classes, is right in its larger part only', async (t) => {
  const typed = (type: string, name: string): Scored => ({
    log: log('1', `TITLE: a\nTYPE: ${type}`),
    answer: answer({ class: name }),
  });
  t.equal(shares([typed('A', 'a'), typed('A', 'a'), typed('B', 'a')])[1], 'T2 2/3');
  t.equal(shares([typed('A', 'a'), typed('A', 'a'), typed('A', 'b')])[1], 'T2 2/3');
  t.equal(shares([typed('A', 'a'), typed('B', 'b')])[1], 'T2 2/2');
});

t.test('functions count where the title names one and the log is whole', async (t) => {
  const of = (header: string, name: string): Scored => ({ log: log('1', header), answer: answer({ function: name }) });
  t.equal(shares([of('TITLE: WARNING in f', 'f'), of('TITLE: WARNING in f', 'g')])[2], 'T3 1/2');
  t.equal(shares([of('TITLE: WARNING in f\nCORRUPTED: Y', 'g'), of('TITLE: reboot', 'g')])[2], 'T3 0/0');
});

t.test('pairs: one title or a common alternative is one bug', async (t) => {
  const of = (header: string, fingerprint: string): Scored => ({
    log: log('1', header),
    answer: answer({ fingerprint }),
  });
  const [a, b, c] = [of('TITLE: a\nALT: x', '1'), of('TITLE: b\nALT: x', '1'), of('TITLE: c', '2')];
  t.strictSame(shares([a, b, c]).slice(3, 5), ['T4 1/1', 'T4 2/2']);
  t.strictSame(shares([a, { ...b, answer: answer({ fingerprint: '2' }) }, c]).slice(3, 5), ['T4 0/1', 'T4 1/2']);
});

t.test('truncated is as the label says', async (t) => {
  const of = (header: string, truncated: boolean): Scored => ({ log: log('1', header), answer: answer({ truncated }) });
  t.equal(shares([of('TITLE: a\nCORRUPTED: Y', true), of('TITLE: a', true), of('TITLE: a', false)])[5], 'T5 2/3');
});
