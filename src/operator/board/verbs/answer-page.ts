import { isFormVerb, VERB_FIELDS, type FormVerb } from '../../verbs/forms.js';
import { html, text, type Html } from '../html.js';
import type { Reader } from '../kit.js';
import { KNOWN_FIELD, verbForm } from './verb-form.js';

/** What a form may know already: everything that says what its verb is about. */
const SUBJECT = ['day', 'level', 'receipt', 'file', 'granule', 'part', 'message', 'order', 'line'];

/** What a form was answered, other than that it is done. */
export interface VerbAnswer {
  readonly verb: string;
  readonly title: string;
  readonly sentence: string;
  /** The form as it was sent. */
  readonly given: Readonly<Record<string, unknown>>;
  /** Where the form stood: a path of the board. */
  readonly back: string;
  readonly isRefused: boolean;
}

/**
 * The page after a refusal or a rehearsal: the sentence, and the form as it was filled in, so that nobody has to write the
 * reason twice.
 */
export function answerPage(
  { verb, title, sentence, given, back, isRefused }: VerbAnswer,
  reader: Reader,
): (Html | '')[] {
  const shown = isFormVerb(verb) ? formAgain(verb, given) : undefined;
  const does = isRefused
    ? 'Nothing was done. Change what is wrong, and send it again.'
    : 'Nothing was done yet.';
  return [
    html`<h1>${title}</h1>
      <article class="card answer ${isRefused ? 'held' : 'waiting'}">
        <p class="hold" role="alert">${text(sentence)}</p>
        ${
          shown === undefined
            ? ''
            : html`<h2 class="plain">${text(shown.subject)}</h2>
                ${verbForm(shown.verb, { does, about: shown.about, initial: shown.initial, back }, reader)}`
        }
      </article>`,
    html`<p class="links"><a href="${back}">Back, without doing it</a></p>`,
  ];
}

/** The form of a verb with what was written in it, and what it was about. */
function formAgain(verb: FormVerb, given: Readonly<Record<string, unknown>>) {
  const said = (name: string): string | undefined => {
    const value = given[name];
    return typeof value === 'string' ? value : undefined;
  };
  const read = (names: readonly string[]) =>
    Object.fromEntries(names.flatMap((name) => (said(name) === undefined ? [] : [[name, said(name)!]])));
  const known = (said(KNOWN_FIELD) ?? '').split(' ');
  const about = read(known.filter((name) => SUBJECT.includes(name)));
  const initial = read(['why', ...VERB_FIELDS[verb].map(({ name }) => name)]);
  const subject = [...Object.values(about)].filter((value) => value !== '').join(' ');
  return { verb, about, initial, subject: subject === '' ? verb : `${verb} ${subject}` };
}
