import { html, text, type Html } from './html.js';
import type { Reader } from './kit.js';
import { messageHref } from './links.js';
import { verbForm } from './verbs/verb-form.js';

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
  const does = 'The message is read again as if it had just come.';
  return verbForm('reread', { does, about: { message: id }, back: messageHref(id) }, reader);
}

/**
 * The form with which an operator says what a file of overflow is: which granule an unmatched one is, or that the size of
 * an incomplete one is right. Nothing for a viewer.
 */
export function identifyForm(name: string, part: 'unmatched' | 'incomplete', reader: Reader): Html | '' {
  if (reader.role !== 'operator') return '';
  const back = `/files?place=${part}`;
  const unmatched = part === 'unmatched';
  const words = unmatched
    ? { does: 'The file is archived as the granule that you name.', about: { file: name }, back }
    : {
        does: 'Its size is right and the DN is wrong: the file is archived as it is.',
        // Without a granule it says just that.
        about: { file: name, granule: '', part: '' },
        back,
      };
  return html`<details class="verb">
    <summary>${unmatched ? 'Say what it is' : 'Say that it is complete'}</summary>
    ${verbForm('identify', words, reader)}
  </details>`;
}
