import t from 'tap';
import { CueFinder } from '../../../../harness/console/scan/cueFinder.ts';
import { generator } from '../../random.ts';

const cues = ['BUG: ', 'WARNING: ', ' [#', '====', 'EXT4-fs ', 'cut here', 'hereby'];

/** The same by the simplest means: the first place of a cue, or of what may hide one. */
function findSlowly(text: string, from: number, to: number): { at: number; newlines: number } {
  const part = text.slice(from, to);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: those that a console may hold.
  const control = /[\0-\x08\x0b\x0c\x0e-\x1f\x7f\xc2]|\r(?![\r\n])/;
  const places = [...cues.map((cue) => part.indexOf(cue)), part.search(control)].filter((place) => place !== -1);
  const at = places.length === 0 ? -1 : Math.min(...places);
  return { at: at === -1 ? -1 : from + at, newlines: part.slice(0, at === -1 ? undefined : at).split('\n').length - 1 };
}

t.test('finds the first line with a cue or a control character, and counts the lines before it', async (t) => {
  const random = generator(7);
  const pieces = [
    ...cues,
    'B',
    'UG: ',
    'BUG',
    '===',
    '[#1',
    'x',
    'ab',
    '\n',
    '\r\n',
    '\r\r\n',
    '\r',
    '\t',
    '\xe9',
    'WARN',
  ];
  const rare = ['\0', '\x1b[1m', '\x7f', '\xc2\x9b'];
  const finder = new CueFinder(cues);
  const found = new Set<boolean>();
  for (let round = 0; round < 20_000; round += 1) {
    const length = Math.floor(random() * 12);
    const text = Array.from({ length }, () => {
      const from = random() < 0.03 ? rare : pieces.slice(random() < 0.5 ? cues.length : 0);
      return from[Math.floor(random() * from.length)];
    }).join('');
    // Behind other bytes, so that it begins at odd places of memory, too, and with others behind it.
    const offset = Math.floor(random() * 4);
    const all = Buffer.from(`${'\n'.repeat(offset)}${text}\nBUG: =====`, 'latin1');
    const bytes = all.subarray(Math.floor(random() * (offset + 1)));
    const from = bytes.length - all.length + offset;
    const to = from + text.length + 1;
    const expected = findSlowly(bytes.toString('latin1'), from, to);
    const at = finder.find(bytes, from, to);
    found.add(at === -1);
    // Where in its line does not matter; the number of newlines before says which line.
    if ((at === -1) !== (expected.at === -1) || finder.newlines !== expected.newlines)
      t.strictSame({ at, newlines: finder.newlines }, expected, JSON.stringify(text));
  }
  t.strictSame(found, new Set([true, false]));
});

t.test('what cannot be found is no cue', async (t) => {
  for (const cue of ['', 'ab', 'two\nlines', 'größe']) t.throws(() => new CueFinder([cue]), /no cue/);
});
