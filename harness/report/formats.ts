import type { VerdictRecord } from '../records/run/verdict.ts';
import { renderAnnotations } from './github/annotations.ts';
import { renderJunit } from './machines/junit.ts';
import { renderKtap } from './machines/ktap.ts';
import { renderMarkdown } from './markdown.ts';

/** GitHub keeps so many bytes of a step's summary, and drops one that has more. */
export const summaryLimit = 1024 * 1024;

interface MachineFormat {
  /** Beside verdict.json, where it is kept; none where it means something in a log only. */
  file?: string;
  /** @param runFolder as the reader would write it. */
  render: (verdict: VerdictRecord, runFolder: string) => string;
}

/** What else a verdict can be written as, by the name that `report --format` takes. */
export const machineFormats = {
  junit: { file: 'junit.xml', render: renderJunit },
  ktap: { file: 'report.ktap', render: renderKtap },
  markdown: {
    file: 'report.md',
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
