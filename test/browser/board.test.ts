import { mkdir, mkdtemp, rm, symlink, unlink, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type Browser, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { configSchema, stationPaths } from '../../src/adapters/station/config.js';
import type { StationFile } from '../../src/adapters/station/station-file.js';
import type { Mission } from '../../src/domain/mission.js';
import type { Ledger } from '../../src/ledger/ledger.js';
import { releaseLevel, upsertLevel } from '../../src/ledger/levels.js';
import { openLedger } from '../../src/ledger/open.js';
import { startBoard, type Board } from '../../src/operator/board/board.js';
import { DAYS, fillMission, HOSTILE, NOW } from '../integration/fixtures/mission-state.js';
import { PATIENCE_MS } from './looking.js';

const PICTURES = process.env['SIPSTREAM_SCREENSHOTS'];
const PAGES = [
  '/',
  `/days/${DAYS.held}`,
  `/days/${DAYS.accepted}`,
  `/days/${DAYS.processing}`,
  '/messages',
  `/files?day=${DAYS.accepted}`,
];

let directory: string;
let ledger: Ledger;
let mission: Mission;
let board: Board;
let browser: Browser;

const station: StationFile = {
  pid: process.pid,
  mission: 'mopitt',
  missionFile: 'missions/mopitt/mission.yaml',
  startedAt: '2026-11-19T06:00:00.000Z',
  temporal: { address: '127.0.0.1:7233', namespace: 'sipstream' },
  temporalUi: 'http://127.0.0.1:8233',
  board: null,
  ftp: { host: '127.0.0.1', port: 2121 },
  smtp: { host: '127.0.0.1', port: 2525 },
};

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'sipstream-board-'));
  ledger = await openLedger(join(directory, 'ledger.sqlite'));
  mission = await fillMission(ledger, join(directory, 'archive'));
  for (const name of ['staging', 'delivery', 'pickup', 'overflow', 'mail'])
    await mkdir(join(directory, name));
  const log = join(directory, 'log', 'processors', DAYS.processing, 'L1');
  await mkdir(log, { recursive: true });
  await writeFile(join(log, 'run-1.out'), `slot 0800: 12 tracks\nslot 1000: 12 tracks\n${HOSTILE}\n`);
  board = await startBoard({
    ledger,
    mission,
    archive: join(directory, 'archive'),
    paths: stationPaths(directory, configSchema.parse({})),
    host: '127.0.0.1',
    port: 0,
    station: () => station,
    now: () => NOW,
  });
  browser = await chromium.launch({
    executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--disable-quic',
    ],
  });
  if (PICTURES) await mkdir(PICTURES, { recursive: true });
});
afterAll(async () => {
  await browser?.close();
  await board?.stop();
  await ledger?.close();
  await rm(directory, { recursive: true, force: true });
});

/** Opens a page and hears what the browser complains about. */
async function open(
  path: string,
  look: { width?: number; scheme?: 'light' | 'dark'; script?: boolean } = {},
): Promise<{ page: Page; complaints: string[]; close: () => Promise<void> }> {
  const context = await browser.newContext({
    viewport: { width: look.width ?? 1280, height: 900 },
    colorScheme: look.scheme ?? 'light',
    javaScriptEnabled: look.script ?? true,
  });
  context.setDefaultTimeout(PATIENCE_MS);
  context.setDefaultNavigationTimeout(PATIENCE_MS);
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('console', (message) => void (message.type() === 'error' && complaints.push(message.text())));
  page.on('pageerror', (error) => void complaints.push(error.message));
  await page.goto(board.url + path);
  return { page, complaints, close: () => context.close() };
}

describe('every page of the board', () => {
  for (const path of PAGES) {
    for (const [width, scheme] of [
      [1280, 'light'],
      [1280, 'dark'],
      [390, 'light'],
      [390, 'dark'],
    ] as const) {
      it(`${path} fits ${width} pixels in ${scheme} colours, and breaks no rule of its own`, async () => {
        const { page, complaints, close } = await open(path, { width, scheme });
        const { scrollWidth, clientWidth } = await page.evaluate(() => {
          const root = (
            globalThis as unknown as {
              document: { documentElement: { scrollWidth: number; clientWidth: number } };
            }
          ).document.documentElement;
          return { scrollWidth: root.scrollWidth, clientWidth: root.clientWidth };
        });
        expect(scrollWidth).toBeLessThanOrEqual(clientWidth);
        expect(complaints).toEqual([]);
        if (PICTURES) {
          const name = `${path.replace(/\W+/g, '-').replace(/^-|-$/g, '') || 'now'}-${width}-${scheme}.png`;
          await page.screenshot({ path: join(PICTURES, name), fullPage: true });
        }
        await close();
      });
    }

    it(`${path} shows names from outside as text`, async () => {
      const { page, close } = await open(path);
      expect(await page.title()).not.toBe('owned');
      expect(await page.locator('main script').count()).toBe(0);
      await close();
    });
  }

  it('works without its script', async () => {
    const { page, close } = await open('/', { script: false });
    await page.getByRole('link', { name: DAYS.held }).first().click();
    expect(await page.locator('h1').innerText()).toContain(DAYS.held);
    await close();
  });
});

