import t from 'tap';
import { neutralLine, neutralText, stripTerminal } from '../../../harness/text/neutral.ts';

const hostile: [string, string][] = [
  ['\u001b[31mred\u001b[0m', 'red'],
  ['\u001b]0;title\u0007text', 'text'],
  ['\u001b]8;;http://x\u001b\\link\u001b]8;;\u001b\\', 'link'],
  ['\u001bP1$r\u001b\\after', 'after'],
  ['\u009b31mc1', '31mc1'],
  ['a\u0000b\u0007c\u007fd', 'abcd'],
  ['over\rprint', 'overprint'],
  ['two\nlines\tand a tab', 'two lines and a tab'],
  ['safe\u202egnp.exe', 'safegnp.exe'],
  ['zero\u200bwidth\ufeff', 'zerowidth'],
  ['tags\u{e0041}\u{e0042}, soft\u00adhyphen, filler\u3164', 'tags, softhyphen, filler'],
  ['::add-mask::word', ': :add-mask::word'],
  ['  ::set-output name=a,b=c::d', ': :set-output name=a,b=c::d'],
  ['wrapped ::Stop-Commands::x', 'wrapped : :Stop-Commands::x'],
  ['std::vector, fe80::1', 'std::vector, fe80::1'],
  ['a ##[error]b ##vso[task.x]c', 'a ## [error]b ## vso[task.x]c'],
  ['lone \ud800 surrogate', 'lone \ufffd surrogate'],
];

for (const [text, expected] of hostile) {
  t.test(JSON.stringify(text), async (t) => t.equal(neutralLine(text), expected));
}

t.test('a line is cut where it is too long', async (t) => {
  t.equal(neutralLine('x'.repeat(1000), 10), `${'x'.repeat(9)}…`);
  t.equal(neutralLine('😀'.repeat(20), 5), '😀😀😀😀…');
  t.equal(neutralLine('x'.repeat(50_000_000), 3), 'xx…');
});

t.test('text keeps its lines and their indent', async (t) => {
  t.equal(neutralText(' <TASK>\n\tframe\u001b[1m\n\nend  '), ' <TASK>\n        frame\n\nend');
});

t.test('what is left has no control character', async (t) => {
  const all = String.fromCharCode(...Array.from({ length: 512 }, (_, code) => code));
  t.notMatch(stripTerminal(all), /(?![\t\n])\p{Cc}/u);
  t.notMatch(neutralLine(all), /\p{Cc}/u);
});
