import { appendFile, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { stationPaths, configSchema } from '../../src/adapters/station/config.js';
import type { Mission } from '../../src/domain/mission.js';
import type { Ledger } from '../../src/ledger/ledger.js';
import { upsertLevel } from '../../src/ledger/levels.js';
import { openLedger } from '../../src/ledger/open.js';
import { upsertRun } from '../../src/ledger/runs.js';
import { startBoard, type Board } from '../../src/operator/board/board.js';
import { EVENTFUL, fillEventfulDay } from '../integration/fixtures/day-state.js';
import { DAYS, fillMission, HOSTILE, NOW } from '../integration/fixtures/mission-state.js';
import { expectWellMade, LOOKS, openPage, seriousFindings, startBrowser } from './looking.js';

let home: string;
let ledger: Ledger;
let mission: Mission;
let board: Board;
let browser: Browser;
let logs: string;

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'sipstream-day-'));
  const paths = stationPaths(home, configSchema.parse({}));
  ledger = await openLedger(join(home, 'ledger.sqlite'));
  mission = await fillMission(ledger, paths.archive);
  await fillEventfulDay(ledger, mission, paths.log);
  logs = join(paths.log, 'processors', DAYS.processing, 'L1');
  await mkdir(logs, { recursive: true });
  await writeFile(join(logs, 'run-1.out'), `orbit 1 of 15\norbit 2 of 15 \u001b[32mok\u001b[0m ${HOSTILE}\n`);
  await writeFile(join(logs, 'run-1.err'), '');
  board = await startBoard({
    ledger,
    mission,
    archive: paths.archive,
    paths,
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
  await rm(home, { recursive: true, force: true });
});

const PAGES = {
  eventful: `/days/${EVENTFUL}`,
  processing: `/days/${DAYS.processing}`,
  held: `/days/${DAYS.held}`,
  accepted: `/days/${DAYS.accepted}`,
  log: `/days/${EVENTFUL}/L1/log?run=1&stream=err`,
};

describe.each(Object.entries(PAGES))('the page of the %s day or log', (name, path) => {
  it.each(LOOKS)('fits $width pixels in $scheme colours, and breaks no rule of its own', async (look) => {
    const opened = await openPage(browser, board.url + path, look);
    await expectWellMade(opened, `day-${name}-${look.width}-${look.scheme}`);
    await opened.close();
  });

  it.each(LOOKS)('has no serious finding of axe-core at $width pixels in $scheme colours', async (look) => {
    expect(await seriousFindings(browser, board.url + path, look)).toEqual([]);
  });

  it('shows what came from outside as text', async () => {
    const { page, close } = await openPage(browser, board.url + path);
    expect(await page.title()).not.toBe('owned');
    expect(await page.locator('main script').count()).toBe(0);
    await close();
  });
});

describe('the time of a level', () => {
  it('has a bar for each attempt and wait, marked with a word, and the exact table below', async () => {
    const { page, close } = await openPage(browser, `${board.url}/days/${EVENTFUL}`);
    const chart = page.locator('.chart').first();
    const earlier = chart.locator('details .gantt-area');
    await chart.locator('summary').click();
    expect(await earlier.locator('.bar.work').count()).toBe(8);
    expect(await earlier.locator('.bar.work.failed title').textContent()).toContain(
      'run: failed, exit status 3',
    );
    expect(await earlier.locator('.bar.work.lost title').textContent()).toContain(
      '29 min: run: no end recorded',
    );
    const held = await earlier.locator('.bar.hold text:not(.narrow)').allTextContents();
    expect(held.map((words) => words.trim().split(' ')[0])).toEqual(['PROCESSOR_FAILED', 'PAN_PARTIAL']);
    expect((await earlier.locator('.mark-of text').allTextContents()).join(' ')).toMatch(/D.*P.*I/);
    expect(await chart.locator('.gantt-area').first().locator('.bar.wait.open').count()).toBe(1);
    expect(await page.locator('#time details.more table').last().count()).toBe(1);
    await close();
  });

  it('says the same in words to those who do not see it', async () => {
    const { page, close } = await openPage(browser, `${board.url}/days/${DAYS.held}`);
    const words = await page.getByRole('img', { name: /^L1 from/ }).getAttribute('aria-label');
    expect(words).toContain('waited for inputs');
    expect(words).toContain('held for MISSING_INPUT');
    await close();
  });
});

describe('the inputs of a level', () => {
  it('are shown by how they stand, each with a character of its own', async () => {
    const { page, close } = await openPage(browser, `${board.url}/days/${EVENTFUL}`);
    const row = page.locator('.grid tr').filter({ hasText: 'MOP00SCI' });
    expect((await row.locator('.slot').allInnerTexts()).join('')).toBe('+!==+>~+++++');
    await close();
  });

  it('lead to their files, with sizes and checksums', async () => {
    const { page, close } = await openPage(browser, `${board.url}/days/${EVENTFUL}`);
    await page.locator('.grid a', { hasText: 'MOP00ENG' }).click();
    const row = page.locator('#files tr').filter({ hasText: 'MOP00ENG-20261117-0000' }).first();
    await row.waitFor({ state: 'visible' });
    expect(await row.innerText()).toContain('0'.repeat(32));
    await close();
  });
});