describe('the first page', () => {
  it('names what waits for a person before everything else, with the command lines to copy', async () => {
    const { page, close } = await open('/');
    const headings = await page.locator('main h2').allInnerTexts();
    expect(headings[0]?.toLowerCase()).toBe('waits for a person');
    const held = page.locator('.card.held').filter({ hasText: DAYS.held }).first();
    expect(await held.innerText()).toContain('MISSING_INPUT');
    expect(await held.locator('code').allTextContents()).toContain(
      `sipstream proceed ${DAYS.held} L1 --without all --why "…"`,
    );
    expect(await page.title()).toContain('(2 held)');
    await close();
  });

  it('copies a command line', async () => {
    const { page, close } = await open('/');
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write'], { origin: board.url });
    await page.locator('details.verb > summary').first().click();
    const copied = () =>
      page.evaluate(() =>
        (
          globalThis as unknown as { navigator: { clipboard: { readText(): Promise<string> } } }
        ).navigator.clipboard.readText(),
      );
    expect(await copied()).toBe('');
    await page.getByRole('button', { name: 'Copy' }).first().click();
    await expect.poll(copied).toMatch(/^sipstream \w+ /);
    await close();
  });

  it('shows the addresses of the station', async () => {
    const { page, close } = await open('/');
    expect(await page.getByRole('link', { name: 'http://127.0.0.1:8233' }).count()).toBe(1);
    expect(await page.locator('.addresses').innerText()).toContain('127.0.0.1:2121');
    await close();
  });
});

describe('the page of a day', () => {
  it('shows each slot of the inputs with a character and a word', async () => {
    const { page, close } = await open(`/days/${DAYS.held}`);
    const row = page.locator('.grid tr').filter({ hasText: 'MOP00SCI' });
    expect((await row.locator('.slot').allInnerTexts()).join('')).toBe('++--++++++++');
    expect(await row.getByRole('img', { name: 'missing' }).count()).toBe(2);
    await close();
  });

  it('shows an intervention in the words of a hostile operator as text', async () => {
    const { page, close } = await open(`/days/${DAYS.held}`);
    expect(await page.locator('main').innerText()).toContain('<script>document.title="owned"</script>');
    await close();
  });

  it('links its workflows in the Temporal UI', async () => {
    const { page, close } = await open(`/days/${DAYS.accepted}`);
    const links = await page
      .locator('a.out')
      .evaluateAll((all) => all.map((link) => (link as unknown as { href: string }).href));
    const base = 'http://127.0.0.1:8233/namespaces/sipstream/workflows/';
    expect(links).toContain(`${base}mopitt%2F2026-11-19`);
    expect(links).toContain(`${base}mopitt%2F2026-11-19%2FL1%2Fdelivery`);
    await close();
  });

  it('shows the browse picture from the archive', async () => {
    const { page, close } = await open(`/days/${DAYS.accepted}`);
    const picture = page.locator('figure img');
    await picture.scrollIntoViewIfNeeded();
    await page.waitForFunction(() => {
      const { document } = globalThis as unknown as {
        document: { querySelector(s: string): { naturalWidth: number } };
      };
      return document.querySelector('figure img').naturalWidth === 360;
    });
    await close();
  });

  it('shows no picture that lies elsewhere', async () => {
    const path = join(directory, 'archive/L2/2026/11/MOP02B-20261120-L2V1.0.1.png');
    await symlink('/etc/hostname', path);
    expect((await fetch(`${board.url}/days/${DAYS.held}/browse`)).status).toBe(404);
    await unlink(path);
    expect((await fetch(`${board.url}/days/..%2f..%2fetc/browse`)).status).toBe(404);
  });

  it('says of a day that nobody opened what opens it', async () => {
    const response = await fetch(`${board.url}/days/2026-12-24`);
    expect(response.status).toBe(404);
    const page = await response.text();
    expect(page).toContain('has not been opened');
    expect(page).toContain('action="/verbs/open"');
  });
});

