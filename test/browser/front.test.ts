import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { SCOPS } from '../../src/domain/scops/order-input.js';
import { upsertOrder } from '../../src/ledger/orders.js';
import { gradient } from '../integration/fixtures/gradient-picture.js';
import { FrontHouse, PASSWORD, PRODUCTS, PROJECTS } from '../support/front-house.js';
import { expectWellMade, LOOKS, openPage, seriousFindings, startBrowser, type Opened } from './looking.js';

let house: FrontHouse;
let browser: Browser;
/** Orders in the states that are looked at. */
let orders: { running: string; complete: string; equations: string; attention: string; waiting: string };
const opened: Opened[] = [];

beforeAll(async () => {
  house = await FrontHouse.make();
  browser = await startBrowser();
  orders = await fill();
});
afterEach(async () => {
  for (const page of opened.splice(0)) await page.close();
  expect(house.errors.splice(0)).toEqual([]);
  house.said.length = 0;
});
afterAll(async () => {
  await browser.close();
  await house.remove();
});

async function fill(): Promise<typeof orders> {
  const at = house.clock;
  const ndvi = { name: 'ndvi', expression: '(band142 - band83) / (band142 + band83)' };
  const running = await house.order(
    { state: 'processing', sentence: '2 lines are in work, 1 of 3 products is complete.', confirmedAt: at },
    { email: 'r@example.org', equations: [ndvi], bandMaths: true },
  );
  const picture = gradient(240, 160);
  await house.product(
    running,
    PRODUCTS[0]!,
    {
      ...{ state: 'complete', stage: 'complete', progress: 100, mappedBytes: 812e6, zipBytes: 301e6 },
      files: { zip: 'mapped/a.zip', cog: 'mapped/a.tif', quickLook: 'mapped/a.png' },
    },
    { 'mapped/a.zip': 'zip', 'mapped/a.tif': 'tif', 'mapped/a.png': picture },
  );
  const made = { line: PRODUCTS[0]!, kind: 'equation' } as const;
  await house.product(running, `${PRODUCTS[0]}_ndvi`, {
    ...made,
    state: 'running',
    stage: 'map',
    progress: 62.4,
  });
  await house.product(running, PRODUCTS[1]!, {
    ...{ state: 'failed', stage: 'geocorrect', progress: 15, code: 'DEM_COVERAGE' },
    sentence: 'The elevations end 0.02 degrees west of the line.',
  });
  const complete = await house.order(
    {
      ...{
        state: 'complete',
        sentence: 'All 2 products are complete.',
        masterZip: 'all.zip',
        masterBytes: 602e6,
      },
      ...{ until: at + 14 * 86_400_000, thenWhat: 'its products are removed' },
    },
    { email: 'c@example.org', masking: 'none', formats: ['cog'] },
  );
  const equations = await house.order(
    {
      state: 'awaiting equations',
      sentence: 'It waits for the formulas.',
      until: at + 86_400_000,
      thenWhat: 'it expires',
    },
    {
      ...{ email: 'e@example.org', bandMaths: true, masking: 'none', formats: ['netcdf'] },
      lines: ['f123a011', 'f123a021', 'e123a031', 'h123a041'].map((name) => ({
        ...{ name, process: name !== 'h123a041', bands: 'ALL' as const, equations: [], plugins: [] },
      })),
    },
  );
  const attention = await house.order(
    {
      ...{ state: 'needs attention', sentence: 'It waits for other elevations.', heldCode: 'DEM_COVERAGE' },
      heldSentence: 'Your DEM does not cover all lines.',
      heldDetails: [
        'f123a011: 0.02 degrees are missing in the west',
        'f123a021: 0.01 degrees are missing in the west',
      ],
    },
    {
      ...{ email: 'a@example.org', masking: 'none', formats: ['cog'], bandMaths: true },
      dem: { source: 'upload', path: '/x' },
    },
  );
  const waiting = await house.order({ sentence: 'It waits for its confirmation.' });
  return { running, complete, equations, attention, waiting };
}

async function open(path: string, look: Parameters<typeof openPage>[2] = {}): Promise<Page> {
  const page = await openPage(browser, `${house.url}/login?next=${encodeURIComponent(path)}`, look);
  opened.push(page);
  await login(page.page);
  await page.page.waitForURL((url) => url.pathname + url.search === path);
  return page.page;
}

