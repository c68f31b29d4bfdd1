/** The look of orders: lists, lines with their products, and pictures. */
export const ORDERS_STYLE = `
.far { display: inline-flex; gap: .5rem; align-items: center; white-space: nowrap; font-variant-numeric: tabular-nums; }
.far progress { width: 6rem; }
.card .part { border-top: 1px solid var(--line); margin-top: .8rem; padding-top: .7rem; }
.card h4 { margin: 0 0 .3rem; font-size: .95rem; }
.card.line table { border: 0; border-radius: 0; background: none; }
.card.line td, .card.line th { padding-inline: 0 .9rem; vertical-align: middle; }
.card.line td .hold { margin: .1rem 0; }
.card.line h3 code { font-size: 1rem; font-weight: 700; }
td:is([data-label=Stage], [data-label=Progress], [data-label=Map], [data-label=Zip], [data-label="How far"]) { white-space: nowrap; }
@media (min-width: 44rem) {
  td[data-label=Order] { white-space: nowrap; }
  .card.line th:first-child { width: 34%; }
  .card.line th:nth-child(4) { width: 12rem; }
}
.gantt-names text.line-name { fill: var(--ink); font-weight: 700; }
td[data-label=Order] a { font: .88rem/1.4 ui-monospace, "DejaVu Sans Mono", monospace; }
.note > code { overflow-wrap: anywhere; }
.pictures { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 15rem), 1fr)); gap: .8rem; margin: 0; }
.pictures figure { margin: 0; width: 100%; max-width: none; background: var(--card); border: 1px solid var(--line); border-radius: 8px; padding: .5rem; }
.pictures img { display: block; width: 100%; height: 11rem; object-fit: contain; background: var(--code); border-radius: 4px; }
.pictures figcaption { font-size: .88rem; padding-top: .35rem; overflow-wrap: anywhere; }
.orders .gantt { grid-template-columns: 9rem minmax(0, 1fr); }
@media (max-width: 44rem) {
  .orders .gantt { grid-template-columns: 6rem minmax(0, 1fr); }
  .card.line td, .card.line th { padding-inline: 0; }
}
`;
