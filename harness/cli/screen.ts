/** What standard output can show. */
export interface ScreenAbilities {
  colour: boolean;
  unicode: boolean;
  width: number;
}

/** NO_COLOR (no-color.org) and the locale are honoured; what is no terminal gets neither colour nor a guess at its width. */
export function abilitiesOf(
  stream: { isTTY?: boolean; columns?: number },
  environment: NodeJS.ProcessEnv = process.env,
): ScreenAbilities {
  const locale = environment['LC_ALL'] || environment['LC_CTYPE'] || environment['LANG'] || '';
  const terminal = stream.isTTY === true;
  return {
    colour: terminal && !environment['NO_COLOR'] && environment['TERM'] !== 'dumb',
    // A file or a pipe is read by something that knows UTF-8; an old terminal may not.
    unicode: !terminal || /utf-?8/i.test(locale),
    width: terminal ? (stream.columns ?? 80) : 100,
  };
}