async function login(page: Page): Promise<void> {
  await page.getByLabel('Project').fill(PROJECTS.own);
  await page.getByLabel('Name').fill('anna');
  await page.getByLabel('Password').fill(PASSWORD);
  await page.getByRole('button', { name: 'Log in' }).click();
}

/** The pages that are looked at. */
const PAGES: Readonly<Record<string, () => string>> = {
  home: () => '/',
  order: () => '/order?flight=2018123a',
  equations: () => `/orders/${orders.equations}/equations`,
  running: () => `/orders/${orders.running}`,
  complete: () => `/orders/${orders.complete}`,
  attention: () => `/orders/${orders.attention}`,
  dem: () => `/orders/${orders.attention}/dem`,
  confirm: () => `/orders/${orders.waiting}/confirm`,
  cancel: () => `/orders/${orders.waiting}/cancel`,
  downloads: () => `/orders/${orders.complete}/downloads`,
};

describe.each(LOOKS)('at $width px, $scheme', (look) => {
  it.each(Object.entries(PAGES))('the page %s fits its window and breaks no rule', async (name, path) => {
    await open(path(), look);
    await expectWellMade(opened.at(-1)!, `front-${name}-${look.width}-${look.scheme}`);
  });

  it('the login fits its window and breaks no rule', async () => {
    const login = await openPage(browser, `${house.url}/login`, look);
    opened.push(login);
    await expectWellMade(login, `front-login-${look.width}-${look.scheme}`);
  });
});

describe.each([
  { width: 1280, scheme: 'light' },
  { width: 390, scheme: 'dark' },
] as const)('as far as axe can tell ($width px, $scheme)', (look) => {
  it.each(Object.entries(PAGES))('the page %s can be used by everybody', async (_name, path) => {
    const address = `${house.url}/login?next=${encodeURIComponent(path())}`;
    const findings = await seriousFindings(browser, address, look, async (page) => {
      await login(page);
      await page.waitForURL((url) => url.pathname + url.search === path());
    });
    expect(findings).toEqual([]);
  });
});

describe('the order form', () => {
  it.each([true, false])(
    'says everything that is wrong next to its field, and is sent when it is right (script: %s)',
    async (script) => {
      const page = await open('/order?flight=2018123a', { script });
      await page.getByLabel('f123a011', { exact: true }).check();
      await page.getByLabel('First band of f123a011').selectOption('50');
      await page.getByLabel('Last band of f123a011').selectOption('40');
      await page.getByLabel('Width').fill('1,5');
      await page.getByLabel('E-mail address').fill('nobody');
      await page.getByLabel('A PROJ string:').check();
      await page.getByRole('button', { name: 'Check and estimate' }).click();
      await page.getByRole('heading', { name: '4 things to correct' }).waitFor();
      await expectWellMade({ ...opened.at(-1)!, complaints: [] }, `front-order-wrong-${script}`);
      expect(await page.getByLabel('Width').inputValue()).toBe('1,5');
      expect(await page.getByLabel('Width').getAttribute('aria-invalid')).toBe('true');
      if (script) expect(await page.evaluate('document.activeElement.id')).toBe('problems');

      await page.getByLabel('Last band of f123a011').selectOption('60');
      await page.getByLabel('Width').fill('1.5');
      await page.getByLabel('E-mail address').fill('anna@example.org');
      await page.getByLabel('UTM (WGS 84), zone').check();
      await page.getByRole('button', { name: 'Check and estimate' }).click();
      await page.getByText('This order can be sent.').waitFor();
      await page.getByRole('button', { name: 'Send the order' }).click();
      await page.getByText('The order was sent.').waitFor();
      expect(house.submitted.at(-1)!.lines).toMatchObject([
        { name: 'f123a011', bands: [{ from: 50, to: 60 }] },
      ]);
    },
  );

  it('preselects what fits the flight', async () => {
    const page = await open('/order?flight=2018123a');
    expect(await page.getByLabel('British National Grid').isChecked()).toBe(true);
    expect(await page.getByLabel('UTM zone', { exact: true }).inputValue()).toBe('30');
    expect(Number(await page.getByLabel('Width').inputValue())).toBeGreaterThan(0);
    expect(await page.getByLabel('First band of f123a011').locator('option').nth(1).textContent()).toBe(
      '2 (383.4 nm)',
    );
  });

  it('uploads a DEM of which the header came with it', async () => {
    const page = await open('/order?flight=2018123a');
    await page.getByLabel('f123a021', { exact: true }).check();
    await page.getByLabel('E-mail address').fill('anna@example.org');
    const header =
      'ENVI\nsamples = 10\nlines = 5\nbands = 1\ndata type = 4\ninterleave = bil\nbyte order = 0\n';
    await page
      .getByLabel('Raster', { exact: true })
      .setInputFiles({ name: 'x.dem', mimeType: 'a/b', buffer: Buffer.alloc(200) });
    await page
      .getByLabel('ENVI header')
      .setInputFiles({ name: 'x.hdr', mimeType: 'a/b', buffer: Buffer.from(header) });
    expect(await page.getByLabel('A DEM of your own:').isChecked()).toBe(true);
    await page.getByRole('button', { name: 'Send the order' }).click();
    await page.getByText('The order was sent.').waitFor();
    expect(house.submitted.at(-1)!.dem).toMatchObject({ source: 'upload' });
  });
});

