import type { OrderRow } from '../../../ledger/order-rows.js';
import { tokenField } from '../../board/access/tokens.js';
import { problem } from '../../board/forms.js';
import { html, text, type Html } from '../../board/html.js';
import { part } from '../order/fields.js';
import type { OfferedPlugin } from '../services.js';
import type { EquationsDraft, FormulaDraft, FormulaProblem } from './draft.js';
import type { Offer } from './offers.js';

/** What the equations step shows. */
export interface EquationsPage {
  readonly order: OrderRow;
  readonly offers: readonly Offer[];
  readonly plugins: readonly OfferedPlugin[];
  readonly draft: EquationsDraft;
  readonly formToken: string;
  /** What the station said against it. */
  readonly refused?: string;
  /** Whether it was looked at and nothing is wrong. */
  readonly sound?: boolean;
}

/** The equations step. */
export function equationsPage(view: EquationsPage): readonly (Html | '')[] {
  const { order, offers, plugins, draft, refused, sound } = view;
  const lines = order.request.lines.map((line) => line.name);
  const wrong = draft.formulas.filter(({ problems }) => problems.length > 0).length;
  return [
    html`<h1>Formulas for flight ${text(order.flight)}</h1>`,
    refused === undefined ? '' : problem(refused),
    wrong === 0
      ? ''
      : problem(wrong === 1 ? 'One formula is to be corrected.' : `${wrong} formulas are to be corrected.`),
    sound
      ? html`<p class="calm" role="status">Nothing is wrong with these formulas; they can be sent.</p>`
      : '',
    html`<p class="lead">
      Each formula becomes a product of its own for every line that is marked. Bands are written
      <code>band1</code>, <code>band2</code> … as in the level-1 file, and what is masked there is masked in
      the product.
    </p>`,
    html`<form class="order" method="post" action="/orders/${order.id}/equations" novalidate>
      ${tokenField(view)} ${indices(offers, lines, draft)}
      ${draft.formulas.map((formula, index) => formulaFields(formula, index, lines))}
      <input type="hidden" name="formulas" value="${draft.formulas.length}" />
      <p class="buttons">
        <button type="submit" name="do" value="more" class="second">One more formula</button>
      </p>
      ${pluginFields(plugins, lines, draft)}
      <p class="buttons">
        <button type="submit" name="do" value="check" class="second">Check</button>
        <button type="submit" name="do" value="send">Send the formulas</button>
      </p>
    </form>`,
    help(),
  ];
}

function indices(
  offers: readonly Offer[],
  lines: readonly string[],
  { offers: chosen }: EquationsDraft,
): Html {
  if (offers.length === 0)
    return part('part-indices', 'Indices', [
      html`<p class="note">None can be offered: the headers of these lines name no wavelengths that fit.</p>`,
    ]);
  return part(
    'part-indices',
    'Indices',
    offers.map(
      (offer) =>
        html`<div class="offer" role="group" aria-label="${text(offer.title)}">
          <p><b>${text(offer.name)}</b> ${text(offer.title)} <code>${text(offer.expression)}</code></p>
          ${lineBoxes(
            `index ${offer.name}`,
            lines.filter((line) => offer.lines.includes(line)),
            chosen.get(offer.name),
          )}
        </div>`,
    ),
    'Their bands are those next to the wavelengths that each needs, for each sensor.',
  );
}

function formulaFields(formula: FormulaDraft, index: number, lines: readonly string[]): Html {
  const { name, expression, problems, pointer } = formula;
  const id = `formula-${index}`;
  const mark = (field: FormulaProblem['field']) =>
    problems.some((wrong) => wrong.field === field)
      ? html`aria-invalid="true" aria-describedby="${id}-wrong"`
      : '';
  return part(id, `Formula ${index + 1}`, [
    problems.length === 0
      ? ''
      : html`<div class="wrong" id="${id}-wrong">
          ${problems.map(({ sentence }) => html`<span>✗ ${text(sentence)}</span>`)}
          ${pointer === undefined ? '' : html`<pre class="pointer">${pointer}</pre>`}
        </div>`,
    html`<div class="row formula">
      <label class="text name"
        ><span>Name</span
        ><input
          type="text"
          name="name ${index}"
          value="${text(name)}"
          maxlength="100"
          spellcheck="false"
          autocapitalize="none"
          autocomplete="off"
          ${mark('name')}
      /></label>
      <label class="text expression"
        ><span>Formula</span
        ><input
          type="text"
          name="formula ${index}"
          value="${text(expression)}"
          maxlength="4000"
          placeholder="(band253 - band170) / (band253 + band170)"
          spellcheck="false"
          autocapitalize="none"
          autocomplete="off"
          ${mark('formula')}
      /></label>
    </div>`,
    html`<div role="group" aria-label="Lines of which formula ${index + 1} is wanted">
      <p class="note">Wanted of these lines:</p>
      ${lineBoxes(`lines ${index}`, lines, formula.lines)}
    </div>`,
  ]);
}

function pluginFields(
  plugins: readonly OfferedPlugin[],
  lines: readonly string[],
  { plugins: chosen }: EquationsDraft,
): Html | '' {
  if (plugins.length === 0) return '';
  return part(
    'part-plugins',
    'Plugins',
    plugins.map(
      ({ name, title }) =>
        html`<div class="offer" role="group" aria-label="Plugin ${text(name)}">
          <p><b>${text(name)}</b> ${text(title)}</p>
          ${lineBoxes(`plugin ${name}`, lines, chosen.get(name))}
        </div>`,
    ),
    'Programs of the station that make a raster of a line.',
  );
}

/** One box for each line; the value is the line's name, whole. */
function lineBoxes(field: string, lines: readonly string[], chosen: ReadonlySet<string> | undefined): Html {
  return html`<div class="letters">
    ${lines.map(
      (line) =>
        html`<label class="check"
          ><input type="checkbox" name="${field}" value="${line}" ${chosen?.has(line) ? html`checked` : ''} />
          <span>${text(line)}</span></label
        >`,
    )}
  </div>`;
}

function help(): Html {
  return html`<details class="card">
    <summary>What a formula may have</summary>
    <p>
      <code>+ - * / // % **</code>, comparisons <code>&lt; &lt;= &gt; &gt;= == !=</code>, and
      <code>&amp; | ~</code> between comparisons in parentheses:
      <code>(band10 &gt; 100) &amp; (band20 &lt; 50)</code>.
    </p>
    <p>
      Functions: <code>where(condition, a, b)</code>, <code>sqrt</code>, <code>log</code>, <code>log10</code>,
      <code>exp</code>, <code>abs</code>, <code>sin</code>, <code>cos</code>, <code>tan</code>,
      <code>arcsin</code>, <code>arccos</code>, <code>arctan</code>, <code>arctan2</code>,
      <code>minimum</code>, <code>maximum</code> and others of NumExpr.
    </p>
  </details>`;
}
