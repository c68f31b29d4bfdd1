import { z } from 'zod';
import { dataDay, dayEnd, dayStart } from '../../../domain/data-day.js';
import type { InterventionSearch } from '../../../ledger/read-interventions.js';
import type { MessageSearch } from '../../../ledger/read-messages.js';
import { cursorOf } from '../../reading/cursor.js';

/** The largest number of rows that one answer has. */
export const LARGEST_PAGE = 500;

/** A calendar day, `YYYY-MM-DD`. */
export const day = z.iso
  .date({ error: 'write a day as YYYY-MM-DD, for example 2026-11-20' })
  .transform(dataDay);

/** How many rows. */
export const limit = (usual: number) =>
  z.coerce
    .number({ error: 'write a number' })
    .int()
    .min(1)
    .max(LARGEST_PAGE)
    .default(usual)
    .describe('How many, at the most.');

/** A text to look for. NUL is in no text of the ledger, and PostgreSQL refuses it. */
export const words = z
  .string()
  .min(1)
  .max(200, 'look for at most 200 characters')
  // eslint-disable-next-line no-control-regex
  .regex(/^[^\u0000]*$/, 'the text has a character that no text has');

/** A place in a list, as the answer before gave it. */
export const cursor = z
  .string()
  .max(4000)
  .transform((text, context) => {
    const place = cursorOf(text);
    if (place) return place;
    context.addIssue('take the cursor from the answer before');
    return z.NEVER;
  })
  .describe('Where to go on: `next` of the answer before.');

const from = day.optional().describe('The first day.');
const to = day.optional().describe('The last day.');

/** How messages are chosen. */
export const messageQuery = z.object({
  q: words.optional().describe('Contained in the subject, sender, kind, id, or what it is about.'),
  state: z.enum(['quarantined', 'kept', 'acted', 'recorded']).optional(),
  kind: words.optional().describe('DN, SN, PAN, PDRD and so on.'),
  from: from.describe('The day on which the first came (UTC).'),
  to: to.describe('The day on which the last came (UTC).'),
  cursor: cursor.optional(),
  limit: limit(100),
});

/** The search that a query asks for. */
export function messageSearch(query: z.output<typeof messageQuery>): MessageSearch {
  return {
    text: query.q,
    state: query.state,
    kind: query.kind,
    from: query.from && dayStart(query.from),
    to: query.to && dayEnd(query.to),
    after: query.cursor,
    limit: query.limit,
  };
}

/** How interventions are chosen. */
export const interventionQuery = z.object({
  by: words.optional().describe('Who.'),
  verb: words.optional(),
  q: words.optional().describe('Contained in who, why, the detail, or why it was refused.'),
  from: from.describe('The day of the first (UTC).'),
  to: to.describe('The day of the last (UTC).'),
  cursor: cursor.optional(),
  limit: limit(100),
});

/** The search that a query asks for. */
export function interventionSearch(query: z.output<typeof interventionQuery>): InterventionSearch {
  return {
    by: query.by,
    verb: query.verb,
    text: query.q,
    from: query.from && dayStart(query.from),
    to: query.to && dayEnd(query.to),
    after: query.cursor,
    limit: query.limit,
  };
}

/** How files of the archive are chosen: those of a day, or those of a name. */
export const fileQuery = z.object({
  day: day.optional().describe('The files of this product day.'),
  q: words.optional().describe('A part of the original or the archive name.'),
  how: z
    .enum(['begins', 'contains'])
    .default('begins')
    .describe('Whether a name begins with the text (quick), or contains it (looks at one year by default).'),
  from: from.describe('The first product day to look at.'),
  to: to.describe('The last product day to look at.'),
  limit: limit(100),
});

/** A query as a form sends it: a field that was left empty was not asked for. */
export function filled(query: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(query)
      .map(([name, value]) => [name, value.trim()])
      .filter(([, value]) => value !== ''),
  );
}

/** What is wrong with parameters, in one sentence that names them. */
export function problemOf(error: z.ZodError): string {
  const each = error.issues.map(({ path, message, code, ...rest }) => {
    if (code === 'unrecognized_keys')
      return `there is no parameter ${(rest as { keys: string[] }).keys.join(', ')}`;
    return `${path.join('.')}: ${message}`;
  });
  return `The request cannot be understood: ${each.join('; ')}.`;
}