describe('what was decided and made again', () => {
  it('stays visible: overridden, made twice, with an offer and the command for it', async () => {
    const { page, close } = await openPage(browser, `${board.url}/days/${EVENTFUL}`);
    const level = page.locator('.levels .card').first();
    const card = await level.innerText();
    for (const words of ['overridden', 'made 2 times', 'It was made without MOP00SCI of 12:00.'])
      expect(card).toContain(words);
    expect(await level.locator('code').allTextContents()).toContain(
      `sipstream rerun ${EVENTFUL} L1 --why "…"`,
    );
    await close();
  });

  it('strikes products through whose place was taken, with the word', async () => {
    const { page, close } = await openPage(browser, `${board.url}/days/${EVENTFUL}`);
    await page.locator('#files summary').click();
    const row = page.locator('#files tr').filter({ hasText: 'MOP01-20261117-L1V1.0.1.he5' }).first();
    expect(await row.locator('s').count()).toBe(1);
    expect(await row.innerText()).toContain('superseded');
    await close();
  });

  it('shows what the DAAC refused, file by file, and links its message', async () => {
    const { page, close } = await openPage(browser, `${board.url}/days/${EVENTFUL}`);
    const row = page.locator('tr').filter({ hasText: 'V1.0.1.001' }).first();
    expect(await row.innerText()).toContain('<script>document.title="owned"</script>');
    expect(await row.locator('a').first().getAttribute('href')).toBe(
      `/messages/${encodeURIComponent('<pan-MOPITT_SIPS.L1.20261117.V1.0.1.001@daac.example>')}`,
    );
    await close();
  });
});

describe('the figures of QA', () => {
  it('stand against their limits and the 30 days before, with the day marked', async () => {
    const { page, close } = await openPage(browser, `${board.url}/days/${EVENTFUL}`);
    const row = page.locator('.figures-of tr').filter({ hasText: 'MOPITTRadiances missing' });
    expect(await row.innerText()).toContain('Suspect from 10%, Failed from 50%');
    expect(await row.locator('.badge').innerText()).toBe('Suspect');
    expect(await row.locator('.spark .today').count()).toBe(1);
    expect(await row.getByRole('img').getAttribute('aria-label')).toContain('28 values');
    await close();
  });
});

describe('the log of a run', () => {
  const address = () => `${board.url}/days/${DAYS.processing}/L1/log?run=1`;

  it('shows what is written while the run goes on, and that it has ended', async () => {
    const { page, close } = await openPage(browser, address());
    const log = page.locator('pre.log');
    await page.locator('.live', { hasText: '● live' }).waitFor();
    await appendFile(join(logs, 'run-1.out'), 'orbit 3 of 15 \u001b[31mand <b>on</b>\u001b[0m\n');
    await log.filter({ hasText: 'orbit 3 of 15 and <b>on</b>' }).waitFor();
    expect(await log.locator('b').count()).toBe(0);

    // The page around it is made anew; the log stays, and goes on.
    const key = { mission: 'mopitt', day: DAYS.processing, level: 'L1' } as const;
    const first = await log.elementHandle();
    const main = await page.locator('main').elementHandle();
    await upsertLevel(ledger, key, { sentence: 'It runs, and has been looked at.' });
    await page.waitForFunction((old) => !(old as unknown as { isConnected: boolean }).isConnected, main);
    expect(await first?.evaluate((pre) => (pre as unknown as { isConnected: boolean }).isConnected)).toBe(
      true,
    );
    await appendFile(join(logs, 'run-1.out'), 'orbit 4 of 15\n');
    await log.filter({ hasText: 'orbit 4 of 15' }).waitFor();

    await upsertRun(ledger, { ...key, run: 1 }, { state: 'succeeded', exitCode: 0, endedAt: NOW });
    await upsertLevel(ledger, key, { stage: 'QA', state: 'running', since: NOW });
    await page.locator('.lead .badge', { hasText: 'succeeded' }).waitFor();
    expect(await log.innerText()).toContain('orbit 4 of 15');
    await close();
  });

  it('is text, without what steers a terminal', async () => {
    const { page, close } = await openPage(browser, `${board.url}/days/${EVENTFUL}/L1/log?run=1&stream=err`);
    expect(await page.locator('pre.log').innerText()).toBe(
      'PGS_E_IO: cannot read <script>document.title="owned"</script>"&\'\n',
    );
    await close();
  });

  it('is chosen by run and output', async () => {
    const { page, close } = await openPage(browser, `${board.url}/days/${EVENTFUL}/L1/log`);
    expect(await page.locator('pre.log').innerText()).toBe('third run begins\n  10%\n  20%\ndone\n');
    await page.getByRole('link', { name: 'run 1' }).click();
    await page.getByRole('link', { name: 'standard error' }).click();
    expect(await page.locator('pre.log').innerText()).toContain('PGS_E_IO');
    await close();
  });

  it.each([
    '/days/..%2f..%2f..%2fetc/L1/log',
    `/days/${EVENTFUL}/..%2f..%2fL1/log`,
    `/days/${EVENTFUL}/L1/log?run=..%2f1`,
    `/days/${EVENTFUL}/L1/log?run=7`,
    `/days/${EVENTFUL}/constructor/log`,
    `/days/${EVENTFUL}/L1/log/events?run=7`,
  ])('is not found at %s', async (path) => {
    expect((await fetch(board.url + path)).status).toBe(404);
  });

  it('never follows a link to a file elsewhere', async () => {
    await symlink('/etc/hostname', join(home, 'log/processors', EVENTFUL, 'L1', 'run-2.out'));
    const response = await fetch(`${board.url}/days/${EVENTFUL}/L1/log?run=2`);
    expect(await response.text()).toContain('has written no such file');
  });
});
