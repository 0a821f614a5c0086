/** The page as a whole: type, spacing, the verdict, sections. */
export const frame = `
* { box-sizing: border-box; }
html { scroll-padding-top: 1rem; -webkit-text-size-adjust: 100%; text-size-adjust: 100%; }
body { margin: 0 auto; max-width: 78rem; padding: 1.25rem clamp(1rem, 4vw, 2.5rem) 3rem; background: var(--paper);
  color: var(--ink); font: 1rem/1.55 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif; }
code, pre { font-family: ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace;
  font-size: .8125rem; unicode-bidi: isolate; }
code { overflow-wrap: anywhere; }
a { color: var(--accent); text-underline-offset: .15em; }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; border-radius: 3px; }
[hidden] { display: none !important; }
h1, h2, h3, h4, p, dl, ul, ol { margin: 0; }
h2 { font-size: 1.25rem; letter-spacing: -.01em; margin: 2.75rem 0 .75rem; }
h3 { font-size: 1rem; overflow-wrap: anywhere; }
.quiet { color: var(--quiet); }
.skip { position: absolute; left: -99rem; }
.skip:focus { position: static; }
.top { border-bottom: 1px solid var(--line); padding-bottom: 1.25rem; }
.top .name { color: var(--quiet); }
.top strong { color: var(--ink); font-weight: 600; }
.top strong.tone-bad { color: var(--bad); }
.top h1 { font-size: clamp(2rem, 6vw, 3rem); line-height: 1.1; letter-spacing: -.025em; margin: .5rem 0 .35rem; }
.tally { display: flex; flex-wrap: wrap; gap: .4rem .5rem; padding: 0; list-style: none; margin: .6rem 0 .75rem; }
.tally a { text-decoration: none; border-radius: 1em; display: block; }
.tally a:hover .pill { text-decoration: underline; }
.tally .pill { font-size: .9375rem; padding: .15rem .75em; border-radius: 1em; }
.alike { border-top: 1px solid var(--line); }
.alike > summary { cursor: pointer; padding: .75rem 0; color: var(--quiet); }
.top .quiet { font-size: .9375rem; margin-top: .35rem; }
.top .repeat { margin-top: .75rem; }
.top .repeat .quiet { margin-right: .5rem; }
nav { display: flex; flex-wrap: wrap; gap: .25rem 1.25rem; padding: .75rem 0 0; }
nav a { padding: .25rem 0; }
.tone-good { color: var(--good); }
.tone-bad { color: var(--bad); }
.tone-caution { color: var(--caution); }
.tone-dim { color: var(--quiet); }
.pill { display: inline-block; padding: 0 .5em; border-radius: .75em; font-size: .8125rem; line-height: 1.6; }
.pill-good { color: var(--good); background: var(--good-back); }
.pill-bad { color: var(--bad); background: var(--bad-back); font-weight: 600; }
.pill-caution { color: var(--caution); background: var(--caution-back); }
.pill-dim, .pill-plain { color: var(--quiet); background: var(--dim-back); }
.finding { padding: .75rem 0; border-top: 1px solid var(--line); display: grid; gap: .25rem 1.5rem; }
.finding dl > div { display: grid; grid-template-columns: 5.5rem 1fr; gap: 0 1rem; }
.finding dt { font-weight: 600; color: var(--quiet); overflow-wrap: anywhere; }
.finding dd { margin: 0; grid-column: 2; overflow-wrap: anywhere; }
.sides { display: grid; gap: 1rem 2rem; align-items: start;
  grid-template-columns: repeat(auto-fit, minmax(min(100%, 24rem), 1fr)); }
.card { background: var(--panel); border: 1px solid var(--line); border-radius: .5rem; padding: 1rem 1.25rem; min-width: 0; }
.card > * + * { margin-top: .5rem; }
.card .lead { overflow-wrap: anywhere; }
.facts { font-size: .875rem; }
.facts > div { display: grid; grid-template-columns: 5.5rem minmax(0, 1fr); gap: 0 .75rem; padding: .1rem 0; }
.facts dt { color: var(--quiet); }
.facts dd { margin: 0; overflow-wrap: anywhere; }
.facts.inline dt { flex: none; }
.facts.inline > div { display: inline-flex; margin-right: 1rem; gap: .4rem; }
.plain { padding-left: 1.1rem; font-size: .875rem; overflow-wrap: anywhere; }
.text { overflow: auto; max-height: 20rem; padding: .5rem .75rem; background: var(--dim-back); border-radius: .35rem; }
footer { margin-top: 3rem; font-size: .875rem; }
@media (max-width: 44rem) { .finding dl > div { grid-template-columns: 1fr; } .finding dd { grid-column: 1; padding-left: .75rem; } }
@media (min-width: 60rem) { .finding { grid-template-columns: 15rem 1fr; } }`;
