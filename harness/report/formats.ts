import type { VerdictRecord } from '../records/run/verdict.ts';
import { reportFiles } from '../store/runFiles.ts';
import { renderAnnotations } from './github/annotations.ts';
import { renderJunit } from './machines/junit.ts';
import { renderKtap } from './machines/ktap.ts';
import { renderMarkdown } from './markdown.ts';

/** GitHub keeps so many bytes of a step's summary, and drops one that has more. */
export const summaryLimit = 1024 * 1024;

interface MachineFormat {
  /** Beside verdict.json, where it is kept; none where it means something in a log only. */
  file?: (typeof reportFiles)[keyof typeof reportFiles];
  /** @param runFolder as the reader would write it. */
  render: (verdict: VerdictRecord, runFolder: string) => string;
}

/** What else a verdict can be written as, by the name that `report --format` takes. */
export const machineFormats = {
  junit: { file: reportFiles.junit, render: renderJunit },
  ktap: { file: reportFiles.ktap, render: renderKtap },
  markdown: {
    file: reportFiles.markdown,
    render: (verdict, runFolder) => renderMarkdown(verdict, { runFolder, limit: summaryLimit }),
  },
  github: { render: (verdict) => renderAnnotations(verdict) },
} as const satisfies Record<string, MachineFormat>;

export const formatNames = [
  'text',
  'json',
  'html',
  'scoreboard',
  'scoreboard-json',
  ...(Object.keys(machineFormats) as (keyof typeof machineFormats)[]),
] as const;
export type FormatName = (typeof formatNames)[number];
