import t from 'tap';
import { unpack } from '../../../../harness/publish/artefact/unpack.ts';
import { zipOf } from '../../../fixtures/zip.ts';

const wanted = { 'verdict.json': 1000, 'build.json': 100 };
const good = { name: 'verdict.json', content: '{}' };

t.test('the files that are asked for', async (t) => {
  const files = await unpack(zipOf([good, { name: 'build.json', content: 'x'.repeat(100) }]), wanted);
  t.same(
    [...files].map(([name, bytes]) => [name, bytes.toString()]),
    [
      ['verdict.json', '{}'],
      ['build.json', 'x'.repeat(100)],
    ],
  );
  t.equal((await unpack(zipOf([{ ...good, mode: 0 }]), wanted)).size, 1, 'a zip of another system has no modes');
  t.equal((await unpack(zipOf([]), wanted)).size, 0);
});

t.test('what else may be in a zip is told, and nothing of it is read', async (t) => {
  const bomb = Buffer.alloc(8 * 2 ** 20);
  for (const [files, message] of [
    [[good, { name: '../verdict.json', content: '' }], /invalid relative path/],
    [[{ name: '/etc/passwd', content: '' }], /absolute path/],
    [[{ name: 'C:\\x', content: '' }], /invalid characters|absolute path/],
    [[{ name: 'a\\..\\b', content: '' }], /invalid characters/],
    [
      [{ name: 'plan.json', content: '{}' }],
      /^plan\.json: the artefact holds what no pinproof puts there\n {2}it is not asked/,
    ],
    [[{ name: '__proto__', content: '{}' }], /^__proto__: .*\n {2}it is not asked/],
    [[{ name: 'constructor', content: '{}' }], /^constructor: .*\n {2}it is not asked/],
    [[{ name: 'con\u0000.json\u001b[2J', content: '{}' }], /^con\.json: /],
    [[{ name: 'verdict.json/', content: '' }], /it is not asked/],
    [[good, good], /^verdict\.json: .*\n {2}it is there twice/],
    [[{ ...good, content: '/etc/passwd', mode: 0o120777 }], /it is no file/],
    [[{ ...good, mode: 0o020666 }], /it is no file/],
    [[{ ...good, mode: 0o040755 }], /it is no file/],
    [[{ ...good, flags: 1 }], /it is encrypted/],
    [[{ ...good, content: 'x'.repeat(1001) }], /^verdict\.json: .*\n {2}it has more than 1000 bytes/],
    [[{ ...good, content: bomb }], /it has more than 1000 bytes/],
    [[{ ...good, content: bomb, size: 999 }], /too many bytes in the stream/],
    [[{ ...good, content: 'x', size: 999 }], /not enough bytes in the stream/],
    [Array.from({ length: 3000 }, (_, index) => ({ name: `${index}`, content: '' })), /^0: /],
  ] as const) {
    await t.rejects(unpack(zipOf(files), wanted), { blame: 'input', message }, `${message}`);
  }
});

t.test('what is no zip, or half of one', async (t) => {
  const whole = zipOf([{ ...good, content: Buffer.from(Array.from({ length: 900 }, (_, index) => index * 7919)) }]);
  for (const bytes of [Buffer.from(''), Buffer.from('<html>'), whole.subarray(0, -30), whole.subarray(30)]) {
    await t.rejects(unpack(bytes, wanted), { blame: 'input', message: /no zip file, or a damaged one/ });
  }
  const spoilt = Buffer.from(whole);
  spoilt.fill(0xff, 45, 200);
  await t.rejects(unpack(spoilt, wanted), { blame: 'input', message: /damaged/ });
});
