import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Ledger } from '../../src/ledger/ledger.js';
import { upsertLevel } from '../../src/ledger/levels.js';
import { openLedger } from '../../src/ledger/open.js';
import { upsertProduct } from '../../src/ledger/order-products.js';
import { startBoard, type Board } from '../../src/operator/board/board.js';
import { DAYS, fillMission, NOW } from '../integration/fixtures/mission-state.js';
import { fillOrders, ORDERS } from '../integration/fixtures/orders-state.js';
import { FrontHouse, PASSWORD, PRODUCTS, PROJECTS } from '../support/front-house.js';
import { startBrowser } from './looking.js';

let browser: Browser;
let context: BrowserContext | undefined;
beforeAll(async () => {
  browser = await startBrowser();
});
afterEach(() => context?.close());
afterAll(() => browser?.close());

/** A page that renews itself by its stream alone, which does not reach the server before `begin`. */
async function latePage(): Promise<{ readonly page: Page; readonly begin: () => void }> {
  context = await browser.newContext();
  const page = await context.newPage();
  await page.addInitScript('window.setInterval = () => 0;');
  let begin = () => {};
  const begun = new Promise<void>((resolve) => (begin = resolve));
  await page.route(/\/events\b/, async (route) => {
    await begun;
    await route.continue();
  });
  return { page, begin };
}

/** Counts what a page asks of its own address, and waits until its stream has answered. */
async function asked(page: Page, begin: () => void): Promise<() => number> {
  const address = page.url();
  let count = 0;
  page.on('request', (request) => void (request.url() === address && (count += 1)));
  const answer = page.waitForResponse((response) => response.url().includes('/events'));
  begin();
  await answer;
  return () => count;
}

describe('a page whose stream begins late', () => {
  describe('on the board', () => {
    let directory: string;
    let ledger: Ledger;
    let board: Board;
    beforeAll(async () => {
      directory = await mkdtemp(join(tmpdir(), 'sipstream-late-'));
      ledger = await openLedger(join(directory, 'ledger.sqlite'));
      const archive = join(directory, 'archive');
      const mission = await fillMission(ledger, archive);
      await fillOrders(ledger, join(directory, 'orders'));
      const at = { host: '127.0.0.1', port: 0, now: () => NOW };
      board = await startBoard({ ledger, mission, archive, station: () => undefined, ...at });
    });
    afterAll(async () => {
      await board?.stop();
      await ledger?.close();
      await rm(directory, { recursive: true, force: true });
    });
    const progress = (percent: number) =>
      upsertProduct(
        ledger,
        { mission: 'scops', orderId: ORDERS.working, product: 'f123a011' },
        { stage: 'map', progress: percent },
      );

    it('shows what has changed of an order since the page was made', async () => {
      const { page, begin } = await latePage();
      await page.goto(`${board.url}/orders/${ORDERS.working}`);
      await progress(83);
      begin();
      await page.locator('tr', { hasText: 'f123a011' }).getByText('83 %').first().waitFor();
    });

    it('is replaced on the calendar, too, where nobody is in the picture', async () => {
      const { page, begin } = await latePage();
      await page.goto(`${board.url}/calendar`);
      await page.evaluate(`document.querySelector('main').dataset.old = 'yes'`);
      await upsertLevel(
        ledger,
        { mission: 'mopitt', day: DAYS.held, level: 'L1' },
        { sentence: 'Something else.' },
      );
      begin();
      await page.locator('main:not([data-old])').waitFor();
    });

    it('is left alone when nothing has changed, and hears of what does afterwards', async () => {
      const { page, begin } = await latePage();
      await page.goto(`${board.url}/orders/${ORDERS.working}`);
      const count = await asked(page, begin);
      await progress(86);
      await page.locator('tr', { hasText: 'f123a011' }).getByText('86 %').first().waitFor();
      expect(count()).toBe(1);
    });
  });

  describe('on the front end', () => {
    let house: FrontHouse;
    let id: string;
    beforeAll(async () => {
      house = await FrontHouse.make();
      id = await house.order({ state: 'processing' });
    });
    afterAll(() => house.remove());
    const progress = (percent: number) =>
      house.product(id, PRODUCTS[0]!, { state: 'running', stage: 'map', progress: percent });
    const goto = async (page: Page) => {
      await page.goto(`${house.url}/login?next=${encodeURIComponent(`/orders/${id}`)}`);
      await page.getByLabel('Project').fill(PROJECTS.own);
      await page.getByLabel('Name').fill('anna');
      await page.getByLabel('Password').fill(PASSWORD);
      await page.getByRole('button', { name: 'Log in' }).click();
      await page.waitForURL(`**/orders/${id}`);
    };

    it('shows what has changed of an order since the page was made', async () => {
      await progress(62);
      const { page, begin } = await latePage();
      await goto(page);
      await progress(71);
      begin();
      await page.getByText('71 %').waitFor();
    });

    it('is left alone when nothing has changed, and hears of what does afterwards', async () => {
      await progress(62);
      const { page, begin } = await latePage();
      await goto(page);
      const count = await asked(page, begin);
      await progress(74);
      await page.getByText('74 %').waitFor();
      expect(count()).toBe(1);
    });
  });
});
