import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addDays, dataDay, dayEnd, dayStart } from '../../src/domain/data-day.js';
import { recordGap } from '../../src/ledger/gaps.js';
import type { Ledger } from '../../src/ledger/ledger.js';
import { holdLevel, upsertLevel } from '../../src/ledger/levels.js';
import { openLedger } from '../../src/ledger/open.js';
import { startBoard, type Board } from '../../src/operator/board/board.js';
import { DAYS, fillMission, HOSTILE, NOW } from '../integration/fixtures/mission-state.js';
import { expectWellMade, LOOKS, openPage, seriousFindings, startBrowser, type Opened } from './looking.js';

const mission = 'mopitt';
const OLD = dataDay('2024-02-28');
const PAGES = ['/calendar', '/calendar?state=held', '/calendar/2026', '/calendar/2026/11'];

let directory: string;
let ledger: Ledger;
/** Another connection, as another process has one. */
let writer: Ledger;
let board: Board;
let browser: Browser;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'sipstream-calendar-'));
  const location = join(directory, 'ledger.sqlite');
  ledger = await openLedger(location);
  writer = await openLedger(location);
  const described = await fillMission(ledger, join(directory, 'archive'));
  for (let count = 0; count < 60; count += 1)
    for (const level of ['L1', 'L2'])
      await upsertLevel(
        ledger,
        { mission, day: addDays(OLD, count), level },
        {
          stage: 'accepted',
          state: 'done',
          since: NOW,
          processorVersion: count < 30 ? '1.0.1' : '2.0.1',
          qaVerdict: count % 20 === 3 ? 'Suspect' : 'Passed',
          ...(count === 7 && {
            overrides: [{ verb: 'proceed', by: 'ops', why: 'never made', at: NOW, what: 'without MOPCH' }],
          }),
        },
      );
  await recordGap(ledger, {
    mission,
    id: 'gap-1',
    fromAt: dayStart(dataDay('2024-03-04')),
    toAt: dayEnd(dataDay('2024-03-06')),
    types: [],
    by: 'ops',
    why: HOSTILE,
    at: NOW,
  });
  board = await startBoard({
    ledger,
    mission: described,
    archive: join(directory, 'archive'),
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
  await writer?.close();
  await ledger?.close();
  await rm(directory, { recursive: true, force: true });
});

const open = (path: string, look: Parameters<typeof openPage>[2] = {}): Promise<Opened> =>
  openPage(browser, board.url + path, look);

/** How the picture is drawn: the paths by their keys. */
function paths(page: Page): Promise<Record<string, string>> {
  return page.evaluate(
    `Object.fromEntries([...document.querySelectorAll('#map .cells')].map((path) => [path.dataset.key, path.getAttribute('d')]))`,
  );
}

/** A change that no calendar shows. */
const SAME = { sentence: 'Something else.' };
/** Waits until the picture has a path like that. */
const drawn = (page: Page, path: string) => page.locator(`#map ${path}`).waitFor({ state: 'attached' });

const spoken = (page: Page) => page.locator('#map-cell').innerText();

describe('every page of the calendar', () => {
  for (const path of PAGES) {
    const name = `calendar${path.slice(9).replace(/\W+/g, '-')}`;
    for (const look of LOOKS)
      it(`${path} fits ${look.width} pixels in ${look.scheme} colours, and breaks no rule of its own`, async () => {
        const opened = await open(path, look);
        await expectWellMade(opened, `${name}-${look.width}-${look.scheme}`);
        await opened.close();
      });

    it(`${path} has nothing that axe-core finds serious`, async () => {
      for (const scheme of ['light', 'dark'] as const)
        expect(await seriousFindings(browser, board.url + path, { scheme })).toEqual([]);
    });
  }
});

