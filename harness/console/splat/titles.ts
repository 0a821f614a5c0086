interface TitleFacts {
  function: string | undefined;
  access: string;
}

/**
 * The title of a report: stable from run to run, so that the same bug has the same title.
 * @param template of a format: `{1}`, `{access}`, `{function}`.
 */
export function titleOf(template: string, header: RegExpExecArray, facts: TitleFacts): string {
  const filled = template
    .replace(/ in \{function\}/, facts.function === undefined ? '' : ` in ${facts.function}`)
    .replace('{access}', facts.access)
    .replace(/\{(\d)\}/g, (_all, group: string) => stable(header[Number(group)] ?? ''));
  return filled.replace(/ {2,}/g, ' ').trim();
}

/** The class of a report: `{access}` is read where the report does not say. */
export function classOf(template: string, header: RegExpExecArray, access: string): string {
  return template
    .replace('{access}', access === 'Write' ? 'write' : 'read')
    .replace(/\{(\d)\}/g, (_all, group: string) => header[Number(group)] ?? '');
}

/** Takes out what changes between two runs of the same bug: addresses, CPUs, process ids, counts. */
export function stable(text: string): string {
  return text
    .replace(/\b0x[0-9a-f]+\b/gi, 'ADDR')
    .replace(/\b(?=[0-9a-f]*\d)[0-9a-f]{8,}\b/gi, 'ADDR')
    .replace(/\b(CPU|cpu)([ #]*)\d+\b/g, '$1$2N')
    .replace(/\b\d+\b/g, 'N')
    .slice(0, 160);
}
