import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, it } from 'vitest';
import { addDays } from '../../src/domain/data-day.js';
import type { Ledger } from '../../src/ledger/ledger.js';
import { upsertLevel } from '../../src/ledger/levels.js';
import { openLedger } from '../../src/ledger/open.js';
import { levelGroups } from '../../src/ledger/read-calendar.js';
import { openPage, startBrowser } from '../browser/looking.js';
import { missionDays } from './support/amounts.js';
import { startBoardProcess, type BoardProcess } from './support/board-process.js';
import { fillFullMission, LAST_DAY, NOW, type FullMission } from './support/full-mission.js';
import { report } from './support/report.js';

const MISSION = 'mopitt';
const HELD_DAY = addDays(LAST_DAY, -4);
const OLD_DAY = addDays(LAST_DAY, -400);
/** Every page that is measured; one that the board doesn't have is left out, and said. */
const PAGES = [
  '/',
  '/calendar',
  '/calendar?state=held',
  '/calendar/2026',
  '/calendar/2026/11',
  `/days/${HELD_DAY}`,
  `/days/${OLD_DAY}`,
  '/trends',
  '/files',
  `/files?day=${OLD_DAY}`,
  '/messages',
  '/messages?state=quarantined',
  '/interventions',
];
const LOADS = 5;
const UPDATES = 20;

/** Milliseconds from the start of the navigation until what was loaded is on the screen. */
const PAINTED = `new Promise((resolve) => {
  requestAnimationFrame(() => requestAnimationFrame(() => resolve(performance.now())));
})`;
/** Epoch milliseconds at which the picture has changed and is on the screen. */
const CHANGED = `new Promise((resolve) => {
  new MutationObserver((_changes, observer) => {
    observer.disconnect();
    requestAnimationFrame(() => requestAnimationFrame(() => resolve(performance.timeOrigin + performance.now())));
  }).observe(document.getElementById('map'), { subtree: true, attributeFilter: ['d'] });
})`;

describe('the pages of the board', () => {
  let directory: string;
  let location: string;
  let mission: FullMission;
  let board: BoardProcess;
  let writer: Ledger;
  let browser: Browser;
  let of = '';

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'sipstream-bench-'));
    location = join(directory, 'ledger.sqlite');
    const began = performance.now();
    mission = await fillFullMission(location, missionDays);
    const { rows } = mission;
    of = `Pages with ${missionDays} days in the ledger (${rows['levels']} levels, ${rows['files']} files, ${rows['messages']} messages; ${Math.round(mission.bytes / 1e6)} MB; filled in ${((performance.now() - began) / 1000).toFixed(0)} s)`;
    writer = await openLedger(location);
    browser = await startBrowser();
    board = await startBoardProcess(location, NOW);
    // The browser itself is warm: what is measured is the board and its page.
    await (await openPage(browser, `${board.url}/board.css`)).close();
  });
  afterAll(async () => {
    await browser?.close();
    await board?.stop();
    await writer?.close();
    await rm(directory, { recursive: true, force: true });
  });

  it('show the whole mission', async () => {
    const times: number[] = [];
    for (let count = 0; count < LOADS; count += 1) {
      // A board that has just started has read nothing yet.
      await board.stop();
      board = await startBoardProcess(location, NOW);
      times.push(await load('/calendar'));
    }
    report(of, '/calendar, the board just started, complete', spread(times));
    const query = await timed(LOADS, () => levelGroups(writer, MISSION));
    report(of, '  its query alone', spread(query));
  });

  it('show a change of the whole mission', async () => {
    const { page, close } = await openPage(browser, `${board.url}/calendar`);
    await page.locator('#map-frame').focus(); // Else the whole page would come anew as well.
    await heard(page);
    const times: number[] = [];
    for (let count = 0; count < UPDATES; count += 1) {
      const day = addDays(LAST_DAY, -100 - 300 * (count % 5));
      const shown = page.evaluate<number>(CHANGED);
      await page.evaluate('0'); // The observer is there before the change is.
      const began = Date.now();
      await upsertLevel(
        writer,
        { mission: MISSION, day, level: 'L2' },
        Math.floor(count / 5) % 2 === 0
          ? { stage: 'run', state: 'running' }
          : { stage: 'accepted', state: 'done' },
      );
      times.push((await shown) - began);
    }
    report(of, '/calendar, from a write elsewhere to the cell on the screen', spread(times));
    await close();
  });

  it('are complete', async () => {
    for (const path of PAGES) {
      const first = await fetch(board.url + path);
      await first.arrayBuffer();
      if (first.status !== 200) {
        report(of, path, `the board answers ${first.status}`);
        continue;
      }
      const answers = await timed(LOADS, async () => (await fetch(board.url + path)).arrayBuffer());
      const times: number[] = [];
      for (let count = 0; count < LOADS; count += 1) times.push(await load(path));
      report(of, `${path}, complete`, `${spread(times)}; answered in ${median(answers).toFixed(0)} ms`);
    }
  });

  async function load(path: string): Promise<number> {
    const { page, close } = await openPage(browser, board.url + path);
    const painted = await page.evaluate<number>(PAINTED);
    await close();
    return painted;
  }

  /** Waits until the page hears of changes: until one that it shows has come. */
  async function heard(page: Page): Promise<void> {
    const shown = page.evaluate(CHANGED);
    await page.evaluate('0');
    const key = { mission: MISSION, day: addDays(LAST_DAY, -50), level: 'L2' };
    await upsertLevel(writer, key, { stage: 'run', state: 'running' });
    await shown;
  }
});

async function timed(times: number, work: () => Promise<unknown>): Promise<number[]> {
  const taken: number[] = [];
  for (let count = 0; count < times; count += 1) {
    const began = performance.now();
    await work();
    taken.push(performance.now() - began);
  }
  return taken;
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]!;
}

function spread(values: readonly number[]): string {
  return `${median(values).toFixed(0).padStart(5)} ms (at worst ${Math.max(...values).toFixed(0)} of ${values.length})`;
}
