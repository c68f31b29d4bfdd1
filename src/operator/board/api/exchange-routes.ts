import { z } from 'zod';
import { filesOfDay } from '../../../ledger/files.js';
import { auditedMissions, searchInterventions } from '../../../ledger/read-interventions.js';
import { messageCounts, searchMessages } from '../../../ledger/read-messages.js';
import { searchNames } from '../../../ledger/read-names.js';
import { searchReceipts } from '../../../ledger/read-receipts.js';
import { arrivalsOf, receiptRow as readReceipt } from '../../../ledger/receipts.js';
import type { PageOf } from '../../../ledger/match.js';
import { cursorText } from '../../reading/cursor.js';
import { readMessageView } from '../../reading/message.js';
import { readPlace } from '../../reading/places.js';
import {
  acknowledgementRow,
  arrivalRow,
  interventionRow,
  keptText,
  messageRow,
  place,
  placedFile,
  receiptRow,
  subject,
} from './exchange-schemas.js';
import {
  cursor,
  fileQuery,
  interventionQuery,
  interventionSearch,
  limit,
  messageQuery,
  messageSearch,
  words,
} from './parameters.js';
import { fileRow } from './processing-schemas.js';
import { ApiRefusal, apiRoute, type ApiRoute } from './route.js';
import { count, dayText, listOf } from './shapes.js';

const NOTHING = z.object({});
const key = z.string().min(1).max(500);

/** A page as JSON: the place where the next one begins is a cursor. */
function pageJson<R>(name: string, { rows, next }: PageOf<R>): Record<string, unknown> {
  return { [name]: rows, ...(next && { next: cursorText(next) }) };
}

function unknown(what: string, id: string, list: string): ApiRefusal {
  return new ApiRefusal(404, 'NOT_KNOWN', `The ledger has no ${what} ${id}.`, `GET ${list} lists them.`);
}

/** The addresses that answer about what crosses the station's border. */
export const EXCHANGE_ROUTES: readonly ApiRoute[] = [
  apiRoute({
    path: '/api/messages',
    name: 'messages',
    title: 'Messages, the newest first',
    params: NOTHING,
    query: messageQuery,
    answer: listOf('messages', messageRow).extend({
      counts: z
        .record(z.string(), count)
        .describe('How many there are in each state, whatever was asked for.'),
    }),
    example: '/api/messages?state=quarantined',
    read: async ({ ledger, name }, _params, query) => ({
      ...pageJson('messages', await searchMessages(ledger, name, messageSearch(query))),
      counts: await messageCounts(ledger, name),
    }),
  }),
  apiRoute({
    path: '/api/messages/{id}',
    name: 'message',
    title: 'A message, what became of it, and its text as it came (at most 256 KiB of it)',
    params: z.object({ id: z.string().min(1).max(1200) }),
    query: NOTHING,
    answer: z.strictObject({
      message: messageRow,
      subject: subject.optional(),
      acknowledgement: acknowledgementRow.optional(),
      text: keptText.optional().describe('Absent when the message does not lie in the mail directory.'),
    }),
    example: '/api/messages/%3Cdn-4711%40daac.example%3E',
    async read({ ledger, name, sources }, { id }) {
      const view = await readMessageView(ledger, name, id, sources.paths?.mail);
      if (!view) throw unknown('message', id, '/api/messages');
      return view;
    },
  }),
  apiRoute({
    path: '/api/files',
    name: 'files',
    title: 'Files of the archive: of a product day, or by name',
    params: NOTHING,
    query: fileQuery,
    answer: z.strictObject({
      files: z.array(fileRow),
      more: z.boolean().describe('True when there are more than were asked for: look for a longer name.'),
      from: dayText.optional().describe('The first product day that was looked at.'),
      to: dayText.optional(),
    }),
    example: '/api/files?day=2026-11-20',
    async read({ ledger, name }, _params, { day, q, how, from, to, limit: most }) {
      if (day !== undefined) {
        const files = await filesOfDay(ledger, { mission: name, day });
        return { files, more: false, from: day, to: day };
      }
      if (q === undefined)
        throw new ApiRefusal(
          400,
          'BAD_PARAMETER',
          'Which files?',
          'Name a day (`day`) or a part of a name (`q`).',
        );
      return searchNames(ledger, name, { text: q, how, from, to, limit: most });
    },
  }),
  apiRoute({
    path: '/api/places/{place}',
    name: 'place',
    title: 'What lies on the disk and is not in the archive: overflow and pickup',
    params: z.object({ place }),
    query: z.object({ after: words.optional().describe('`next` of the answer before.'), limit: limit(100) }),
    answer: z.strictObject({
      place,
      total: count,
      before: count.describe('How many come before these.'),
      files: z.array(placedFile),
      next: z.string().optional(),
    }),
    example: '/api/places/unmatched',
    async read({ ledger, name, sources }, params, query) {
      if (!sources.paths)
        throw new ApiRefusal(
          404,
          'NO_DIRECTORIES',
          "This board was not told the station's directories.",
          'Ask the board that `sipstream up` starts.',
        );
      return readPlace({ ledger, mission: name, paths: sources.paths }, params.place, query);
    },
  }),
  apiRoute({
    path: '/api/receipts',
    name: 'receipts',
    title: 'Receipts (the files of one DN each), the one that was opened last first',
    params: NOTHING,
    query: z.object({
      state: z.enum(['open', 'held', 'done', 'abandoned']).optional(),
      cursor: cursor.optional(),
      limit: limit(100),
    }),
    answer: listOf('receipts', receiptRow),
    example: '/api/receipts?state=held',
    read: async ({ ledger, name }, _params, query) =>
      pageJson(
        'receipts',
        await searchReceipts(ledger, name, { state: query.state, after: query.cursor, limit: query.limit }),
      ),
  }),
  apiRoute({
    path: '/api/receipts/{key}',
    name: 'receipt',
    title: 'A receipt and the files that its DN names',
    params: z.object({ key }),
    query: NOTHING,
    answer: receiptRow.extend({ arrivals: z.array(arrivalRow) }),
    example: '/api/receipts/DN-4711',
    async read({ ledger, name }, params) {
      const found = await readReceipt(ledger, { mission: name, key: params.key });
      if (!found) throw unknown('receipt', params.key, '/api/receipts');
      return { ...found, arrivals: await arrivalsOf(ledger, { mission: name, key: params.key }) };
    },
  }),
  apiRoute({
    path: '/api/interventions',
    name: 'interventions',
    title: 'What operators did to days and orders, the newest first',
    params: NOTHING,
    query: interventionQuery,
    answer: listOf('interventions', interventionRow),
    example: '/api/interventions?verb=wait',
    read: async ({ ledger, name }, _params, query) =>
      pageJson(
        'interventions',
        await searchInterventions(ledger, auditedMissions(name), interventionSearch(query)),
      ),
  }),
];
