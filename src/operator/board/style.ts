/** The stylesheet: light and dark, wide and narrow. Nothing is said by colour alone. */
export const STYLE = `:root {
  --page: #f5f6f8; --card: #ffffff; --ink: #1c2430; --soft: #5a6675; --line: #d9dee5; --link: #15568f;
  --bad: #b3261e; --bad-back: #fdeceb; --warn: #8a5a00; --warn-back: #fdf3dc; --good: #1d6b3a; --good-back: #e5f4ea;
  --dim-back: #eceff3; --info-back: #e3eefa; --code: #eef1f5;
}
@media (prefers-color-scheme: dark) {
  :root {
    --page: #12161c; --card: #1a2029; --ink: #e3e8ef; --soft: #98a5b5; --line: #2c3542; --link: #86bdf0;
    --bad: #ff9a90; --bad-back: #3a1d1c; --warn: #f2c265; --warn-back: #352b14; --good: #7fd39b; --good-back: #17301f;
    --dim-back: #262e39; --info-back: #1a2c42; --code: #232b36;
  }
}
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; }
body { margin: 0; background: var(--page); color: var(--ink); font: 15px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "DejaVu Sans", sans-serif; }
a { color: var(--link); text-decoration-thickness: 1px; text-underline-offset: 2px; }
a:focus-visible, button:focus-visible, summary:focus-visible { outline: 3px solid var(--link); outline-offset: 2px; border-radius: 3px; }
code { font: 0.92em/1.45 ui-monospace, "DejaVu Sans Mono", Menlo, Consolas, monospace; }
h1 { font-size: 1.55rem; line-height: 1.25; margin: 0 0 .6rem; letter-spacing: -.01em; }
h2 { font-size: .82rem; letter-spacing: .06em; text-transform: uppercase; color: var(--soft); margin: 2rem 0 .6rem; }
h2 .note { text-transform: none; letter-spacing: 0; }
h3 { font-size: 1rem; margin: 0 0 .4rem; }
.scroll + h3 { margin-top: 1.2rem; }
p { margin: .35rem 0; }
.note { color: var(--soft); font-weight: normal; font-size: .92em; }
.hidden { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }

header { display: flex; flex-wrap: wrap; align-items: baseline; gap: .3rem 1rem; padding: .7rem max(1rem, calc((100vw - 70rem) / 2)); background: var(--card); border-bottom: 1px solid var(--line); }
.brand { font-weight: 700; color: var(--ink); text-decoration: none; letter-spacing: -.01em; }
.mission { color: var(--soft); }
header nav { margin-left: auto; display: flex; flex-wrap: wrap; gap: .25rem; }
header nav a, .choices a { padding: .3rem .65rem; border-radius: 6px; text-decoration: none; }
header nav a[aria-current], .choices a[aria-current] { background: var(--dim-back); color: var(--ink); font-weight: 600; }
.count { color: var(--bad); font-weight: 600; margin-left: .2rem; }
main, footer { max-width: 72rem; margin: 0 auto; padding: 1.2rem 1rem; }
footer { color: var(--soft); font-size: .88rem; padding-bottom: 2rem; }
#stale, .still { margin: 0; padding: .5rem 1rem; background: var(--warn-back); color: var(--warn); text-align: center; font-weight: 600; }
.calm { padding: .8rem 1rem; background: var(--good-back); color: var(--good); border-radius: 8px; }
.lead { color: var(--soft); }

.card { background: var(--card); border: 1px solid var(--line); border-left: 4px solid var(--line); border-radius: 8px; padding: .8rem 1rem; margin: 0 0 .7rem; overflow-wrap: anywhere; }
.card { container-type: inline-size; }
.card.held { border-left-color: var(--bad); }
.card.running { border-left-color: var(--link); }
.card.waiting { border-left-color: var(--warn); }
.card.done { border-left-color: var(--good); }
.levels { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 28rem), 1fr)); gap: .7rem; align-items: start; margin-top: .8rem; }
.levels .card { margin: 0; height: 100%; }
.badge { display: inline-block; padding: .05rem .5rem; border-radius: 99px; font-size: .82rem; font-weight: 600; background: var(--dim-back); color: var(--soft); vertical-align: .08em; white-space: nowrap; }
.badge.bad { background: var(--bad-back); color: var(--bad); }
.badge.warn { background: var(--warn-back); color: var(--warn); }
.badge.strong { background: var(--info-back); color: var(--link); }
.badge.good { background: var(--good-back); color: var(--good); }
.code { font: 600 .86em ui-monospace, "DejaVu Sans Mono", monospace; color: var(--bad); }
.hold { font-weight: 500; }
.details { margin: .3rem 0; padding-left: 1.2rem; color: var(--soft); }
.next { color: var(--soft); }
.until { color: var(--soft); }
meter { width: 7rem; height: .8rem; vertical-align: middle; }

.commands summary { cursor: pointer; color: var(--link); padding: .15rem 0; width: fit-content; }
.commands ul { list-style: none; margin: .3rem 0 0; padding: 0; display: grid; grid-template-columns: minmax(0, 1fr); gap: .45rem; }
.commands li { display: grid; grid-template-columns: minmax(0, 1fr); gap: .1rem; }
.command { display: flex; gap: .4rem; align-items: stretch; max-width: 100%; }
.command code { flex: 0 1 auto; min-width: 0; background: var(--code); padding: .3rem .6rem; border-radius: 5px; white-space: pre-wrap; user-select: all; -webkit-user-select: all; }
.command button { flex: none; align-self: start; font: inherit; font-size: .85rem; border: 1px solid var(--line); background: var(--card); color: var(--link); border-radius: 5px; padding: .22rem .7rem; cursor: pointer; }
.links { display: flex; gap: 1rem; flex-wrap: wrap; margin-top: .6rem; font-size: .92rem; }

.pipeline { list-style: none; display: flex; margin: .5rem 0 .6rem; padding: 0; gap: 3px; font-size: .76rem; }
.pipeline li { flex: 1 1 0; min-width: 0; border-top: 5px solid var(--line); padding-top: .2rem; color: var(--soft); white-space: nowrap; overflow: hidden; text-overflow: ellipsis; }
.pipeline li.past { border-top-color: var(--good); }
.pipeline li.past span::before { content: "\\2713\\00a0"; }
.pipeline li[aria-current] { flex: 1 0 auto; color: var(--ink); font-weight: 700; }
.pipeline li[aria-current] span::before { content: "\\25cf\\00a0"; }
.pipeline li.held { border-top-color: var(--bad); }
.pipeline li.running { border-top-color: var(--link); }
.pipeline li.waiting { border-top: 5px dotted var(--warn); }
.pipeline li.abandoned { border-top-style: dashed; }

table { border-collapse: collapse; width: 100%; background: var(--card); border: 1px solid var(--line); border-radius: 8px; font-size: .93rem; }
th, td { text-align: left; vertical-align: top; padding: .45rem .7rem; border-top: 1px solid var(--line); overflow-wrap: anywhere; }
thead th { border-top: 0; color: var(--soft); font-weight: 600; font-size: .82rem; white-space: nowrap; }
table.tight td, table.tight th { padding-block: .25rem; }
td .badge { font-size: .78rem; }
td time { white-space: nowrap; }
td:is([data-label=Kind], [data-label=Level], [data-label=Stage], [data-label=Took], [data-label=What], [data-label=Size], [data-label=Version], [data-label=State]) { white-space: nowrap; }
.scroll > table.tight { min-width: 34rem; }
.scroll { overflow-x: auto; }

.grid { width: auto; margin: .2rem 0 .9rem; }
.grid th, .grid td { padding: .2rem .35rem; text-align: center; vertical-align: middle; overflow-wrap: normal; white-space: nowrap; }
.grid th[scope=row], .grid .tally, .grid .days { text-align: left; }
.grid th[scope=row] { font: 600 .86rem ui-monospace, "DejaVu Sans Mono", monospace; padding-inline: .7rem .6rem; }
.grid .tally { padding-inline: .8rem; }
.grid .day { margin-right: 1rem; white-space: nowrap; }
.strip td { border-radius: 4px; font: 700 .82rem ui-monospace, "DejaVu Sans Mono", monospace; color: var(--soft); background: var(--dim-back); }
.slot, .mark { display: inline-block; min-width: 1.5em; text-align: center; border-radius: 4px; font: 700 .9rem/1.5 ui-monospace, "DejaVu Sans Mono", monospace; background: var(--dim-back); color: var(--soft); }
.slot.here, .mark.good, .strip td.good { background: var(--good-back); color: var(--good); }
.slot.missing { background: var(--bad); color: var(--card); }
.mark.strong, .strip td.strong { background: var(--info-back); color: var(--link); }
.mark.bad, .strip td.bad { background: var(--bad); color: var(--card); }
.slot.partial, .slot.wanted, .slot.waived, .mark.warn, .strip td.warn { background: var(--warn-back); color: var(--warn); }
.legend { display: flex; flex-wrap: wrap; gap: .3rem 1rem; color: var(--soft); font-size: .88rem; }

.strip { width: auto; border-collapse: separate; border-spacing: 2px; padding: .4rem; }
.strip th, .strip td { border: 0; padding: 0; width: 1.65rem; min-width: 1.65rem; height: 1.65rem; text-align: center; vertical-align: middle; overflow-wrap: normal; }
.strip thead th { font-weight: 400; font-size: .76rem; }
.strip thead a { color: var(--soft); text-decoration: none; display: block; }
.strip th[scope=row] { padding-right: .5rem; font-weight: 600; }
.strip .first { border-left: 2px solid var(--soft); }

.figures { display: grid; grid-template-columns: repeat(auto-fit, minmax(9.5rem, 1fr)); gap: .6rem; margin: 0; }
.figures div { background: var(--card); border: 1px solid var(--line); border-radius: 8px; padding: .6rem .8rem; }
.figures dd { margin: 0; font-size: 1.35rem; font-weight: 650; line-height: 1.2; }
.figures dt { color: var(--soft); font-size: .88rem; }
.addresses { margin: 0; display: grid; gap: .2rem; }
.addresses div { display: flex; gap: .8rem; }
.addresses dt { min-width: 7rem; color: var(--soft); }
.addresses dd { margin: 0; overflow-wrap: anywhere; }

nav.days { display: flex; justify-content: space-between; font-size: .92rem; margin-bottom: .6rem; }
.choices { display: flex; flex-wrap: wrap; gap: .25rem; margin-bottom: .8rem; }
figure { margin: 0; background: var(--card); border: 1px solid var(--line); border-radius: 8px; padding: .6rem; width: fit-content; max-width: 100%; }
figure img { display: block; max-width: 100%; height: auto; border-radius: 4px; }
figcaption { color: var(--soft); font-size: .85rem; padding-top: .4rem; overflow-wrap: anywhere; }

@container (max-width: 40rem) {
  .pipeline li:not([aria-current]) span { display: none; }
  .pipeline li[aria-current] { flex-grow: 3; }
}
@media (max-width: 44rem) {
  main { padding: 1rem .75rem; }
  header nav { margin-left: 0; width: 100%; }
  table:not(.grid, .strip, .tight, .year-grid), table:not(.grid, .strip, .tight, .year-grid) tbody, table:not(.grid, .strip, .tight, .year-grid) tr, table:not(.grid, .strip, .tight, .year-grid) td { display: block; }
  table:not(.grid, .strip, .tight, .year-grid) thead { display: none; }
  table:not(.grid, .strip, .tight, .year-grid) tr { border-top: 1px solid var(--line); padding: .5rem 0; }
  table:not(.grid, .strip, .tight, .year-grid) tr:first-child { border-top: 0; }
  table:not(.grid, .strip, .tight, .year-grid) td { display: grid; grid-template-columns: 6.2rem minmax(0, 1fr); gap: .5rem; border: 0; padding: .12rem .8rem; }
  table:not(.grid, .strip, .tight, .year-grid) td::before { content: attr(data-label); color: var(--soft); font-size: .82rem; }
  table:not(.grid, .strip, .tight, .year-grid) td.blank { display: none; }
  .grid.daily .day { display: block; }
}
`;
