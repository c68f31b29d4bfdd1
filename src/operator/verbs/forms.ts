import { CORRECTABLE } from '../../domain/pdr-correction.js';
import type { MissionVerb, Verb } from '../../domain/story.js';
import type { OrderVerb } from '../../domain/scops/order-verbs.js';

/** One field of a verb's form, and of its JSON. */
export interface VerbField {
  readonly name: string;
  readonly label: string;
  readonly kind: 'text' | 'choice' | 'check';
  readonly choices?: readonly (readonly [value: string, words: string])[];
  readonly required?: boolean;
  readonly hint?: string;
  /** What it has before anybody writes. */
  readonly initial?: string;
  /** A regular expression that the browser checks too. */
  readonly pattern?: string;
}

/** A verb that has a form: opening a day is one too, though it is the start of a workflow. */
export type FormVerb = Verb | MissionVerb | OrderVerb | 'open';

const DAY = '\\d{4}-\\d{2}-\\d{2}';

/** What each verb asks for besides who and why. */
export const VERB_FIELDS: { readonly [V in FormVerb]: readonly VerbField[] } = {
  open: [],
  retry: [],
  hold: [],
  release: [],
  reject: [],
  abandon: [],
  cancel: [],
  demConfirmed: [
    {
      name: 'path',
      label: 'Where it is',
      kind: 'text',
      required: true,
      pattern: '\\/.+',
      hint: 'absolute path on the station',
    },
  ],
  proceed: [
    {
      name: 'without',
      label: 'Without',
      kind: 'text',
      required: true,
      initial: 'all',
      hint: 'all, a type, TYPE/HHMM or whole keys, with blanks between',
    },
  ],
  wait: [
    {
      name: 'until',
      label: 'Until',
      kind: 'text',
      required: true,
      initial: '+2h',
      hint: 'UTC, as 2026-11-23T12:00, or from now, as +2h',
    },
  ],
  accept: [
    {
      name: 'flag',
      label: 'Flag',
      kind: 'choice',
      choices: [
        ['Suspect', 'Suspect'],
        ['Passed', 'Passed'],
      ],
    },
  ],
  resubmit: [
    {
      name: 'what',
      label: 'What',
      kind: 'choice',
      choices: [
        ['all', 'all granules'],
        ['failed', 'those that the DAAC refused'],
      ],
    },
  ],
  correct: Object.entries(CORRECTABLE).map(([name, { pattern, form }]) => ({
    name,
    label: name,
    kind: 'text' as const,
    hint: form,
    pattern: forBrowser(pattern),
  })),
  rerun: [
    {
      name: 'version',
      label: 'Processor',
      kind: 'text',
      hint: "N.n.i; empty: the day's version",
      pattern: '\\d{1,4}\\.\\d{1,4}\\.\\d{1,4}',
    },
    { name: 'afterwards', label: 'When it is in work: after its end', kind: 'check' },
  ],
  identify: [
    { name: 'file', label: 'File', kind: 'text', required: true },
    {
      name: 'granule',
      label: 'It is',
      kind: 'text',
      hint: 'TYPE/YYYY-MM-DD/HHMM; empty: its size is right',
    },
    {
      name: 'part',
      label: 'Part',
      kind: 'text',
      pattern: '\\d{2}',
      hint: 'of an EDOS data set: 00 or 01',
    },
  ],
  note: [
    { name: 'day', label: 'Day', kind: 'text', pattern: DAY, hint: 'as 2026-11-20; empty: of no day' },
    {
      name: 'level',
      label: 'Level',
      kind: 'text',
      pattern: 'L\\d[A-Z]?',
      hint: 'as L1; empty: of the whole day',
    },
  ],
  gap: [
    { name: 'from', label: 'From', kind: 'text', required: true, hint: 'UTC, as 2026-11-20T04:00' },
    { name: 'to', label: 'To', kind: 'text', required: true, hint: 'UTC' },
    { name: 'types', label: 'Types', kind: 'text', hint: "with blanks between; empty: the instrument's own" },
  ],
  processor: [
    { name: 'level', label: 'Level', kind: 'text', required: true, pattern: 'L\\d[A-Z]?', hint: 'as L1' },
    {
      name: 'version',
      label: 'Version',
      kind: 'text',
      required: true,
      pattern: '\\d{1,4}\\.\\d{1,4}\\.\\d{1,4}',
      hint: 'N.n.i',
    },
    {
      name: 'from',
      label: 'From',
      kind: 'text',
      required: true,
      pattern: DAY,
      hint: 'first day, as 2026-11-20',
    },
    { name: 'to', label: 'To', kind: 'text', pattern: DAY, hint: 'last day; empty: from then on' },
  ],
  reread: [
    { name: 'message', label: 'Message', kind: 'text', required: true },
    { name: 'trust', label: 'Whoever sent it', kind: 'check' },
  ],
};

/** Whether a text is a verb that has a form. */
export function isFormVerb(text: string): text is FormVerb {
  return Object.hasOwn(VERB_FIELDS, text);
}

/** A pattern as the attribute has it: whole by itself, and read with the flag `v`, which wants `/` and `-` escaped in classes. */
function forBrowser({ source }: RegExp): string {
  return source.replace(/^\^|\$$/g, '').replace(/(?<=\[[^\]]*)(\/|-(?=\]))/g, '\\$1');
}
