import { frameOf, instructionPointerOf } from '../trace/frame.ts';

/** The function in which the instruction pointer stood, if the registers come before the backtrace. */
export function pointerOf(body: readonly string[]): string | undefined {
  for (const line of body) {
    const name = instructionPointerOf(line);
    if (name !== undefined) return name;
    if (/^\s*(?:Call [Tt]race|Backtrace):/.test(line)) return undefined;
  }
  return undefined;
}

/** With page_owner: who allocated the page that is bad. It was only noticed where it was freed. */
export function ownersStack(body: readonly string[]): string[] {
  const from = body.findIndex((line) => /^page last allocated via/.test(line));
  if (from === -1) return [];
  const to = body.findIndex((line, index) => index > from && /^(?:page last free|Modules linked in|CPU: )/.test(line));
  return body.slice(from + 1, to === -1 ? undefined : to).flatMap((line) => frameOf(line)?.name ?? []);
}
