import t from 'tap';
import { benign } from '../../../harness/console/benign.ts';
import { cleanLines, linesOf } from '../../../harness/console/lines.ts';
import { PatternTable } from '../../../harness/console/patternTable.ts';
import { headerOf } from '../../../harness/console/splat/headers.ts';
import type { Splat } from '../../../harness/console/splat/report.ts';
import type { LineFormat } from '../../../harness/kinds/lines/format.ts';
import { integrityFormats } from '../../../harness/kinds/lines/integrity.ts';
import { logFormats } from '../../../harness/kinds/lines/log.ts';
import type { SplatFormat } from '../../../harness/kinds/splats/format.ts';
import { splatFormats } from '../../../harness/kinds/splats/index.ts';
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

t.test(
  'each line of the log and each integrity line has a console, and holds one of the cues of its format',
  async (t) => {
    const formats: readonly LineFormat[] = [...integrityFormats, ...logFormats];
    const table = new PatternTable([...benign.map((pattern) => ({ pattern, cues: undefined })), ...formats]);
    const found = consoleNames
      .flatMap((name) => [...linesOf(consoleText(name))].flatMap(cleanLines))
      .flatMap(({ text }) => {
        const format = table.find(text);
        return format?.cues === undefined ? [] : [{ text, format, cues: format.cues }];
      });
    t.strictSame(
      found.filter(({ text, cues }) => !cues.some((cue) => text.includes(cue))).map(({ text }) => text),
      [],
    );
    const seen = new Set(found.map(({ format }) => format.pattern));
    t.strictSame(
      formats.filter(({ pattern }) => !seen.has(pattern)).map(({ pattern }) => pattern.source),
      [],
      'add a line to a log in test/fixtures/consoles',
    );
  },
);
