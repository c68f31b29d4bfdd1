import { FormatError } from './format-error.js';
import { excerpt } from './text.js';

/** Name of the format in errors. */
export const MET = 'met';

/** What an operational quality flag may say, in the spelling of the ECS model. */
export const OPERATIONAL_QUALITY_FLAGS = [
  'Passed',
  'Failed',
  'Being Investigated',
  'Not Investigated',
  'Inferred Passed',
  'Inferred Failed',
  'Suspect',
  'Undetermined',
] as const;
/** One of OPERATIONAL_QUALITY_FLAGS. */
export type OperationalQualityFlag = (typeof OPERATIONAL_QUALITY_FLAGS)[number];

/** What an automatic quality flag may say. */
export const AUTOMATIC_QUALITY_FLAGS = ['Passed', 'Failed', 'Suspect', 'Undetermined'] as const;

/** What a science quality flag may say: the operational set and Hold. */
export const SCIENCE_QUALITY_FLAGS = [...OPERATIONAL_QUALITY_FLAGS, 'Hold'] as const;

interface ValueRule {
  /** Most characters. */
  readonly most: number;
  readonly among?: readonly string[];
  readonly pattern?: RegExp;
}

const explanation: ValueRule = { most: 255 };
const percent: ValueRule = { most: 3, pattern: /^(100|[1-9]?\d)$/ };
const date: ValueRule = { most: 10, pattern: /^\d{4}-\d{2}-\d{2}$/ };
const time: ValueRule = { most: 15, pattern: /^\d{2}:\d{2}:\d{2}(\.\d{1,6})?$/ };

/** Lengths and value sets of the ECS data model as the OMI Level 2 file specification restates them. */
const RULES: Readonly<Record<string, ValueRule>> = {
  SHORTNAME: { most: 8 },
  VERSIONID: { most: 3, pattern: /^\d{1,3}$/ },
  LOCALGRANULEID: { most: 80 },
  LOCALVERSIONID: { most: 20 },
  PARAMETERNAME: { most: 40 },
  PGEVERSION: { most: 10 },
  INPUTPOINTER: { most: 255 },
  PRODUCTIONDATETIME: { most: 27, pattern: /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,6})?Z$/ },
  DAYNIGHTFLAG: { most: 5, among: ['Day', 'Night', 'Both'] },
  OPERATIONALQUALITYFLAG: { most: 20, among: OPERATIONAL_QUALITY_FLAGS },
  AUTOMATICQUALITYFLAG: { most: 64, among: AUTOMATIC_QUALITY_FLAGS },
  SCIENCEQUALITYFLAG: { most: 20, among: SCIENCE_QUALITY_FLAGS },
  OPERATIONALQUALITYFLAGEXPLANATION: explanation,
  AUTOMATICQUALITYFLAGEXPLANATION: explanation,
  SCIENCEQUALITYFLAGEXPLANATION: explanation,
  QAPERCENTMISSINGDATA: percent,
  QAPERCENTOUTOFBOUNDSDATA: percent,
  QAPERCENTINTERPOLATEDDATA: percent,
  RANGEBEGINNINGDATE: date,
  RANGEENDINGDATE: date,
  RANGEBEGINNINGTIME: time,
  RANGEENDINGTIME: time,
};
const OTHER_RULE: ValueRule = { most: 255 };

/**
 * Throws a FormatError when a value must not be written under an object's name: longer than the model allows, not of
 * its set, or with a double quote, a line break or anything else that is not printable ASCII. Such text is rejected, not
 * cleaned: see `cleanMetText`.
 */
export function checkMetValue(object: string, value: string): void {
  const rule = RULES[object.toUpperCase()] ?? OTHER_RULE;
  if (!/^[\x20-\x7e]*$/.test(value) || value.includes('"')) {
    throw bad(
      `${object} ${excerpt(value)} holds a quote, a line break or a character that is not plain text`,
    );
  }
  if (value === '' && rule !== explanation && rule !== OTHER_RULE) throw bad(`${object} is empty`);
  if (value.length > rule.most) throw bad(`${object} has ${value.length} characters, more than ${rule.most}`);
  if (rule.among && !rule.among.includes(value)) {
    throw bad(`${object} ${excerpt(value)} is none of ${rule.among.join(', ')}`);
  }
  if (rule.pattern && !rule.pattern.test(value))
    throw bad(`${object} ${excerpt(value)} is not of the form it must have`);
}

/**
 * Free text, such as an operator's explanation, made fit for a `.met`: double quotes become single ones, line breaks
 * and runs of blanks one blank, accents fall off, other foreign characters become `?`. The length stays as it comes out.
 */
export function cleanMetText(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/["\u201c\u201d]/g, "'")
    .replace(/\s+/g, ' ')
    .replace(/[^\x20-\x7e]/gu, '?')
    .trim();
}

function bad(problem: string): FormatError {
  return new FormatError(MET, undefined, problem);
}
