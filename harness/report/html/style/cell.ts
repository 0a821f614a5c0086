/** A cell: its line, and what is in it when it is open. */
export const cellStyle = `
.group { margin-top: 1.5rem; content-visibility: auto; contain-intrinsic-size: auto 16rem; }
.group > .quiet { font-size: .9375rem; margin-bottom: .5rem; max-width: 46rem; }
.cell { border-top: 1px solid var(--line); }
.cell:last-child { border-bottom: 1px solid var(--line); }
.cell > summary { cursor: pointer; padding: .55rem 0; display: flex; flex-wrap: wrap; gap: .1rem 1.25rem; align-items: baseline;
  list-style: none; }
.cell > summary:focus-visible { outline-offset: -2px; }
.cell > summary::-webkit-details-marker { display: none; }
.cell > summary::before { content: "›"; color: var(--quiet); width: .6rem; margin-right: -.75rem; text-align: center; }
.cell[open] > summary::before { transform: rotate(90deg); }
.cell > summary:hover .place { text-decoration: underline; text-underline-offset: .15em; }
.cell .place { font-weight: 600; flex: 0 0 11rem; }
.cell > summary .tree { min-width: 6.5rem; }
.cell .who { color: var(--quiet); margin-right: .2rem; }
.body { padding: .6rem 0 2rem; scroll-margin-top: 4rem; }
.body > * + * { margin-top: 1.25rem; }
.why { max-width: 60rem; overflow-wrap: anywhere; }
.side { min-width: 0; }
.side > * + * { margin-top: .75rem; }
.side h4 { font-size: .9375rem; padding-bottom: .35rem; border-bottom: 1px solid var(--line); }
.side h4 > span { font-weight: 500; margin-left: .35rem; }
.said { overflow-wrap: anywhere; }
.side .quiet { font-size: .875rem; }
.failures, .splats { padding-left: 1.1rem; font-size: .9375rem; overflow-wrap: anywhere; }
.failures li + li, .splats li + li { margin-top: .35rem; }
.failures code { display: block; color: var(--quiet); }
.console { overflow: auto; max-height: 34rem; border: 1px solid var(--line); border-radius: .35rem; background: var(--panel); }
.console .lines { display: grid; grid-template-columns: 3.5rem max-content; }
.console pre { margin: 0; padding: 0 .75rem; line-height: 1.45; font-size: .75rem; min-width: 100%; }
.console .numbers { text-align: right; color: var(--quiet); padding: 0 .5rem 0 0; user-select: none; position: sticky; left: 0;
  background: var(--panel); }
.console mark { display: block; margin: 0 -.75rem; padding: 0 .75rem; background: var(--mark); color: var(--mark-ink);
  box-shadow: inset 3px 0 var(--caution); }
.console mark b { text-decoration: underline; text-underline-offset: .15em; }
.console .gap { padding: .15rem .75rem .15rem 3.5rem; font-size: .75rem; color: var(--quiet); background: var(--dim-back);
  position: sticky; left: 0; }
@media (max-width: 44rem) { .cell > summary .place { flex: 1 0 80%; }
  .console .lines { grid-template-columns: 2.75rem max-content; } }`;
