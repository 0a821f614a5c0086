/** An answer that is none: what the server said, or that it said nothing. */
export interface Refusal {
  /** Undefined where no answer came, or not all of it. */
  status: number | undefined;
  headers: Readonly<Record<string, string | number | undefined>>;
  message: string;
}

export interface Wait {
  seconds: number;
  /** For people. */
  why: string;
}

/** GitHub's advice for a secondary limit that does not say how long it lasts: a minute, then longer and longer. */
const secondaryLimit = 60;
/** After trouble of the server or the line: 1, 2, 4, ... seconds. */
const mostTries = 6;

/**
 * How long to wait before a request is made again; undefined where that would bring nothing.
 * (docs.github.com, "Best practices for using the REST API" and "Rate limits for the REST API")
 * @param tries how often it was made
 * @param now milliseconds since 1970, where the answer bears no date
 */
export function waitFor({ status, headers, message }: Refusal, tries: number, now: number): Wait | undefined {
  if (status === undefined || status >= 500) {
    if (tries >= mostTries) return undefined;
    const why = status === undefined ? `no answer (${message})` : `status ${status}`;
    return { seconds: 2 ** (tries - 1), why };
  }
  if (status !== 403 && status !== 429) return undefined;
  const limited = (seconds: number, why: string): Wait => ({ seconds: Math.max(1, seconds), why });
  const asked = Number(headers['retry-after']);
  if (Number.isFinite(asked)) return limited(asked, 'GitHub asks to wait');
  const reset = Number(headers['x-ratelimit-reset']);
  if (String(headers['x-ratelimit-remaining']) === '0' && Number.isFinite(reset)) {
    // The server's clock is the one that counts; ours may be wrong.
    const there = Date.parse(String(headers['date'])) || now;
    // The limit ends within the second that it names.
    return limited(Math.ceil(reset - there / 1000) + 1, 'the rate limit is used up');
  }
  if (status === 429 || /secondary rate limit|abuse detection/i.test(message)) {
    return limited(secondaryLimit * 2 ** (tries - 1), 'a secondary rate limit');
  }
  return undefined;
}
