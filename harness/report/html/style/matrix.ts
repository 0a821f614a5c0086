/** The filters and the matrix; on narrow screens a workload stands above its cells, not beside them. */
export const matrixStyle = `
.filters { display: flex; flex-wrap: wrap; gap: .75rem 1rem; align-items: end; margin-bottom: 1rem; }
.field { display: grid; gap: .15rem; min-width: 0; flex: 0 1 auto; }
.field label { font-size: .8125rem; color: var(--quiet); }
.filters select, .filters input, .filters button { font: inherit; font-size: .9375rem; color: var(--ink); background: var(--panel);
  border: 1px solid var(--bar); border-radius: .35rem; padding: .3rem .6rem; min-height: 2.25rem; max-width: 100%; }
.filters input { width: 11rem; }
.filters button { cursor: pointer; }
.filters output { color: var(--quiet); font-variant-numeric: tabular-nums; padding-bottom: .35rem; }
.scroll { overflow-x: auto; }
.matrix { border-collapse: collapse; width: 100%; font-size: .875rem; }
.matrix thead th { text-align: left; font-weight: 500; color: var(--quiet); padding: .25rem .75rem .5rem 0; }
.matrix tbody tr { border-top: 1px solid var(--line); }
.matrix tbody th { text-align: left; font-weight: 600; vertical-align: top; padding: .6rem 1.25rem .6rem 0; min-width: 13rem;
  overflow-wrap: anywhere; }
.matrix tbody th .quiet { font-weight: 400; white-space: nowrap; }
.matrix td { vertical-align: top; padding: .25rem .25rem .25rem 0; }
.entry { display: block; padding: .35rem .5rem; margin-left: -.5rem; border-radius: .35rem; color: inherit; text-decoration: none; }
.entry:hover { background: var(--dim-back); }
.entry + .entry { margin-top: .25rem; }
.entry .tree { display: block; }
.entry .who { color: var(--quiet); margin-right: .25rem; }
.entry .who, .entry .pill { white-space: nowrap; }
.counts { font-variant-numeric: tabular-nums; }
@media (max-width: 44rem) {
  .filters { display: grid; grid-template-columns: 1fr 1fr; }
  .filters .field > * { width: 100%; }
  .matrix { display: block; font-size: .8125rem; }
  .matrix thead, .matrix tbody { display: block; }
  .matrix tr { display: grid; grid-template-columns: repeat(var(--columns), minmax(6.75rem, 1fr)); }
  .matrix tbody tr { padding: .5rem 0; }
  .matrix thead th:first-child { display: none; }
  .matrix tbody th { grid-column: 1 / -1; padding: 0 0 .15rem; min-width: 0; position: sticky; left: 0; }
  .matrix td { padding: 0 .25rem 0 0; min-width: 0; }
  .entry { padding: .2rem .4rem; margin-left: -.4rem; }
  .entry .pill { white-space: normal; font-size: .71875rem; padding: 0 .35em; }
}`;
