/** The stylesheet of lists: searches, forms, pages of a list, and letters. */
export const LISTS_STYLE = `
form.search { display: flex; flex-wrap: wrap; gap: .5rem .7rem; align-items: end; margin: 0 0 1rem; }
form.search label { display: grid; grid-template-columns: minmax(0, 1fr); gap: .15rem; color: var(--soft); font-size: .82rem; }
form.search :is(input:not([type=hidden]), select) { font: inherit; font-size: .93rem; color: var(--ink); background: var(--card); border: 1px solid var(--field); border-radius: 6px; padding: .35rem .55rem; height: 2.3rem; min-width: 0; max-width: 100%; }
form.search select { max-width: 16rem; }
form.search input[type=search] { width: 15rem; }
form.search input::placeholder { color: var(--soft); opacity: 1; }
form.search .buttons { display: flex; gap: .8rem; align-items: center; min-height: 2.3rem; }
form.search button { font: inherit; font-size: .93rem; font-weight: 600; min-height: 2.3rem; padding: .3rem .9rem; border-radius: 6px; border: 1px solid var(--link); background: var(--card); color: var(--link); cursor: pointer; }
form.search :is(input, select):focus-visible, .letter:focus-visible { outline: 3px solid var(--link); outline-offset: 1px; }
.searches { display: flex; flex-wrap: wrap; gap: 0 2rem; }
.problem { padding: .6rem 1rem; background: var(--warn-back); color: var(--warn); border-radius: 8px; font-weight: 500; overflow-wrap: anywhere; }
.choices .tally { color: var(--soft); font-weight: 600; margin-left: .1rem; }
h2.plain { font-size: 1.1rem; text-transform: none; letter-spacing: 0; color: var(--ink); margin-top: .4rem; }
h1.subject { overflow-wrap: anywhere; }
h1 .badge { font-size: .86rem; vertical-align: .2em; }
.letterhead { display: grid; gap: .25rem; margin: .8rem 0; background: var(--card); border: 1px solid var(--line); border-radius: 8px; padding: .7rem 1rem; }
.letterhead div { display: grid; grid-template-columns: 10rem minmax(0, 1fr); gap: .8rem; }
.letterhead dt { color: var(--soft); }
.letterhead dd { margin: 0; overflow-wrap: anywhere; }
pre.letter { font: .88rem/1.5 ui-monospace, "DejaVu Sans Mono", Menlo, Consolas, monospace; background: var(--card); border: 1px solid var(--line); border-radius: 8px; padding: .8rem 1rem; margin: .4rem 0 1rem; max-height: 40rem; overflow: auto; white-space: pre-wrap; overflow-wrap: anywhere; unicode-bidi: isolate; tab-size: 4; }
.headers summary { cursor: pointer; color: var(--link); padding: .15rem 0; width: fit-content; }
.refused { color: var(--bad); margin-top: .2rem; }
.pager { display: flex; justify-content: space-between; gap: 1rem; margin-top: .9rem; }
.pager a { padding: .35rem .8rem; border: 1px solid var(--line); border-radius: 6px; background: var(--card); text-decoration: none; }
.pager a[rel=next] { margin-left: auto; }
.card.api { border-left-width: 1px; }
.card.api h2 { text-transform: none; letter-spacing: 0; font-size: 1rem; color: var(--ink); margin: 0 0 .3rem; }
:root { --field: #8592a3; }
@media (prefers-color-scheme: dark) { :root { --field: #66758a; } }
td[data-label=Who], td[data-label=Verb] { min-width: 5rem; }
td[data-label=Day] { white-space: nowrap; }
td[data-label=By] { min-width: 8rem; }
@media (max-width: 44rem) {
  form.search label { flex: 1 1 8rem; }
  form.search label:has(input[type=search]) { flex: 1 1 100%; }
  form.search input[type=search], form.search select, form.search input[type=date] { width: 100%; max-width: 100%; }
  form.search label { max-width: 100%; }
  .searches { display: block; }
  .letterhead div { grid-template-columns: minmax(0, 1fr); gap: 0; }
  .letterhead dt { font-size: .82rem; }
}
`;