describe('the equations step', () => {
  it.each([true, false])(
    'offers indices by wavelength and shows where a formula is wrong (script: %s)',
    async (script) => {
      const path = `/orders/${orders.equations}/equations`;
      const page = await open(path, { script });
      await page.getByRole('group', { name: 'Vegetation' }).getByLabel('f123a011').check();
      await page.getByLabel('Name').first().fill('ratio');
      await page.getByLabel('Formula', { exact: true }).first().fill('band1 / (band2 + band300');
      await page.getByRole('button', { name: 'Send the formulas' }).click();
      await page.locator('.pointer').waitFor();
      await expectWellMade({ ...opened.at(-1)!, complaints: [] }, `front-equations-wrong-${script}`);
      await page.getByLabel('Formula', { exact: true }).first().fill('band1 / (band2 + band3)');
      await page.locator('#formula-0').getByLabel('e123a031').check();
      await page.getByRole('button', { name: 'One more formula' }).click();
      await page.locator('#formula-1').waitFor();
      expect(await page.getByLabel('Formula', { exact: true }).first().inputValue()).toBe(
        'band1 / (band2 + band3)',
      );
      await page.getByRole('button', { name: 'Send the formulas' }).click();
      await page.getByText('The formulas are taken.').waitFor();
      expect(house.said[0]).toContain(
        '{"name":"ratio","expression":"band1 / (band2 + band3)","lines":["e123a031"]}',
      );
      expect(house.said[0]).toContain(
        '"name":"ndvi","expression":"(band142 - band83) / (band142 + band83)","lines":["f123a011"]',
      );
    },
  );
});

describe('the status page', () => {
  it('changes by itself when the order does', async () => {
    const page = await open(`/orders/${orders.running}`);
    await page.getByText('62 %').waitFor();
    await house.product(orders.running, `${PRODUCTS[0]}_ndvi`, { progress: 80 });
    await page.getByText('80 %').waitFor();
    await upsertOrder(
      house.ledger,
      { mission: SCOPS, id: orders.running },
      { state: 'packing', sentence: 'Its products are packed.' },
    );
    await page.locator('main').getByText('Its products are packed.').waitFor();
    // Who hears the page is told too, by a part of it that is not replaced.
    expect(await page.locator('#spoken').textContent()).toContain('packing. Its products are packed.');
    expect(opened.at(-1)!.complaints).toEqual([]);
  });

  it('leads through a cancellation that asks first', async () => {
    const page = await open(`/orders/${orders.waiting}`);
    await page.getByRole('link', { name: 'Cancel this order' }).click();
    expect(house.said).toEqual([]);
    await page.getByLabel('Why').fill('the wrong flight');
    await page.getByRole('button', { name: 'Cancel the order' }).click();
    await page.getByText('The order is cancelled.').waitFor();
    expect(house.said).toEqual([`cancel ${orders.waiting} by anna of ${PROJECTS.own}: the wrong flight`]);
  });
});
