import { z } from 'zod';
import { dayEnd, dayStart, daysBetween as daysApart } from '../../../domain/data-day.js';
import { gapsDuring } from '../../../ledger/gaps.js';
import { listProcessorChoices } from '../../../ledger/processor-choices.js';
import { cellsBetween } from '../../../ledger/read-cells.js';
import { daysBetween } from '../../../ledger/read-lists.js';
import { readDay } from '../../reading/day.js';
import { readStatus } from '../../reading/status.js';
import { whyOfDay, whyOfReceipt, withEvidence, type KnownWhy } from '../../reading/why.js';
import { sentencesOf } from '../../words/why.js';
import type { Kit } from '../kit.js';
import { dayAnswer, daysAnswer, calendarAnswer, statusAnswer, whyAnswer } from './answers.js';
import { day } from './parameters.js';
import { choiceRow, gapRow } from './processing-schemas.js';
import { ApiRefusal, apiRoute, type ApiRoute } from './route.js';

const NOTHING = z.object({});
const range = z.object({
  from: day.describe('The first day.'),
  to: day.describe('The last day.'),
});
/** The most days that one answer has with everything of their levels. */
const MOST_DAYS = 400;
/** The most days that a calendar has: more than a hundred years. */
const MOST_CELLS = 40_000;

function bounded<R extends z.output<typeof range>>(query: R, most: number): R {
  const days = daysApart(query.from, query.to) + 1;
  if (days < 1)
    throw new ApiRefusal(400, 'BAD_PARAMETER', '`to` is before `from`.', 'Name the first day as `from`.');
  if (days > most)
    throw new ApiRefusal(
      400,
      'BAD_PARAMETER',
      `${days} days are more than one answer has, which is ${most}.`,
      'Ask for them in parts.',
    );
  return query;
}

async function whyJson(kit: Kit, known: KnownWhy) {
  const at = kit.now();
  const evident = await withEvidence(whySource(kit), kit.sources.paths?.pickup, known.parts);
  const parts = evident.map((part) => ({ ...part, sentences: sentencesOf(part.story, at) }));
  return { mission: kit.name, at, ...known, parts };
}

function whySource(kit: Kit) {
  return { ledger: kit.ledger, missionName: kit.name, mission: kit.mission };
}

/** The addresses that answer about days. */
export const DAY_ROUTES: readonly ApiRoute[] = [
  apiRoute({
    path: '/api/status',
    name: 'status',
    title: 'What is open, what is held, and how many there are of everything',
    params: NOTHING,
    query: NOTHING,
    answer: statusAnswer,
    example: '/api/status',
    read: ({ ledger, name, sources, now, program }) =>
      readStatus(ledger, name, sources.station(), now(), program),
  }),
  apiRoute({
    path: '/api/days',
    name: 'days',
    title: `The days of a range with their levels, at most ${MOST_DAYS} days`,
    params: NOTHING,
    query: range.extend({
      state: z.enum(['open', 'done', 'abandoned']).optional(),
    }),
    answer: daysAnswer,
    example: '/api/days?from=2026-11-01&to=2026-11-30',
    async read({ ledger, name }, _params, query) {
      const { from, to, state } = bounded(query, MOST_DAYS);
      const days = await daysBetween(ledger, name, from, to);
      return {
        mission: name,
        from,
        to,
        days: days.filter((one) => state === undefined || one.state === state),
      };
    },
  }),
  apiRoute({
    path: '/api/days/{day}',
    name: 'day',
    title: 'Everything that the ledger has of a product day',
    params: z.object({ day }),
    query: NOTHING,
    answer: dayAnswer,
    example: '/api/days/2026-11-20',
    async read({ ledger, mission, name }, params) {
      const view = await readDay(ledger, name, mission, params.day);
      if (!view)
        throw new ApiRefusal(
          404,
          'NOT_KNOWN',
          `${params.day} has not been opened.`,
          `GET /api/why/${params.day} says what opens it.`,
        );
      return { ...view.record, inputs: view.grids };
    },
  }),
  apiRoute({
    path: '/api/calendar',
    name: 'calendar',
    title: 'How every level of every day of a range stands, a line each',
    params: NOTHING,
    query: range,
    answer: calendarAnswer,
    example: '/api/calendar?from=2026-01-01&to=2026-12-31',
    async read({ ledger, name }, _params, query) {
      const { from, to } = bounded(query, MOST_CELLS);
      const cells = await cellsBetween(ledger, name, from, to);
      return {
        mission: name,
        from,
        to,
        cells: cells.map(({ processorVersion, qaVerdict, heldCode, ...rest }) => ({
          ...rest,
          ...(processorVersion !== undefined && { version: processorVersion }),
          ...(qaVerdict !== undefined && { qa: qaVerdict }),
          ...(heldCode !== undefined && { held: heldCode }),
        })),
      };
    },
  }),
  apiRoute({
    path: '/api/why/{day}',
    name: 'whyDay',
    title: 'What a day waits for, until when, what happens then, and what would change it',
    params: z.object({ day }),
    query: NOTHING,
    answer: whyAnswer,
    example: '/api/why/2026-11-20',
    read: async (kit, params) => whyJson(kit, await whyOfDay(whySource(kit), params)),
  }),
  apiRoute({
    path: '/api/why/{day}/{level}',
    name: 'whyLevel',
    title: 'The same of one level',
    params: z.object({
      day,
      level: z.string().regex(/^[A-Za-z0-9]{1,20}$/, 'write a level, for example L1'),
    }),
    query: NOTHING,
    answer: whyAnswer,
    example: '/api/why/2026-11-20/L1',
    read: async (kit, params) => whyJson(kit, await whyOfDay(whySource(kit), params)),
  }),
  apiRoute({
    path: '/api/receipts/{key}/why',
    name: 'whyReceipt',
    title: 'The same of the files of a DN',
    params: z.object({ key: z.string().min(1).max(500) }),
    query: NOTHING,
    answer: whyAnswer,
    example: '/api/receipts/DN-4711/why',
    read: async (kit, params) => whyJson(kit, await whyOfReceipt(whySource(kit), params.key)),
  }),
  apiRoute({
    path: '/api/gaps',
    name: 'gaps',
    title: 'Known gaps: times during which inputs were never made',
    params: NOTHING,
    query: range.partial(),
    answer: z.strictObject({ mission: z.string(), gaps: z.array(gapRow) }),
    example: '/api/gaps',
    async read({ ledger, name }, _params, { from, to }) {
      const time =
        from === undefined && to === undefined
          ? undefined
          : {
              from: from === undefined ? Number.MIN_SAFE_INTEGER : dayStart(from),
              to: to === undefined ? Number.MAX_SAFE_INTEGER : dayEnd(to),
            };
      return { mission: name, gaps: await gapsDuring(ledger, name, time) };
    },
  }),
  apiRoute({
    path: '/api/processors',
    name: 'processors',
    title: 'The versions of processors that operators chose, the latest first',
    params: NOTHING,
    query: NOTHING,
    answer: z.strictObject({ mission: z.string(), choices: z.array(choiceRow) }),
    example: '/api/processors',
    read: async ({ ledger, name }) => ({ mission: name, choices: await listProcessorChoices(ledger, name) }),
  }),
];
