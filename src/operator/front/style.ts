import { ACCESS_STYLE } from '../board/access/style.js';
import { LISTS_STYLE } from '../board/lists-style.js';
import { STYLE as BASE } from '../board/style.js';

/** What the front end has beyond the board's style: forms, products, downloads. */
const FRONT_STYLE = `
.unseen { position: absolute; width: 1px; height: 1px; margin: 0; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.skip { position: absolute; left: -999rem; }
.skip:focus { left: .5rem; top: .5rem; background: var(--card); padding: .4rem .8rem; z-index: 1; }
header .who { margin-left: auto; }
.told { margin: 0 0 1rem; padding: .7rem 1rem; background: var(--good-back); color: var(--good); border-radius: 8px; font-weight: 600; overflow-wrap: anywhere; }
.button, form.order .buttons button { display: inline-block; font: inherit; font-weight: 600; padding: .45rem 1.1rem; border-radius: 6px; border: 1px solid var(--link); background: var(--link); color: var(--card); cursor: pointer; text-decoration: none; }
.button.second, form.order .buttons button.second { background: var(--card); color: var(--link); }
form.order .buttons button.danger { background: var(--bad); border-color: var(--bad); }
.buttons { display: flex; flex-wrap: wrap; gap: .7rem; align-items: center; margin: 1rem 0; }
article form .buttons button { font: inherit; font-weight: 600; padding: .45rem 1.1rem; border-radius: 6px; border: 1px solid var(--link); background: var(--link); color: var(--card); cursor: pointer; }
.flights { list-style: none; margin: 0; padding: 0; display: grid; gap: .5rem; }
.flights li { display: flex; flex-wrap: wrap; gap: .3rem .9rem; align-items: center; }

form.order fieldset { border: 1px solid var(--line); border-radius: 8px; background: var(--card); margin: 0 0 1rem; padding: .4rem 1rem .9rem; min-width: 0; scroll-margin-top: 1rem; }
form.order legend { font-weight: 650; padding: 0 .4rem; margin-left: -.4rem; }
form.order .row { display: flex; flex-wrap: wrap; gap: .5rem 1.1rem; align-items: center; margin: .3rem 0; }
form.order .row:has(> .number) { align-items: end; }
form.order .row.wide > input, form.order .row.formula > .expression { flex: 1 1 18rem; min-width: 0; }
label.check { display: flex; gap: .5rem; align-items: baseline; padding: .12rem 0; width: fit-content; max-width: 100%; }
label.check input { flex: none; width: 1.05rem; height: 1.05rem; margin: 0; transform: translateY(.15rem); accent-color: var(--link); }
label.check span, label.check b { min-width: 0; overflow-wrap: anywhere; }
.letters { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 17rem), 1fr)); gap: 0 1rem; margin-top: .3rem; }
form.order label.number, form.order label.text, form.order label.file { display: grid; gap: .15rem; font-size: .9rem; min-width: 0; }
form.order label.number input { width: 8rem; }
form.order label.text, form.order label.file { max-width: 34rem; }
form.order label.text.name input { width: 11rem; max-width: 100%; }
form.order label.text.expression { max-width: none; }
form.order label.text.expression input, .pointer { font-family: ui-monospace, "DejaVu Sans Mono", Menlo, Consolas, monospace; font-size: .9rem; }
form.order :is(input[type=text], input[type=email], input[type=file], select) { font: inherit; color: var(--ink); background: var(--page); border: 1px solid var(--field); border-radius: 6px; padding: .35rem .55rem; max-width: 100%; min-width: 0; }
form.order label.text:not(.name) input { width: 100%; }
form.order :is(input, select, button):focus-visible, .button:focus-visible { outline: 3px solid var(--link); outline-offset: 1px; }
form.order [aria-invalid=true]:not([type=checkbox]) { border: 2px solid var(--bad); }
form.order input::placeholder, .login input::placeholder { color: var(--soft); opacity: 1; }
.inner { margin: .1rem 0 .5rem 1.55rem; display: grid; gap: .2rem; }
.kept { color: var(--good); }
.wrong { color: var(--bad); font-weight: 500; display: grid; gap: .15rem; margin: .3rem 0; }
.pointer { margin: .1rem 0; padding: .4rem .6rem; background: var(--code); color: var(--ink); border-radius: 5px; overflow-x: auto; font-weight: 400; }
.problems { padding: .7rem 1rem; background: var(--bad-back); border-left: 4px solid var(--bad); border-radius: 8px; margin: 0 0 1rem; }
.problems h2 { margin: 0; color: var(--bad); }
.problems ul { margin: .3rem 0 0; padding-left: 1.2rem; }
.problems a { color: var(--ink); }
#estimate { margin: 0 0 1rem; }
#estimate summary { cursor: pointer; }
.offer { border-top: 1px solid var(--line); padding: .5rem 0; }
.offer:first-of-type { border-top: 0; }
.offer p { margin: 0; overflow-wrap: anywhere; }
.offer code { background: var(--code); padding: .1rem .35rem; border-radius: 4px; }
table.lines td { vertical-align: middle; }
table.lines select { width: 100%; min-width: 9.8rem; max-width: 12.5rem; }
table.lines td[data-label=Pixel] { white-space: nowrap; }
td .bad { color: var(--bad); font-weight: 600; }
progress { width: 9rem; max-width: 100%; height: .75rem; vertical-align: middle; accent-color: var(--link); }
.look { display: block; margin-top: .4rem; max-width: min(15rem, 100%); max-height: 9rem; border: 1px solid var(--line); border-radius: 4px; }
.files { display: flex; flex-wrap: wrap; gap: .2rem .8rem; }
table.products td[data-label=Stage] { white-space: normal; }
table.products td:is([data-label=Size], [data-label=Zip]) { white-space: nowrap; }
.card h1 .badge { font-size: .86rem; vertical-align: .2em; }
.letterhead dd code { overflow-wrap: anywhere; }
.login .note { margin: 0; }
@media (max-width: 44rem) {
  header .who { width: 100%; justify-content: space-between; margin-left: 0; }
  header .who .words { display: inline; }
  table.lines select { max-width: none; }
}
`;

