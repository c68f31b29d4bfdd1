import { html, text, type Html } from '../../board/html.js';

/** A part of the form: a group of fields with a legend. */
export function part(id: string, legend: string, body: readonly (Html | '')[], note = ''): Html {
  return html`<fieldset id="${id}">
    <legend>${legend}</legend>
    ${note === '' ? '' : html`<p class="note">${note}</p>`} ${body}
  </fieldset>`;
}

/** One of several choices, or a box to check; `id` names what explains it. */
export function choiceBox(
  type: 'radio' | 'checkbox',
  name: string,
  value: string,
  words: Html | string,
  checked: boolean,
): Html {
  return html`<label class="check"
    ><input type="${type}" name="${name}" value="${value}" ${checked ? html`checked` : ''} />
    <span>${words}</span></label
  >`;
}

/** A number with its label and unit. */
export function numberField(label: string, name: string, value: string, mark: Html | ''): Html {
  return html`<label class="number"
    ><span>${label}</span
    ><input
      type="text"
      inputmode="decimal"
      name="${name}"
      value="${text(value)}"
      maxlength="24"
      autocomplete="off"
      ${mark}
  /></label>`;
}

/** A file to choose. */
export function fileField(label: string, name: string, hint: string): Html {
  return html`<label class="file"
      ><span>${label}</span><input type="file" name="${name}" aria-describedby="${name}-hint"
    /></label>
    <p class="note" id="${name}-hint">${hint}</p>`;
}