describe('the picture of a mission', () => {
  it('has a few paths for all cells, and says in words what it shows', async () => {
    const { page, close } = await open('/calendar');
    expect(await page.locator('#map *').count()).toBeLessThan(40);
    // Three years of four cells a day; 2024 is a leap year.
    expect(await page.locator('#map-counts').innerText()).toMatch(
      /^4,384 cells: held 1, running 1, .*accepted 122/,
    );
    expect(await page.locator('table.years tbody th').allInnerTexts()).toEqual(['2026', '2025', '2024']);
    await close();
  });

  it('works without a script: a year is a link, from there a month, and from there a day', async () => {
    const { page, close } = await open('/calendar', { script: false });
    await page.locator('.map-years').getByRole('link', { name: '2026' }).click();
    expect(await page.locator('h1').innerText()).toBe('2026');
    await page.getByRole('link', { name: 'November' }).click();
    expect(await page.locator('h1').innerText()).toBe('November 2026');
    await page.getByRole('link', { name: DAYS.held }).click();
    expect(page.url()).toBe(`${board.url}/days/${DAYS.held}`);
    await close();
  });

  it('is left by a click on a cell, for its day', async () => {
    const { page, close } = await open('/calendar');
    const box = (await page.locator('#map').boundingBox())!;
    const place = (10 * 31 + 19 + 0.5) / 372;
    const lines = ((await page.locator('#map').getAttribute('data-lines')) ?? '').split(' ').map(Number);
    await page.mouse.move(box.x + place * box.width, box.y + 2 * lines[0]! + lines[1]!);
    expect(await spoken(page)).toBe(`${DAYS.held} L1 made: held`);
    await page.mouse.down();
    await page.mouse.up();
    await page.waitForURL(`${board.url}/days/${DAYS.held}`);
    await close();
  });

  it('is left for the month where a cell is too narrow to be meant', async () => {
    const { page, close } = await open('/calendar', { width: 390 });
    const box = (await page.locator('#map').boundingBox())!;
    await page.mouse.click(box.x + (10.6 / 12) * box.width, box.y + box.height - 12);
    await page.waitForURL(`${board.url}/calendar/2026/11`);
    await close();
  });

  it('is gone through with the keyboard, and says where one is', async () => {
    const { page, close } = await open('/calendar');
    const press = async (...keys: string[]) => {
      for (const key of keys) await page.keyboard.press(key);
      return spoken(page);
    };
    await page.locator('#map-frame').focus();
    expect(await spoken(page)).toBe('2026-11-21 L1 made: running');
    expect(await press('ArrowLeft')).toBe(`${DAYS.held} L1 made: held`);
    expect(await press('ArrowDown')).toBe(`${DAYS.held} L1 delivered: not yet`);
    expect(await press('ArrowDown', 'ArrowDown')).toBe(`${DAYS.held} L2 delivered: not yet`);
    expect(await press('ArrowDown')).toBe(`${DAYS.held} L2 delivered: not yet`);
    expect(await press('End')).toBe('2026-11-30 L2 delivered: not opened');
    expect(await press('ArrowRight')).toBe('2026-12-01 L2 delivered: not opened');
    expect(await press('PageUp', 'PageUp')).toBe('2024-12-01 L2 delivered: not opened');
    expect(await press('PageUp')).toBe('2024-12-01 L2 delivered: not opened');
    expect(await press('ArrowLeft', 'Home')).toBe('2024-11-01 L2 delivered: not opened');
    expect(await page.locator('#map-cursor').getAttribute('visibility')).toBe('visible');
    await press('PageDown', 'PageDown', 'ArrowUp', 'ArrowUp', 'ArrowUp');
    for (let count = 0; count < 19; count += 1) await page.keyboard.press('ArrowRight');
    expect(await spoken(page)).toBe(`${DAYS.held} L1 made: held`);
    await page.keyboard.press('Enter');
    await page.waitForURL(`${board.url}/days/${DAYS.held}`);
    await close();
  });

  it('shows a change of the ledger in its cell, and is then drawn as if it were loaded anew', async () => {
    const { page, close } = await open('/calendar');
    // The picture has the focus: the page itself then stays as it is, and only the cells change.
    await page.locator('#map-frame').focus();
    const before = await paths(page);
    const day = addDays(OLD, 10);
    await holdLevel(
      writer,
      { mission, day, level: 'L2' },
      { code: 'PAN_PARTIAL', sentence: 'One was refused.', details: [], at: NOW, stage: 'await PAN' },
    );
    await drawn(page, `[data-key=a]:not([d="${before['a']}"])`);
    expect(await page.locator('#map-counts').innerText()).toContain('held 2');
    const live = await paths(page);
    await page.keyboard.press('Escape');
    const anew = await open('/calendar');
    expect(live).toEqual(await paths(anew.page));
    await anew.close();
    await upsertLevel(writer, { mission, day, level: 'L2' }, { stage: 'accepted', state: 'done' });
    await drawn(page, `[data-key=a][d="${before['a']}"]`);
    expect(await paths(page)).toEqual(before);
    await close();
  });

  it('counts anew too when it catches up with what changed before its stream began', async () => {
    const { page, close } = await open('/calendar');
    const before = await paths(page);
    const level = { mission, day: addDays(OLD, 11), level: 'L2' };
    await page.route('**/events/calendar*', async (route) => {
      // The picture has the focus: the page itself stays as it is.
      await page.locator('#map-frame').focus();
      await holdLevel(writer, level, {
        code: 'PAN_PARTIAL',
        sentence: 'One was refused.',
        details: [],
        at: NOW,
        stage: 'await PAN',
      });
      const counts = async () => (await fetch(`${board.url}/calendar`)).text();
      await expect.poll(counts).toContain('held 2');
      await route.continue();
    });
    await page.reload({ waitUntil: 'commit' });
    await drawn(page, `[data-key=a]:not([d="${before['a']}"])`);
    expect(await page.locator('#map-counts').innerText()).toContain('held 2');
    await upsertLevel(writer, level, { stage: 'accepted', state: 'done' });
    await drawn(page, `[data-key=a][d="${before['a']}"]`);
    await close();
  });

  it('catches up with what changed before its stream began, and hears nothing when nothing did', async () => {
    const page = await (await fetch(`${board.url}/calendar`)).text();
    const stream = /data-events="([^"]*)"/.exec(page)![1]!.replaceAll('&amp;', '&');
    /** What the stream says up to a word; after its first one the ledger changes in what no calendar shows. */
    const heardUntil = async (word: string) => {
      const stop = new AbortController();
      const { body } = await fetch(board.url + stream, { signal: stop.signal });
      const heard: string[] = [];
      for await (const chunk of body!.pipeThrough(new TextDecoderStream())) {
        if (heard.length === 0) await upsertLevel(writer, { mission, day: OLD, level: 'L2' }, SAME);
        heard.push(...[...chunk.matchAll(/^event: (.*)$/gm)].map((found) => found[1]!));
        if (heard.includes(word)) break;
      }
      stop.abort();
      return heard;
    };
    expect(await heardUntil('changed')).not.toContain('letters');
    await upsertLevel(writer, { mission, day: OLD, level: 'L1' }, { stage: 'await PAN', state: 'waiting' });
    expect(await heardUntil('letters')).toContain('hello');
    await upsertLevel(writer, { mission, day: OLD, level: 'L1' }, { stage: 'accepted', state: 'done' });
  });

  it('is replaced by a fresh page when nobody is in it, with its script still at work', async () => {
    const { page, close } = await open('/calendar');
    await page.evaluate(`document.querySelector('main').dataset.old = 'yes'`);
    await upsertLevel(writer, { mission, day: OLD, level: 'L1' }, { sentence: 'Something else.' });
    await page.locator('main:not([data-old])').waitFor();
    await page.locator('#map-frame').focus();
    expect(await spoken(page)).toBe('2026-11-21 L1 made: running');
    expect(await page.locator('#map .cells').count()).toBe(10);
    await close();
  });
});

