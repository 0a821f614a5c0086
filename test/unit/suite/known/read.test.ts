import { relative } from 'node:path';
import t from 'tap';
import { readCatalogue } from '../../../../harness/suite/catalogue.ts';
import { readKnown } from '../../../../harness/suite/known/read.ts';
import { readSuite } from '../../../../harness/suite/suite.ts';

const catalogue = await readCatalogue();
const suite = 'base: {source: "debian:linux-source-6.1"}\nworkloads: [mmap-store-writeback]\nknown:';
/** @param known what stands behind `known:` in line 3 */
const read = async (known: string, folder = '.') => readKnown(readSuite(suite + known, 's.yaml', catalogue), folder);
const entry = (more = '', key = 'pattern: WARNING in f'): string =>
  `\n  - ${key}\n    reason: a false alarm\n    link: https://example.org/1\n    expires: 2026-12-31\n${more}`;

t.test('a list in the suite, and one in a file of its own, have places', async (t) => {
  const inPlace = await read(entry() + entry('', 'fingerprint: 0a1b2c3d4e5f').slice(1));
  t.strictSame(inPlace, [
    {
      pattern: 'WARNING in f',
      reason: 'a false alarm',
      link: 'https://example.org/1',
      expires: '2026-12-31',
      where: 's.yaml:4:5',
    },
    {
      fingerprint: '0a1b2c3d4e5f',
      reason: 'a false alarm',
      link: 'https://example.org/1',
      expires: '2026-12-31',
      where: 's.yaml:8:5',
    },
  ]);
  const folder = t.testdir({ lists: { 'known.yaml': `# what we know\n${entry()}` } });
  const [listed] = await read(' lists/known.yaml\n', folder);
  t.strictSame(listed, { ...inPlace[0], where: `${relative(process.cwd(), folder)}/lists/known.yaml:3:5` });
  t.strictSame(await readKnown(readSuite(suite.replace('known:', ''), 's.yaml', catalogue), '.'), []);
});

t.test('reason, link and expiry are asked of each', async (t) => {
  for (const field of ['reason', 'link', 'expires']) {
    const without = entry().replace(new RegExp(`    ${field}: .*\n`), '');
    await t.rejects(read(without), { blame: 'input', message: new RegExp(`^s\\.yaml:4:5: "known\\.0\\.${field}": `) });
  }
  const cases: [string, RegExp][] = [
    [entry().replace('a false alarm', '" "'), /^s\.yaml:5:13: "known\.0\.reason": say why it is no failure/],
    [entry().replace('https://', ''), /^s\.yaml:6:11: "known\.0\.link": a link, http/],
    [entry().replace('https://', 'javascript://'), /^s\.yaml:6:11: "known\.0\.link": a link, http/],
    ...['2026-02-29', '2026-13-01', '31.12.2026', '2026-6-1', '20261231'].map((date): [string, RegExp] => [
      entry().replace('2026-12-31', date),
      /^s\.yaml:7:14: "known\.0\.expires": a date that there is, as YYYY-MM-DD/,
    ]),
    [entry('    owner: me\n'), /^s\.yaml:8:5: there is no field "owner" here/],
    [entry().replace('pattern', 'patern'), /^s\.yaml:4:5: there is no field "patern" here\n {2}-> perhaps pattern; /],
    [entry('', 'fingerprint: 012345678901'), /^s\.yaml:4:18: "known\.0\.fingerprint": expected text: put it in quotes/],
    [entry('', 'fingerprint: my-bug'), /^s\.yaml:4:18: "known\.0\.fingerprint": a fingerprint of 12 lower-case hex/],
  ];
  for (const [text, message] of cases) await t.rejects(read(text), { blame: 'input', message }, text);
});

t.test('an entry is about one thing, and about it once', async (t) => {
  const cases: [string, RegExp][] = [
    [entry('    fingerprint: 0a1b2c3d4e5f\n'), /^s\.yaml:4:5: an entry has either a pattern or a fingerprint/],
    [entry().replace('pattern: WARNING in f\n    ', ''), /^s\.yaml:4:5: an entry has either a pattern or/],
    [entry() + entry().slice(1), /^s\.yaml:8:14: this pattern is there twice\n {2}see s\.yaml:4:14/],
    [entry().replace('in f', 'in .*'), /^s\.yaml:4:14: "WARNING in \.\*" would also hide/],
    [entry().replace('in f', 'in (f'), /^s\.yaml:4:14: Invalid regular expression/],
  ];
  for (const [text, message] of cases) await t.rejects(read(text), { blame: 'input', message }, text);
});

t.test('a file that is not there, or is no list, is told with its place', async (t) => {
  const folder = t.testdir({
    'empty.yaml': '',
    'map.yaml': 'known: []\n',
    'wrong.yaml': entry().replace('in f', '.+'),
  });
  await t.rejects(read(' nowhere.yaml\n', folder), {
    blame: 'input',
    message: /^s\.yaml:3:8: the list of known issues cannot be read\n {2}ENOENT/,
  });
  await t.rejects(read(' empty.yaml\n', folder), { message: /empty\.yaml:1:1: the file: expected array/ });
  await t.rejects(read(' map.yaml\n', folder), { message: /map\.yaml:1:1: the file: expected array/ });
  await t.rejects(read(' wrong.yaml\n', folder), { message: /wrong\.yaml:2:14: "WARNING \.\+" would also hide/ });
});