/** The stylesheet of the front end. */
export const STYLE = [BASE, ACCESS_STYLE, LISTS_STYLE, FRONT_STYLE].join('\n');

/** The script of pages that keep themselves fresh: says what has changed to those who hear the page. */
export const SPOKEN_SCRIPT = `
const spoken = document.getElementById('spoken');
const toSay = () => document.querySelector('[data-spoken]')?.dataset.spoken;
let wasSaid = toSay();
new MutationObserver(() => {
  const now = toSay();
  if (now === undefined || now === wasSaid) return;
  wasSaid = now;
  spoken.textContent = now;
}).observe(document.body, { childList: true, subtree: true, attributes: true, attributeFilter: ['data-spoken'] });
`;

/** The script of forms: leads to what is wrong, and marks the choice that a field belongs to when somebody fills it in. */
export const FORM_SCRIPT = `'use strict';
document.getElementById('problems')?.focus();
function choose(name, value) {
  const radio = [...document.querySelectorAll('input[type=radio]')].find((item) => item.name === name && item.value === value);
  if (radio) radio.checked = true;
}
document.addEventListener('change', ({ target }) => {
  if (target.name === 'mask' && target.checked) choose('masking', 'some');
  if (target.name === 'demFile' || target.name === 'demHeader') choose('dem', 'upload');
  if (target.name === 'zone' || target.name === 'hemisphere') choose('projection', 'utm');
  if (target.name === 'proj') choose('projection', 'proj');
  if (/^(from|to) /.test(target.name)) {
    const line = [...document.querySelectorAll('input[name=line]')].find((item) => item.value === target.name.replace(/^(from|to) /, ''));
    if (line) line.checked = true;
  }
});
`;
