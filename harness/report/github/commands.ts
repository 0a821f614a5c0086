import { neutralLine } from '../../text/neutral.ts';

/** Workflow commands: lines by which a step speaks to the runner (GitHub's documentation, "Workflow commands"). */

export interface Annotation {
  level: 'error' | 'warning';
  title: string;
  message: string;
  /** Relative to the tree. */
  file?: string;
  line?: number;
}

/** The runner's own escapes (actions/toolkit, packages/core/src/command.ts): more in a property than in the message. */
const escapeData = (text: string): string =>
  text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
const escapeProperty = (text: string): string => escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C');

/** `::error file=mm/gup.c,line=12,title=...::...` */
export function annotationCommand({ level, file, line, title, message }: Annotation): string {
  const properties = Object.entries({
    ...(file !== undefined && { file: neutralLine(file, 300) }),
    ...(line !== undefined && { line: String(line) }),
    title: neutralLine(title, 200),
  });
  const words = properties.map(([name, value]) => `${name}=${escapeProperty(value)}`).join(',');
  const text = message
    .split('\n')
    .map((each) => neutralLine(each))
    .join('\n');
  return `::${level} ${words}::${escapeData(text)}`;
}

/**
 * Text in which the runner obeys no command, whatever it holds.
 * @param token that nobody can guess, new for each text
 */
export const withoutCommands = (text: string, token: string): string =>
  `::stop-commands::${token}\n${text}${text === '' || text.endsWith('\n') ? '' : '\n'}::${token}::\n`;