describe('the filter', () => {
  it('is a form whose answer is an address that can be passed on', async () => {
    const { page, close } = await open('/calendar');
    await page.getByLabel('Processor').selectOption('2.0.1');
    await page.getByLabel('QA').selectOption('Suspect');
    await page.getByRole('button', { name: 'Show' }).click();
    await page.waitForURL(/version=2\.0\.1&qa=Suspect/);
    // One day in twenty of the second thirty, two levels, two steps.
    expect(await page.locator('#map-counts').innerText()).toMatch(
      /^4 of 4,384 cells match \(processor 2\.0\.1, QA Suspect\)/,
    );
    await page.locator('.map-years').getByRole('link', { name: '2024' }).click();
    await page.waitForURL(/\/calendar\/2024\?version=2\.0\.1&qa=Suspect$/);
    expect(await page.locator('.year-grid i:not(.left-out)').count()).toBe(4);
    await page.getByRole('link', { name: 'Show all' }).click();
    await page.waitForURL(/\/calendar\/2024$/);
    expect(await page.locator('.year-grid i.left-out').count()).toBe(0);
    await close();
  });

  it.each([
    ['held=MISSING_INPUT', 1],
    ['state=held', 1],
    ['overridden=1', 4],
    ['offered=1', 0],
    ['version=no+such', 0],
    ['state=nonsense', 4_384],
  ])('%s leaves %i cells in', async (query, count) => {
    const body = await (await fetch(`${board.url}/calendar?${query}`)).text();
    const text = /id="map-counts"[^>]*>([^<]*)</.exec(body)![1]!;
    expect(Number(/^[\d,]+/.exec(text.trim())![0].replaceAll(',', ''))).toBe(count);
  });

  it('lets only its own cells change in what is told', async () => {
    const { page, close } = await open('/calendar?held=PAN_PARTIAL');
    await page.locator('#map-frame').focus();
    await holdLevel(
      writer,
      { mission, day: OLD, level: 'L1' },
      { code: 'PAN_PARTIAL', sentence: 'One was refused.', details: [], at: NOW, stage: 'await PAN' },
    );
    await drawn(page, '[data-key=a][d^="M58 "]');
    expect(await page.locator('#map-counts').innerText()).toMatch(/^1 of /);
    await upsertLevel(writer, { mission, day: OLD, level: 'L1' }, { stage: 'accepted', state: 'done' });
    await close();
  });
});

describe('a year and a month', () => {
  it('name in words how a day stands, and mark a known gap', async () => {
    const { page, close } = await open('/calendar/2026');
    const link = page.getByRole('link', {
      name: `${DAYS.held}: L1 held, not yet (MISSING_INPUT); L2 awaits inputs, not yet`,
    });
    expect(await link.locator('i').allInnerTexts()).toEqual(['H', '-', 'i', '-']);
    await page.goto(`${board.url}/calendar/2024`);
    expect(await page.locator('td.gap').count()).toBe(3);
    expect(await page.getByRole('link', { name: /2024-03-05: .*; known gap$/ }).count()).toBe(1);
    await close();
  });

  it('show the words of an operator as text', async () => {
    for (const path of ['/calendar/2024', '/calendar/2024/03']) {
      const { page, complaints, close } = await open(path);
      expect(await page.locator('main').innerText()).toContain('<script>document.title="owned"</script>');
      expect(complaints).toEqual([]);
      await close();
    }
  });

  it('are not there outside the mission', async () => {
    for (const path of ['/calendar/1999', '/calendar/2026/13', '/calendar/2026/1', '/calendar/x'])
      expect((await fetch(board.url + path)).status).toBe(404);
  });
});
