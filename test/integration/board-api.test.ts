import { mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { API_ROUTES } from '../../src/operator/board/api/table.js';
import { startBoard, type Board } from '../../src/operator/board/board.js';
import { describeLedgers } from '../support/ledgers.js';
import { fillLists, MESSAGES } from './fixtures/lists-state.js';
import { DAYS, NOW } from './fixtures/mission-state.js';
import { fillOrders, ORDERS } from './fixtures/orders-state.js';

const id = encodeURIComponent;

/** Addresses that between them have an answer of every route. */
const ASKED = [
  '/api/status',
  `/api/days?from=${DAYS.accepted}&to=${DAYS.processing}`,
  `/api/days?from=${DAYS.accepted}&to=${DAYS.processing}&state=done`,
  ...Object.values(DAYS).map((day) => `/api/days/${day}`),
  '/api/calendar?from=2026-01-01&to=2026-12-31',
  ...Object.values(DAYS).map((day) => `/api/why/${day}`),
  '/api/why/2026-12-24',
  `/api/why/${DAYS.held}/L1`,
  '/api/receipts/DN-4711/why',
  '/api/gaps',
  `/api/gaps?from=${DAYS.held}&to=${DAYS.held}`,
  '/api/processors',
  '/api/messages',
  '/api/messages?state=quarantined&from=2026-11-22&to=2026-11-22&q=WON',
  ...Object.values(MESSAGES).map((message) => `/api/messages/${id(message)}`),
  `/api/files?day=${DAYS.accepted}`,
  '/api/files?q=MOP01&limit=2',
  '/api/files?q=1119&how=contains',
  ...['incomplete', 'unmatched', 'complete', 'pickup'].map((place) => `/api/places/${place}`),
  '/api/places/unmatched?limit=1',
  '/api/receipts',
  '/api/receipts/DN-4711',
  '/api/interventions',
  '/api/interventions?by=ada&verb=resubmit&q=failed',
  '/api/orders',
  '/api/orders?state=processing&q=f123a011&limit=1',
  ...Object.values(ORDERS).map((order) => `/api/orders/${id(order)}`),
];

describeLedgers('The API', (ledgers) => {
  let get: (path: string) => Promise<{ status: number; body: Record<string, unknown> }>;

  let board: Board;

  afterEach(() => board.stop());
  beforeEach(async () => {
    const ledger = await ledgers.open();
    const home = await mkdtemp(join(ledgers.directory(), 'home-'));
    const { mission, paths } = await fillLists(ledger, home);
    await fillOrders(ledger, join(home, 'orders'));
    board = await startBoard({
      ledger,
      mission,
      paths,
      archive: paths.archive,
      station: () => undefined,
      now: () => NOW,
      host: '127.0.0.1',
      port: 0,
    });
    get = async (path) => {
      const response = await fetch(board.url + path);
      return { status: response.status, body: (await response.json()) as Record<string, unknown> };
    };
  });

  it('answers on every address what its schema says', async () => {
    const answered = new Set<string>();
    for (const path of ASKED) {
      const route = API_ROUTES.find(({ path: pattern }) => matches(pattern, path))!;
      const { status, body } = await get(path);
      expect(status, path).toBe(200);
      const parsed = route.answer.safeParse(body);
      expect(parsed.error?.issues, path).toBeUndefined();
      answered.add(route.path);
    }
    expect([...answered].sort()).toEqual(API_ROUTES.map((route) => route.path).sort());
  });

  it('pages through a list to its end, each row once', async () => {
    for (const [list, all] of [
      ['messages', '/api/messages?limit=500'],
      ['interventions', '/api/interventions?limit=500'],
    ] as const) {
      const whole = (await get(all)).body[list] as { id: string }[];
      const seen: string[] = [];
      let next: unknown = '';
      while (next !== undefined) {
        const { body } = await get(`/api/${list}?limit=2${next === '' ? '' : `&cursor=${next as string}`}`);
        seen.push(...(body[list] as { id: string }[]).map((row) => row.id));
        next = body['next'];
      }
      expect(whole.length).toBeGreaterThan(4);
      expect(seen).toEqual(whole.map((row) => row.id));
    }
  });

  it('says what is wrong with a request, and what to do', async () => {
    for (const path of [
      '/api/messages?limit=501',
      '/api/messages?limit=x',
      '/api/messages?colour=red',
      '/api/messages?cursor=!!',
      `/api/messages?q=${'x'.repeat(201)}`,
      '/api/messages?q=%00',
      '/api/messages?from=2026-02-30',
      '/api/days',
      '/api/days?from=2026-01-02&to=2026-01-01',
      '/api/days?from=1999-01-01&to=2026-01-01',
      '/api/files',
    ]) {
      const { status, body } = await get(path);
      expect(status, path).toBe(400);
      expect(body['error'], path).toEqual({
        code: 'BAD_PARAMETER',
        sentence: expect.stringMatching(/^\S.*[.?]$/s) as string,
        next: expect.stringMatching(/\.$/) as string,
      });
    }
    for (const path of [
      '/api/days/2026-12-24',
      '/api/days/never',
      `/api/why/${DAYS.held}/L9`,
      '/api/messages/%3Cnobody%3E',
      '/api/receipts/..%2f..',
      '/api/places/..%2f..%2fetc',
      '/api/nothing',
    ]) {
      const { status, body } = await get(path);
      expect(status, path).toBe(404);
      expect(body, path).toMatchObject({
        error: { code: 'NOT_KNOWN', next: expect.stringMatching(/\S/) as string },
      });
    }
  });

  it('gives the text of a message from the mail directory and from nowhere else', async () => {
    const text = async (message: string) => (await get(`/api/messages/${id(message)}`)).body['text'];
    expect(await text(MESSAGES.pan)).toMatchObject({
      says: expect.stringContaining('✓') as string,
      cut: false,
    });
    expect(await text(MESSAGES.bare)).toEqual({
      place: 'in',
      size: 53,
      cut: false,
      encoding: 'utf-8',
      body: 'MESSAGE_TYPE = SHORTPAN;\nDISPOSITION = "SUCCESSFUL";\n',
    });
    expect(await text(MESSAGES.long)).toMatchObject({ size: 360_017, cut: true });
    for (const message of [MESSAGES.traversal, MESSAGES.link, MESSAGES.gone])
      expect(await text(message), message).toBeUndefined();
  });
});

describe('The document of the API', () => {
  it('is OpenAPI 3.1, and has every address with every parameter and no reference to nothing', async () => {
    const { openApiDocument } = await import('../../src/operator/board/api/openapi.js');
    const document = openApiDocument(API_ROUTES, 'sipstream', '1.0.0') as {
      openapi: string;
      paths: Record<string, { get: { operationId: string; parameters: { name: string; in: string }[] } }>;
      components: { schemas: Record<string, unknown> };
    };
    expect(document.openapi).toBe('3.1.0');
    expect(Object.keys(document.paths).sort()).toEqual(API_ROUTES.map((route) => route.path).sort());
    for (const route of API_ROUTES) {
      const { parameters } = document.paths[route.path]!.get;
      const named = parameters.filter((one) => one.in === 'path').map((one) => one.name);
      expect(named).toEqual([...route.path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name));
    }
    const operations = API_ROUTES.map((route) => route.name);
    expect(new Set(operations).size).toBe(operations.length);
    const text = JSON.stringify(document);
    const references = [...text.matchAll(/"\$ref":"#\/components\/schemas\/(\w+)"/g)].map(
      ([, name]) => name!,
    );
    expect(references.length).toBeGreaterThan(30);
    for (const name of references) expect(document.components.schemas, name).toHaveProperty(name);
    expect(text.match(/"\$ref":"(?!#\/components\/schemas\/\w+")/)).toBeNull();
  });
});

/** Whether an address is one of a route: as the router sees it, the longest path first. */
function matches(pattern: string, path: string): boolean {
  const [bare = ''] = path.split('?');
  return new RegExp(`^${pattern.replace(/\{\w+\}/g, '[^/]+')}$`).test(bare);
}
