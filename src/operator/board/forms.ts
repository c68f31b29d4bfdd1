import { html, text, type Html } from './html.js';
import type { Reader } from './kit.js';

/** A choice of a list in a form: its value, and its words if they are others. */
export type Option = string | readonly [value: string, words: string];

/** A field of one line with its label. */
export function field(
  label: string,
  name: string,
  value: string | undefined,
  kind: {
    readonly type?: 'search' | 'date' | 'text';
    readonly hint?: string;
    readonly required?: boolean;
  } = {},
): Html {
  return html`<label
    ><span>${label}</span
    ><input
      type="${kind.type ?? 'text'}"
      name="${name}"
      value="${value ?? ''}"
      placeholder="${kind.hint ?? ''}"
      maxlength="${kind.type === 'date' ? 10 : 500}"
      autocomplete="off"
      ${kind.required ? html`required` : ''}
  /></label>`;
}

/** A list to choose from with its label; the first choice is none. */
export function choice(
  label: string,
  name: string,
  options: readonly Option[],
  value: string | undefined,
  none: string | undefined = 'all',
): Html {
  return html`<label
    ><span>${label}</span
    ><select name="${name}">
      ${none === undefined ? '' : html`<option value="">${none}</option>`}
      ${options.map((option) => {
        const [key, words] = typeof option === 'string' ? [option, option] : option;
        return html`<option value="${key}" ${key === value ? html`selected` : ''}>${text(words)}</option>`;
      })}
    </select></label
  >`;
}

/** A search: fields that become the page's address. */
export function searchForm(
  action: string,
  fields: readonly (Html | '')[],
  clear: boolean,
  button = 'Search',
): Html {
  return html`<form class="search" method="get" action="${action}" role="search">
    ${fields}<span class="buttons"
      ><button type="submit">${button}</button>${clear ? html` <a href="${action}">Clear</a>` : ''}</span
    >
  </form>`;
}

/** A value that a search carries along. */
export function hidden(name: string, value: string | undefined): Html | '' {
  return value === undefined ? '' : html`<input type="hidden" name="${name}" value="${value}" />`;
}

/** Why a request cannot be answered as it came. */
export function problem(sentence: string): Html {
  return html`<p class="problem" role="alert">${text(sentence)}</p>`;
}

/** The form with which an operator has a message read again after its cause was mended; nothing for a viewer. */
export function rereadForm(id: string, reader: Reader): Html | '' {
  if (reader.role !== 'operator') return '';
  return verbForm(
    'reread',
    reader,
    'Read it again',
    html`${hidden('message', id)}${why('what was mended, for example: the sender is allowed now')}`,
  );
}

/**
 * The form with which an operator says what a file of overflow is: which granule an unmatched one is, or that the size of
 * an incomplete one is right. Nothing for a viewer.
 */
export function identifyForm(name: string, part: 'unmatched' | 'incomplete', reader: Reader): Html | '' {
  if (reader.role !== 'operator') return '';
  const what =
    part === 'unmatched'
      ? field('It is the granule', 'granule', undefined, { hint: 'MOP00SCI/2026-11-20/0400', required: true })
      : html`<label class="check"
          ><input type="checkbox" name="sizeIsRight" value="yes" required /><span
            >It is complete as it is: its size is right, and the DN is wrong</span
          ></label
        >`;
  return html`<details class="identify">
    <summary>${part === 'unmatched' ? 'Say what it is' : 'Say that it is complete'}</summary>
    ${verbForm('identify', reader, 'Identify', html`${hidden('file', name)}${what}${why('how you know')}`)}
  </details>`;
}

function verbForm(verb: string, reader: Reader, button: string, fields: Html): Html {
  return html`<form class="intervene" method="post" action="/verbs/${verb}">
    ${hidden('token', reader.formToken)}${fields}<span class="buttons"
      ><button type="submit">${button}</button></span
    >
  </form>`;
}

function why(hint: string): Html {
  return field('Why', 'why', undefined, { hint, required: true });
}
