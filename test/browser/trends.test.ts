import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dataDay } from '../../src/domain/data-day.js';
import type { Mission } from '../../src/domain/mission.js';
import type { Ledger } from '../../src/ledger/ledger.js';
import { openLedger } from '../../src/ledger/open.js';
import { startBoard, type Board } from '../../src/operator/board/board.js';
import { fillLongMission } from '../integration/fixtures/long-mission.js';
import { readMission } from '../../src/adapters/station/mission-file.js';
import { expectWellMade, LOOKS, openPage, seriousFindings, startBrowser } from './looking.js';

const DAYS = 9_131;
let home: string;
let ledger: Ledger;
let mission: Mission;
let board: Board;
let browser: Browser;

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'sipstream-trends-'));
  ledger = await openLedger(join(home, 'ledger.sqlite'));
  mission = await readMission(new URL('../../missions/mopitt/mission.yaml', import.meta.url).pathname);
  await fillLongMission(ledger, mission, dataDay('2001-01-01'), DAYS);
  board = await startBoard({
    ledger,
    mission,
    archive: join(home, 'archive'),
    host: '127.0.0.1',
    port: 0,
    station: () => undefined,
    now: () => Date.parse('2026-01-02T12:00:00Z'),
  });
  browser = await startBrowser();
});
afterAll(async () => {
  await browser?.close();
  await board?.stop();
  await ledger?.close();
  await rm(home, { recursive: true, force: true });
});

const RANGES = {
  month: '/trends',
  year: '/trends?level=L2&range=year',
  mission: '/trends?level=L1&range=all',
};

describe.each(Object.entries(RANGES))('the trends of a %s', (name, path) => {
  it.each(LOOKS)('fit $width pixels in $scheme colours, and break no rule of their own', async (look) => {
    const opened = await openPage(browser, board.url + path, look);
    await expectWellMade(opened, `trends-${name}-${look.width}-${look.scheme}`);
    await opened.close();
  });

  it.each(LOOKS)('have no serious finding of axe-core at $width pixels in $scheme colours', async (look) => {
    expect(await seriousFindings(browser, board.url + path, look)).toEqual([]);
  });
});

describe('the trends of a mission', () => {
  it('have a plot of every figure, with words for those who do not see it', async () => {
    const { page, close } = await openPage(browser, `${board.url}/trends?level=L1&range=all`);
    const names = await page.locator('.trend h3').allInnerTexts();
    for (const name of ['Data latency', 'Run time', 'Time to PAN', 'MOP01 MOPITTRadiances missing', 'Holds'])
      expect(names.some((one) => one.startsWith(name))).toBe(true);
    const words = await page.locator('.plot-area').first().getAttribute('aria-label');
    expect(words).toMatch(/^Data latency of L1, 2001-01-01 to 2025-12-31: \d{4} days, median 1\d h/);
    await close();
  });

  it('keep the outlier of one day in twenty-five years, and link it', async () => {
    const { page, close } = await openPage(browser, `${board.url}/trends?level=L1&range=all`);
    const latency = page.locator('.trend').filter({ hasText: 'Data latency' });
    const worst = latency.locator('.farthest a').first();
    expect(await worst.getAttribute('href')).toBe(`/days/${await worst.innerText()}`);
    expect(await latency.innerText()).toContain('The axis is logarithmic.');
    await close();
  });

  it('leave gaps open: a curve is not drawn over days without data', async () => {
    const { page, close } = await openPage(
      browser,
      `${board.url}/trends?level=L1&from=2001-01-01&to=2001-07-01`,
    );
    const path = await page.locator('.curve-0').first().getAttribute('d');
    expect(path?.match(/M/g)).toHaveLength(2);
    await close();
  });

  it('mark where the version of the processor changed', async () => {
    const { page, close } = await openPage(browser, `${board.url}/trends?level=L1&range=all`);
    const marks = await page.locator('.trend').first().locator('text.version').allTextContents();
    expect(marks.map((mark) => mark.trim())).toEqual(['1.0.1', '1.1.1', '1.2.1', '1.3.1']);
    await close();
  });

  it('are chosen by level and days without a script', async () => {
    const { page, close } = await openPage(browser, `${board.url}/trends`, { script: false });
    await page.getByRole('link', { name: 'L2' }).click();
    await page.locator('input[name=from]').fill('2010-01-01');
    await page.locator('input[name=to]').fill('2010-03-31');
    await page.getByRole('button', { name: 'Show' }).click();
    expect(await page.locator('h1').innerText()).toBe('Trends of L2');
    expect(await page.locator('.lead').innerText()).toContain('90 days, 2010-01-01 to 2010-03-31');
    await close();
  });

  it('say what is wrong with days that are none', async () => {
    const page = await (
      await fetch(`${board.url}/trends?from=%3Cscript%3E&to=2010-01-01&level=%3Cb%3E`)
    ).text();
    expect(page).toContain('A day is written YYYY-MM-DD');
    expect(page).not.toContain('<b>');
    expect(page).not.toContain('<script>');
  });

  it('are a CSV of every day, and of every month', async () => {
    const daily = await fetch(`${board.url}/trends.csv?level=L2&range=all`);
    expect(daily.headers.get('content-type')).toBe('text/csv; charset=utf-8');
    expect(daily.headers.get('content-disposition')).toContain('mopitt-L2-2001-01-01-2025-12-31.csv');
    const lines = (await daily.text()).trimEnd().split('\r\n');
    const days = await ledger.db
      .selectFrom('days')
      .select((eb) => eb.fn.countAll<number>().as('n'))
      .executeTakeFirstOrThrow();
    expect(lines).toHaveLength(days.n + 1);
    expect(lines[0]).toMatch(
      /^day,level,processor version,Data latency \(s\),until archived here \(s\),Run time \(s\)/,
    );
    const monthly = await (
      await fetch(`${board.url}/trends.csv?from=2010-01-01&to=2010-02-28&by=month`)
    ).text();
    expect(monthly.split('\r\n')[1]).toMatch(/^2010-01,L1,Data latency \(s\),31,\d+,\d+,\d+,\d+$/);
  });
});
