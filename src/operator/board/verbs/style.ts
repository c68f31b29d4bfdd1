/** The stylesheet of the verbs' forms. */
export const VERBS_STYLE = `.told { margin: 0 0 1rem; padding: .7rem 1rem; background: var(--good-back); color: var(--good); border-radius: 8px; font-weight: 600; overflow-wrap: anywhere; }
.verbs { display: flex; flex-wrap: wrap; gap: .4rem; margin-top: .5rem; align-items: start; }
details.verb { border: 1px solid var(--line); border-radius: 6px; background: var(--card); max-width: 100%; }
details.verb > summary { cursor: pointer; list-style: none; padding: .28rem .8rem; color: var(--link); font-weight: 600; border-radius: 6px; }
details.verb > summary::-webkit-details-marker { display: none; }
details.verb > summary::after { content: " \\25be"; color: var(--soft); }
details.verb[open] { flex: 1 0 100%; border-color: var(--link); }
details.verb[open] > summary { border-bottom: 1px solid var(--line); border-radius: 6px 6px 0 0; background: var(--dim-back); }
details.verb[open] > summary::after { content: " \\25b4"; }
form.verb { padding: .6rem .8rem .8rem; display: grid; gap: .5rem; max-width: 44rem; }
form.verb p { margin: 0; }
form.verb .field { display: grid; gap: .15rem; font-size: .9rem; }
form.verb label { font-weight: 600; }
form.verb label.check { display: flex; gap: .4rem; align-items: center; font-weight: 400; }
form.verb input[type=text], form.verb textarea, form.verb select { font: inherit; font-weight: 400; color: var(--ink); background: var(--page); border: 1px solid var(--soft); border-radius: 5px; padding: .35rem .5rem; width: 100%; }
form.verb :is(input, textarea, select, button):focus-visible { outline: 3px solid var(--link); outline-offset: 1px; }
form.verb .buttons { display: flex; flex-wrap: wrap; gap: .5rem; }
form.verb button { font: inherit; font-weight: 600; padding: .4rem 1.1rem; border-radius: 6px; border: 1px solid var(--link); background: var(--link); color: var(--card); cursor: pointer; }
form.verb button.second { background: transparent; color: var(--link); font-weight: 400; }
.answer form.verb { padding: .4rem 0 0; }
.answer h2.plain { margin: .9rem 0 0; }
form.verb code { overflow-wrap: anywhere; }
`;
