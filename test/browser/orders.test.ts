import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Ledger } from '../../src/ledger/ledger.js';
import { openLedger } from '../../src/ledger/open.js';
import { upsertProduct } from '../../src/ledger/order-products.js';
import { startBoard, type Board } from '../../src/operator/board/board.js';
import { fillMission, NOW } from '../integration/fixtures/mission-state.js';
import { fillOrders, ORDERS } from '../integration/fixtures/orders-state.js';
import { expectWellMade, LOOKS, openPage, seriousFindings, startBrowser } from './looking.js';

const path = (id: string) => `/orders/${id}`;
const PAGES: Readonly<Record<string, string>> = {
  now: '/',
  orders: '/orders',
  'orders-wrong': '/orders?state=lost',
  'order-working': path(ORDERS.working),
  'order-attention': path(ORDERS.attention),
  'order-ftp': path(ORDERS.ftp),
  'order-partly': path(ORDERS.partly),
  'order-hostile': path(ORDERS.hostile),
  'order-log': `${path(ORDERS.working)}/logs/f123a011`,
};

let directory: string;
let ledger: Ledger;
let board: Board;
let browser: Browser;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'sipstream-orders-'));
  ledger = await openLedger(join(directory, 'ledger.sqlite'));
  const archive = join(directory, 'archive');
  const mission = await fillMission(ledger, archive);
  await fillOrders(ledger, join(directory, 'orders'));
  board = await startBoard({
    ledger,
    mission,
    archive,
    host: '127.0.0.1',
    port: 0,
    station: () => undefined,
    now: () => NOW,
  });
  browser = await startBrowser();
});
afterAll(async () => {
  await browser?.close();
  await board?.stop();
  await ledger?.close();
  await rm(directory, { recursive: true, force: true });
});

describe('every page of orders', () => {
  for (const [name, address] of Object.entries(PAGES))
    for (const look of LOOKS)
      it(`${name} fits ${look.width} pixels in ${look.scheme} colours and has no serious fault of accessibility`, async () => {
        const opened = await openPage(browser, board.url + address, look);
        const complaints = opened.complaints.filter((line) => !/\b(400|404)\b/.test(line));
        await opened.page.evaluate(
          "document.querySelectorAll('main details').forEach((item, index) => { if (index % 3 === 0) item.open = true; })",
        );
        await expectWellMade({ ...opened, complaints }, `${name}-${look.width}-${look.scheme}`);
        await opened.close();
        expect(await seriousFindings(browser, board.url + address, look)).toEqual([]);
      });

  it('shows what comes from outside as text', async () => {
    for (const address of ['/', '/orders', path(ORDERS.hostile)]) {
      const { page, close } = await openPage(browser, board.url + address);
      expect(await page.title()).not.toBe('owned');
      expect(await page.locator('main script').count()).toBe(0);
      await close();
    }
  });
});

describe('orders', () => {
  it('that need a person stand on the first page, with why, until when, and the verbs of order and line', async () => {
    const { page, close } = await openPage(browser, board.url);
    const cards = page.locator('section', { has: page.getByRole('heading', { name: 'Orders' }) });
    const text = await cards.innerText();
    expect(text).toContain('DEM_UNCOVERED The uploaded DEM does not cover the flight.');
    expect(text).toContain('then the order is given up');
    expect(text).toContain('Line f123a021');
    const line = cards.locator('.part', { hasText: 'f123a021' });
    expect(await line.locator('summary').allInnerTexts()).toEqual(['retry', 'cancel']);
    expect(await page.locator('header nav').innerText()).toMatch(/^Now 5 held\s+Orders\s/);
    await close();
  });

  it('are found by a search without any script', async () => {
    const { page, close } = await openPage(browser, `${board.url}/orders`, { script: false });
    expect(await page.locator('tbody tr').count()).toBe(5);
    await page.getByLabel('State').selectOption('partly complete');
    await page.getByRole('button', { name: 'Search' }).click();
    await page.waitForURL(/state=partly/);
    expect(await page.locator('tbody tr').count()).toBe(1);
    await page.getByRole('link', { name: ORDERS.partly }).click();
    await page.waitForURL(board.url + path(ORDERS.partly));
    expect(await page.locator('h1').innerText()).toContain('partly complete');
    expect(await page.locator('main').innerText()).toContain('f123a021: its navigation is not there.');
    await close();
  });

  it('renew their page while products are made', async () => {
    const { page, close } = await openPage(browser, board.url + path(ORDERS.working));
    const row = page.locator('tr', { hasText: 'f123a011' }).filter({ hasNotText: 'ndvi' }).first();
    expect(await row.innerText()).toContain('76 %');
    const product = { mission: 'scops', orderId: ORDERS.working, product: 'f123a011' };
    await upsertProduct(ledger, product, { stage: 'map', progress: 81 });
    await row.getByText('81 %').waitFor();
    await close();
  });

  it('tell only of their own interventions', async () => {
    const { page, close } = await openPage(browser, board.url + path(ORDERS.working));
    const text = await page.locator('main').innerText();
    expect(text).toContain('Not carried out: f123a021 is not held.');
    expect(text).not.toContain('another order');
    await close();
  });

  it('serve a quick-look that lies in their folder and is a picture, and nothing else', async () => {
    const ask = (product: string) => fetch(`${board.url}${path(ORDERS.working)}/quick-looks/${product}`);
    const good = await ask('f123a011_ndvi');
    expect(good.headers.get('content-type')).toBe('image/png');
    for (const product of ['f123a011', 'f123a021', '..%2f..%2fetc', 'nothing'])
      expect((await ask(product)).status).toBe(404);
  });

  it('never show a log that lies elsewhere, or is of no product', async () => {
    const ask = async (product: string) => {
      const answer = await fetch(`${board.url}${path(ORDERS.working)}/logs/${product}`);
      return { status: answer.status, text: await answer.text() };
    };
    expect((await ask('f123a011')).text).toContain('band 31 of 50');
    const linked = await ask('f123a021');
    expect(linked.text).toContain('It has written no log');
    expect(linked.text).not.toContain('root:');
    expect((await ask('..%2f..%2fsecret')).status).toBe(404);
  });
});
