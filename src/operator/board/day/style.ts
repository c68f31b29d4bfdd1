/** The look of the page of a day. */
export const DAY_STYLE = `details.more { margin: .6rem 0; }
details.more > summary { cursor: pointer; color: var(--link); width: fit-content; padding: .15rem 0; }
details.small summary { cursor: pointer; color: var(--soft); font-size: .9em; width: fit-content; }
.notice { margin: .6rem 0; padding: .5rem .8rem; border-radius: 6px; border: 1px dashed var(--warn); background: var(--warn-back); }
.notice .details, .notice .note { color: var(--ink); }
.refused { color: var(--bad); }
code.sum { color: var(--soft); font-size: .8em; }
s { color: var(--soft); }

.patterns { position: absolute; }
.chart { margin: .4rem 0 1rem; padding: .6rem .8rem .4rem; background: var(--card); border: 1px solid var(--line); border-radius: 8px; }
.gantt { display: grid; grid-template-columns: 6.4rem minmax(0, 1fr); }
.gantt svg { display: block; width: 100%; overflow: visible; }
.gantt-names text { fill: var(--soft); font-size: .8rem; text-anchor: end; transform: translateX(-.6rem); }
.gantt-area .grid-line { stroke: var(--line); stroke-dasharray: 1 3; }
.gantt-area .lane { stroke: var(--line); stroke-width: 1; opacity: .6; }
.gantt-area text.time { fill: var(--soft); font-size: .72rem; font-variant-numeric: tabular-nums; }
.bar rect { fill: var(--link); stroke: var(--link); stroke-width: 1.5; }
.bar.wait rect { fill: url(#hatch-wait); stroke: var(--warn); stroke-width: 1; }
.bar.hold rect { fill: url(#hatch-hold); stroke: var(--bad); }
.bar.work.failed rect { fill: var(--card); stroke: var(--bad); stroke-width: 2; }
.bar.work.lost rect, .bar.work.cancelled rect { fill: var(--card); stroke: var(--link); stroke-dasharray: 3 2; }
.bar text { fill: var(--ink); font-size: .74rem; font-variant-numeric: tabular-nums; paint-order: stroke; stroke: var(--card); stroke-width: 3px; }
.bar.hold text { fill: var(--bad); font-weight: 600; }
.bar text.within { stroke: none; fill: var(--card); }
.bar:is(.wait, .hold, .lost, .failed) text.within { fill: var(--ink); stroke: var(--card); }
.hold-back { fill: var(--bad); }
.hold-line { stroke: var(--card); stroke-width: 1.6; }
.hatch-back { fill: var(--warn-back); }
.hatch-line { stroke: var(--warn); stroke-width: 2; opacity: .55; }
.mark-of line { stroke: var(--ink); stroke-width: 1; }
.mark-of text { fill: var(--ink); font: 700 .78rem ui-monospace, "DejaVu Sans Mono", monospace; paint-order: stroke; stroke: var(--card); stroke-width: 5px; }
.legend .letter { font-family: ui-monospace, "DejaVu Sans Mono", monospace; color: var(--ink); }
.legend .sample { vertical-align: -.15em; }

#time .scroll > table.tight { min-width: 46rem; }
.slot-link { text-decoration: none; }
.slot.late { background: var(--warn-back); color: var(--warn); outline: 1px solid var(--warn); outline-offset: -1px; }
.slot.incomplete { background: var(--card); color: var(--bad); outline: 2px solid var(--bad); outline-offset: -2px; }
.slot.gap { background: none; color: var(--soft); outline: 1px dashed var(--soft); outline-offset: -1px; }
.figures-of { margin: .8rem 0; }
.figures-of td { vertical-align: middle; }
td[data-label=MD5] { overflow-wrap: normal; white-space: nowrap; }
a[id] { scroll-margin-top: 4rem; }
tr:has(a:target) td { background: var(--info-back); }

.bar text.narrow { display: none; }
td > div > .note { white-space: normal; }

@media (max-width: 44rem) {
  .bar text.wide { display: none; }
  .bar text.narrow { display: inline; }
  .gantt { grid-template-columns: 5.2rem minmax(0, 1fr); }
  .gantt-names text { font-size: .72rem; }
  .gantt-area text.odd { display: none; }
  .bar text { font-size: .68rem; }
}
`;