describe('the board', () => {
  it('shows beside what runs how the station stands, how long the run takes, and the end of its log', async () => {
    const { page, close } = await open('/');
    const station = await page.locator('.station').innerText();
    expect(station).toMatch(/PANs\s+none outstanding/);
    expect(station).toMatch(/last DN\s+DN-4711, 37 h 20 min ago/);
    expect(station).toMatch(/disk[\s\S]*free/);
    expect(await page.locator('.card.running .progress').innerText()).toBe('Run 1: 26 min of usually 39 min');
    const tail = (await page.locator('.card.running .tail').innerText()).trimEnd().split('\n');
    expect(tail).toEqual(['slot 0800: 12 tracks', 'slot 1000: 12 tracks', HOSTILE.replace('\u001b', '·')]);
    await close();
  });

  it('says that there is nothing to do when nothing is held', async () => {
    const calm = await openLedger(join(directory, 'calm.sqlite'));
    const other = await startBoard({
      ledger: calm,
      mission,
      archive: directory,
      host: '127.0.0.1',
      port: 0,
      station: () => station,
    });
    const page = await (await fetch(other.url)).text();
    expect(page).toContain('<b>Nothing to do</b> No day is open.');
    expect(page).not.toContain('class="station"');
    await other.stop();
    await calm.close();
  });

  it('answers programs in JSON', async () => {
    const status = (await (await fetch(`${board.url}/api/status`)).json()) as object;
    expect(status).toMatchObject({ mission: 'mopitt', at: '2026-11-22T15:30:00.000Z', days: { open: 2 } });
    const day = (await (await fetch(`${board.url}/api/days/${DAYS.held}`)).json()) as object;
    expect(day).toMatchObject({ day: { day: DAYS.held }, inputs: [{ level: 'L1', here: 57, of: 60 }, {}] });
    expect((await fetch(`${board.url}/api/days/never`)).status).toBe(404);
  });

  it('allows only itself as the source of scripts and styles', async () => {
    const { headers } = await fetch(board.url);
    expect(headers.get('content-security-policy')).toContain("default-src 'self'; style-src 'self'");
    expect(headers.get('x-content-type-options')).toBe('nosniff');
  });

  it('is not served under a name of somebody else', async () => {
    const status = await new Promise<number | undefined>((resolve, reject) => {
      request(board.url, { headers: { host: 'evil.example' } }, (response) => {
        response.resume();
        resolve(response.statusCode);
      })
        .on('error', reject)
        .end();
    });
    expect(status).toBe(403);
  });

  it('changes nothing for who does not come from a page of its own', async () => {
    for (const method of ['POST', 'PUT', 'DELETE', 'PATCH'])
      expect((await fetch(`${board.url}/days/${DAYS.held}`, { method })).status).toBe(403);
  });

  it('escapes what a message says of itself', async () => {
    const page = await (await fetch(`${board.url}/messages`)).text();
    expect(page).not.toContain(HOSTILE);
    expect(page).not.toContain('<script>document');
    expect(page).toContain('&lt;script&gt;document.title=');
  });

  it('leaves the focus on the head of a form when its page comes anew', async () => {
    const { page, close } = await open('/');
    await page.locator('.card.held details.verb > summary', { hasText: 'proceed' }).first().focus();
    await page.evaluate(`document.querySelector('main').dataset.old = 'yes'`);
    const other = { mission: 'mopitt', day: DAYS.processing, level: 'L2' };
    await upsertLevel(ledger, other, { sentence: 'Something else.' });
    await page.locator('main:not([data-old])').waitFor();
    expect(await page.evaluate('document.activeElement.textContent')).toBe('proceed');
    await page.keyboard.press('Enter');
    await page.locator('.card.held details.verb[open] > summary', { hasText: 'proceed' }).waitFor();
    await close();
  });

  it('shows a change of the ledger without being loaded anew', async () => {
    const { page, close } = await open(`/days/${DAYS.held}`);
    const card = page.locator('.levels .card').first();
    expect(await card.innerText()).toContain('MISSING_INPUT');
    await releaseLevel(ledger, { mission: 'mopitt', day: DAYS.held, level: 'L1' }, { at: NOW });
    await page.locator('.levels .card.running').waitFor({ timeout: 100_000 });
    expect(await card.innerText()).not.toContain('MISSING_INPUT');
    await close();
  });
});
