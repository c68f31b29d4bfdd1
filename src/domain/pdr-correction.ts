/**
 * What an operator may correct in an outgoing PDR after a PDRD: fields of the whole PDR, under the keywords of the ICD.
 * Names, sizes and checksums of files are not among them: those are facts.
 */
export const CORRECTABLE = {
  ORIGINATING_SYSTEM: {
    pattern: /^[A-Z0-9_]{1,20}$/,
    form: 'at most 20 capital letters, digits and underscores',
  },
  DATA_VERSION: { pattern: /^\d{3}$/, form: 'three digits' },
  NODE_NAME: { pattern: /^[A-Za-z0-9.-]{1,64}$/, form: 'a host name of at most 64 characters' },
  DIRECTORY_ID: {
    pattern: /^[A-Za-z0-9/._-]{1,200}$/,
    form: 'the delivery directory as the DAAC sees it, for example /delivery',
  },
  EXPIRATION_TIME: {
    pattern: /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z$/,
    form: 'a time such as 2026-12-04T00:00:00Z',
  },
} as const satisfies Record<string, { readonly pattern: RegExp; readonly form: string }>;

/** A field that may be corrected. */
export type CorrectableField = keyof typeof CORRECTABLE;

/** Corrected values by field. */
export type PdrCorrection = { readonly [F in CorrectableField]?: string };

/** What is wrong with a correction as it came, one sentence; undefined when it will do. */
export function correctionProblem(fields: unknown): string | undefined {
  const names = Object.keys(CORRECTABLE).join(', ');
  if (typeof fields !== 'object' || fields === null || Object.keys(fields).length === 0)
    return `Name the fields to correct in 'fields': ${names}.`;
  for (const [field, value] of Object.entries(fields)) {
    if (!Object.hasOwn(CORRECTABLE, field)) return `'${field}' cannot be corrected; what can: ${names}.`;
    const { pattern, form } = CORRECTABLE[field as CorrectableField];
    if (typeof value !== 'string' || !pattern.test(value)) return `${field} must be ${form}.`;
    if (field === 'EXPIRATION_TIME' && Number.isNaN(Date.parse(value))) return `${value} is no time.`;
    if (field === 'DIRECTORY_ID' && value.split('/').includes('..'))
      return 'DIRECTORY_ID must not lead upwards.';
  }
  return undefined;
}
