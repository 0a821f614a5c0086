import { readFile } from 'node:fs/promises';
import { scoreboardOf } from '../../judge/scoreboard/scoreboard.ts';
import type { Novelty } from '../../records/outputs/history.ts';
import type { Scoreboard } from '../../records/outputs/scoreboard.ts';
import type { VerdictRecord } from '../../records/run/verdict.ts';
import { type FormatName, machineFormats } from '../../report/formats.ts';
import { type Evidence, evidenceOf } from '../../report/html/cells/evidence.ts';
import { renderPage } from '../../report/html/page.ts';
import { renderScoreboard } from '../../report/scoreboard/terminal.ts';
import { renderVerdict } from '../../report/terminal/terminal.ts';
import type { CellFolder } from '../../store/cellFolder.ts';
import { jsonText } from '../../store/records.ts';
import { reportFiles } from '../../store/runFiles.ts';
import type { RunFolder } from '../../store/runFolder.ts';
import { seenFrom } from '../session.ts';

/** What the reader's screen can show. */
interface Screen {
  colour: boolean;
  unicode: boolean;
  width: number;
}

/** A verdict, and what stands beside it in reports. */
export interface Reported {
  run: RunFolder;
  verdict: VerdictRecord;
  /** What the history says of the run. */
  novelty?: Novelty | undefined;
}

/** Writes all reports that have a file, and returns the verdict in the format that is asked for. */
export async function reportsOf(
  { run, verdict, novelty }: Reported,
  format: FormatName,
  screen: Screen,
): Promise<string> {
  const seen = seenFrom(run.path);
  const news = novelty === undefined ? {} : { novelty };
  const plan = await run.get('plan');
  const board = scoreboardOf({ plan, build: await run.get('build'), verdict });
  // One candidate stands beside its base in everything else already.
  const several = plan.trees.length > 2;
  if (several) await run.put('scoreboard', board);
  const text = { colour: false, unicode: true, width: 100, runFolder: run.path, ...news };
  await run.putReport(reportFiles.text, renderVerdict(verdict, text));
  const page = await pageOf(run, verdict, several ? board : undefined);
  await run.putReport(reportFiles.page, page);
  for (const each of Object.values(machineFormats)) {
    if ('file' in each) await run.putReport(each.file, each.render(verdict, seen));
  }
  switch (format) {
    case 'json':
      return jsonText(verdict);
    case 'html':
      return page;
    case 'scoreboard':
      return renderScoreboard(board, { ...screen, runFolder: seen });
    case 'scoreboard-json':
      return jsonText(board);
    case 'text':
      // Shorter than in the file, and a path that can be pasted where the reader is.
      return renderVerdict(verdict, { ...screen, runFolder: seen, ...news });
    default:
      return machineFormats[format].render(verdict, seen);
  }
}

/** Renders the page. Consoles are read one after the other: together they may be gigabytes. */
async function pageOf(run: RunFolder, verdict: VerdictRecord, board?: Scoreboard): Promise<string> {
  const evidence = new Map<string, Evidence>();
  for await (const { cell, folder, record } of run.cells()) {
    if (record.format === 'pinproof.cell/1') evidence.set(cell.id, evidenceOf(record, await consoleIn(folder)));
  }
  return renderPage({ verdict, plan: await run.get('plan'), evidence, ...(board && { board }) });
}

/** Undefined where it is gone: of a run that was kept without what is large in it, the page has all but that. */
async function consoleIn(folder: CellFolder): Promise<string | undefined> {
  return readFile(folder.pathOf('console'), 'latin1').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
}
