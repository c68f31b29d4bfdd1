import { VERB_FIELDS, type FormVerb, type VerbField } from '../../verbs/forms.js';
import { tokenField } from '../access/tokens.js';
import { html, type Html } from '../html.js';
import type { Reader } from '../kit.js';
import { command } from '../parts.js';

/** What a form says of itself. */
export interface VerbFormWords {
  /** What the verb does now, half a sentence. */
  readonly does: string;
  /** The exact command line that does the same. */
  readonly line?: string;
  /** What is known already, sent along unseen: day, level, receipt, file … */
  readonly about: Readonly<Record<string, string | undefined>>;
  /** Values that fields, and the reason, have before anybody writes. */
  readonly initial?: Readonly<Record<string, string>>;
  /** Where the reader goes on afterwards: a path of the board. */
  readonly back: string;
}

/** The form field that names what was known already, so that the same form can be shown again after an answer. */
export const KNOWN_FIELD = 'known';

let forms = 0;

/** The form of a verb: what it asks for, the reason, and a button that only rehearses it. It works without script. */
export function verbForm(verb: FormVerb, words: VerbFormWords, reader: Reader): Html {
  const { does, line, about, initial = {}, back } = words;
  const known = Object.entries(about).filter((entry): entry is [string, string] => entry[1] !== undefined);
  const id = `verb-${(forms = (forms + 1) % 100_000)}`;
  const fields = VERB_FIELDS[verb].filter((field) => !known.some(([name]) => name === field.name));
  return html`<form method="post" action="/verbs/${verb}" class="verb">
    ${tokenField(reader)}
    <input type="hidden" name="back" value="${back}" />
    <input type="hidden" name="${KNOWN_FIELD}" value="${known.map(([name]) => name).join(' ')}" />
    ${known.map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}" />`)}
    <p class="does">${does}</p>
    ${fields.map((field) => fieldOf(field, `${id}-${field.name}`, initial[field.name]))}
    <div class="field">
      <label for="${id}-why">Why</label>
      <textarea id="${id}-why" name="why" rows="2" maxlength="500" required>${initial['why'] ?? ''}</textarea>
    </div>
    <p class="buttons">
      <button type="submit">${verb}</button>
      <button type="submit" name="rehearse" value="1" class="second">What would happen?</button>
    </p>
    ${line === undefined ? '' : html`<p class="note">The same by command: ${command(line)}</p>`}
  </form>`;
}

function fieldOf(field: VerbField, id: string, initial: string | undefined): Html {
  const { name, label, kind, hint } = field;
  if (kind === 'check')
    return html`<label class="check" for="${id}"
      ><input
        type="checkbox"
        id="${id}"
        name="${name}"
        value="on"
        ${initial === undefined ? '' : html`checked`}
      />
      ${label}</label
    >`;
  const described = hint === undefined ? '' : html`aria-describedby="${id}-hint"`;
  const control =
    kind === 'choice'
      ? html`<select id="${id}" name="${name}" ${described}>
          ${(field.choices ?? []).map(
            ([value, shown]) =>
              html`<option value="${value}" ${value === initial ? html`selected` : ''}>${shown}</option>`,
          )}
        </select>`
      : html`<input
          type="text"
          id="${id}"
          name="${name}"
          value="${initial ?? field.initial ?? ''}"
          maxlength="400"
          autocomplete="off"
          spellcheck="false"
          ${field.pattern === undefined ? '' : html`pattern="${field.pattern}"`}
          ${field.required === true ? html`required` : ''}
          ${described}
        />`;
  return html`<div class="field">
    <label for="${id}">${label}</label>
    ${control} ${hint === undefined ? '' : html`<span class="note" id="${id}-hint">${hint}</span>`}
  </div>`;
}
