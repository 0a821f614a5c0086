import t from 'tap';
import { headerOf, type SplatFormat, splatFormats } from '../../../harness/console/formats/index.ts';
import { cleanLines, linesOf } from '../../../harness/console/lines.ts';
import type { Splat } from '../../../harness/console/splat/report.ts';
import { consoleNames, consoleText, splatsOf } from '../../fixtures/consoles.ts';

/** The first line of a report's text that begins one of its kind. */
const formatOf = (splat: Splat): SplatFormat | undefined =>
  [...linesOf(splat.text)].map((line) => headerOf(line)?.format).find((format) => format?.kind === splat.kind);

t.test('each format has a console', async (t) => {
  const seen = new Set(consoleNames.flatMap((name) => splatsOf(consoleText(name)).map(formatOf)));
  const missing = splatFormats.filter((format) => !seen.has(format));
  t.strictSame(
    missing.map(({ kind, header }) => `${kind}: ${header.source}`),
    [],
    'add a log to test/fixtures/consoles',
  );
});

// A scan feeds the reader only lines that hold a cue: a header without one would be missed.
t.test('each line that begins a report holds one of the cues of its format', async (t) => {
  const headers = consoleNames
    .flatMap((name) => [...linesOf(consoleText(name))].flatMap(cleanLines))
    .flatMap(({ text }) => {
      const format = headerOf(text)?.format;
      return format === undefined ? [] : [{ text, format }];
    });
  t.ok(headers.length > splatFormats.length, `${headers.length} headers`);
  const silent = headers.filter(({ text, format }) => !format.cues.some((cue) => text.includes(cue)));
  t.strictSame(
    silent.map(({ text }) => text),
    [],
  );
});
