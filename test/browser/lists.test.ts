import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import axe from 'axe-core';
import { chromium, type Browser, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Ledger } from '../../src/ledger/ledger.js';
import { openLedger } from '../../src/ledger/open.js';
import { startBoard, type Board } from '../../src/operator/board/board.js';
import { fillLists, HOSTILE_NAME, MESSAGES, SECRET } from '../integration/fixtures/lists-state.js';
import { DAYS, NOW } from '../integration/fixtures/mission-state.js';
import { PATIENCE_MS } from './looking.js';

const PICTURES = process.env['SIPSTREAM_SCREENSHOTS'];
const messagePath = (id: string) => `/messages/${encodeURIComponent(id)}`;
const PAGES: Readonly<Record<string, string>> = {
  messages: '/messages',
  quarantine: '/messages?state=quarantined',
  'messages-wrong': '/messages?from=yesterday',
  'message-hostile': messagePath(MESSAGES.spam),
  'message-pan': messagePath(MESSAGES.pan),
  'message-gone': messagePath(MESSAGES.gone),
  files: '/files',
  'files-unmatched': '/files?place=unmatched',
  'files-pickup': '/files?place=pickup',
  'files-day': `/files?day=${DAYS.accepted}`,
  'files-name': '/files?q=1119&how=contains',
  receipt: '/receipts/DN-4711',
  interventions: '/interventions',
  api: '/api',
};

let directory: string;
let ledger: Ledger;
let board: Board;
let browser: Browser;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'sipstream-lists-'));
  ledger = await openLedger(join(directory, 'ledger.sqlite'));
  const { mission, paths } = await fillLists(ledger, directory);
  board = await startBoard({
    ledger,
    mission,
    paths,
    archive: paths.archive,
    host: '127.0.0.1',
    port: 0,
    station: () => undefined,
    now: () => NOW,
  });
  browser = await chromium.launch({
    executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-sync',
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
    bypassCSP: true, // For axe; that the pages keep the policy is tested with the other pages.
  });
  context.setDefaultTimeout(PATIENCE_MS);
  context.setDefaultNavigationTimeout(PATIENCE_MS);
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('pageerror', (error) => void complaints.push(error.message));
  await page.goto(board.url + path);
  return { page, complaints, close: () => context.close() };
}

describe('every page of lists', () => {
  for (const [name, path] of Object.entries(PAGES)) {
    for (const [width, scheme] of [
      [1280, 'light'],
      [1280, 'dark'],
      [390, 'light'],
      [390, 'dark'],
    ] as const) {
      it(`${name} fits ${width} pixels in ${scheme} colours and has no serious fault of accessibility`, async () => {
        const { page, complaints, close } = await open(path, { width, scheme });
        const width_ = await page.evaluate('document.documentElement.scrollWidth');
        expect(width_).toBeLessThanOrEqual(width);
        await page.evaluate(axe.source);
        const found = await page.evaluate<{ violations: Violation[] }>('axe.run()');
        const serious = found.violations.filter(
          ({ impact }) => impact === 'serious' || impact === 'critical',
        );
        expect(serious.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(' ')}`)).toEqual(
          [],
        );
        expect(complaints).toEqual([]);
        if (PICTURES)
          await page.screenshot({ path: join(PICTURES, `${name}-${width}-${scheme}.png`), fullPage: true });
        await close();
      });
    }

    it(`${name} shows what comes from outside as text`, async () => {
      const { page, close } = await open(path);
      expect(await page.title()).not.toBe('owned');
      expect(await page.locator('main script, main img').count()).toBe(0);
      await close();
    });
  }
});

describe('messages', () => {
  it('are found by a search without any script, and the address says what was asked for', async () => {
    const { page, close } = await open('/messages', { script: false });
    await page.getByLabel('Text').fill('won');
    await page.getByRole('button', { name: 'Search' }).click();
    await page.waitForURL(/[?&]q=/);
    expect(new URL(page.url()).searchParams.get('q')).toBe('won');
    expect(await page.locator('tbody tr').count()).toBe(1);
    await page.getByRole('link', { name: 'You have won' }).click();
    await page.waitForURL(/\/messages\/./);
    expect(await page.locator('h1').innerText()).toContain('You have won');
    await close();
  });

  it('in quarantine are counted, and say why they were set aside and what to do', async () => {
    const { page, close } = await open('/messages');
    await page.getByRole('link', { name: 'quarantined 1' }).click();
    await page.waitForURL(/state=quarantined/);
    const row = page.locator('tbody tr');
    expect(await row.count()).toBe(1);
    expect(await row.innerText()).toContain('MAIL_SENDER');
    expect(await row.innerText()).toContain('mail.allow');
    await close();
  });

  it('show their text as it came, with what cannot be seen made visible', async () => {
    const { page, close } = await open(messagePath(MESSAGES.spam));
    const letter = await page.locator('pre.letter').last().textContent();
    expect(letter).toBe(
      'Dear station,\n\n</pre><script>document.title="owned"</script>‹U+001B›[31m"&\'\nname: ‹U+202E›fdp.exe\n\tindented\n',
    );
    await page.getByText('Headers', { exact: true }).click();
    expect(await page.locator('pre.letter').first().textContent()).toContain(`Message-ID: ${MESSAGES.spam}`);
    await close();
  });

  it('say what their encoding hides', async () => {
    const { page, close } = await open(messagePath(MESSAGES.pan));
    const says = await page.getByRole('region', { name: 'What it says' }).innerText();
    expect(says).toContain('Die Antwort liegt bei: ✓');
    expect(says).toContain('DISPOSITION = "SUCCESSFUL"');
    expect(await page.locator('.letterhead').innerText()).toContain('MOPITT_SIPS.L2.20261119.V1.0.1.001');
    await close();
  });

  it('whose id is full of signs that addresses use have a page of their own', async () => {
    const { page, close } = await open('/messages');
    await page.getByRole('link', { name: 'Short PAN' }).click();
    await page.waitForURL(/\/messages\/./);
    expect(await page.locator('pre.letter').innerText()).toContain('MESSAGE_TYPE = SHORTPAN;');
    await close();
  });

  it('that are long are shown in part', async () => {
    const { page, close } = await open(messagePath(MESSAGES.long));
    expect(await page.locator('h2').last().innerText()).toMatch(/the first 262\.1 kb of 360\.0 kb/i);
    await close();
  });

  it('are downloaded byte by byte, and no browser shows them as a page', async () => {
    const response = await fetch(`${board.url}${messagePath(MESSAGES.spam)}/raw`);
    expect(response.headers.get('content-type')).toBe('text/plain; charset=utf-8');
    expect(response.headers.get('x-content-type-options')).toBe('nosniff');
    expect(response.headers.get('content-disposition')).toBe('attachment; filename="spam.eml.txt"');
    expect(await response.text()).toContain('\r\n\tindented\r\n');
  });

  it('never show a file that lies elsewhere', async () => {
    for (const id of [MESSAGES.traversal, MESSAGES.link]) {
      const page = await (await fetch(board.url + messagePath(id))).text();
      expect(page).not.toContain(SECRET);
      expect(page).toContain('does not lie in the mail directory');
      const raw = await fetch(`${board.url}${messagePath(id)}/raw`);
      expect(raw.status).toBe(404);
      expect(await raw.text()).not.toContain(SECRET);
    }
    for (const id of ['..%2fsecret.eml', '..%2f..%2fetc%2fpasswd', '%00'])
      expect((await fetch(`${board.url}/messages/${id}`)).status).toBe(404);
  });
});

describe('files', () => {
  it('that lie on the disk are counted and joined with what the ledger knows', async () => {
    const { page, close } = await open('/files');
    const tabs = (await page.getByRole('navigation', { name: 'Places' }).innerText()).replace(/\s+/g, ' ');
    expect(tabs).toBe('overflow/incomplete 2 overflow/unmatched 2 overflow/complete 0 pickup 2');
    const row = page.locator('tbody tr').first();
    expect(await row.innerText()).toContain('it has 2048 bytes, and the DN says 4096');
    expect(await page.locator('tbody tr').nth(1).innerText()).toContain('An earlier push of');
    await row.getByRole('link', { name: 'DN-4711' }).click();
    await page.waitForURL(/\/receipts\/DN-4711/);
    expect(await page.locator('h1').innerText()).toContain('DN DN-4711');
    await close();
  });

  it('with a hostile name are shown by that name', async () => {
    const { page, close } = await open('/files?place=unmatched');
    expect(await page.locator('tbody code').first().innerText()).toBe(HOSTILE_NAME);
    await close();
  });

  it('that are links are called links', async () => {
    const { page, close } = await open('/files?place=pickup');
    expect(await page.locator('tbody tr').filter({ hasText: 'a-link' }).innerText()).toContain(
      'symbolic link',
    );
    await close();
  });

  it('of other directories are not listed, whatever the address says', async () => {
    for (const place of ['..', '../archive', '/etc', 'pickup/..%2f..']) {
      const page = await (await fetch(`${board.url}/files?place=${place}`)).text();
      expect(page).toContain('overflow/</span>incomplete');
      expect(page).not.toContain('passwd');
      expect(page).not.toContain('secret.eml');
    }
  });

  it('are found by a part of their names', async () => {
    const { page, close } = await open('/files', { script: false });
    await page.getByLabel('Name').fill('MOP01-2026');
    await page.getByRole('search').filter({ hasText: 'Name' }).getByRole('button').click();
    await page.waitForURL(/MOP01-2026/);
    expect(await page.locator('tbody td:first-child').allInnerTexts()).toEqual([
      'MOP01-20261119-L1V1.0.1.he5',
      'MOP01-20261119-L1V1.0.1.he5.met',
    ]);
    await page.getByLabel('Name').fill('l2v1.0.1');
    await page.getByLabel('How').selectOption('contains');
    await page.getByRole('search').filter({ hasText: 'Name' }).getByRole('button').click();
    await page.waitForURL(/l2v1\.0\.1/);
    expect(await page.locator('tbody tr').count()).toBe(6);
    await close();
  });
});

describe('interventions', () => {
  it('are listed with what they were about, and those that were refused say so', async () => {
    const { page, close } = await open('/interventions');
    const refused = page.locator('tbody tr').filter({ hasText: 'accept' });
    expect(await refused.innerText()).toContain('Its products are not suspect: there is nothing to accept.');
    expect(await refused.getByRole('link').getAttribute('href')).toBe(`/days/${DAYS.accepted}`);
    const receipt = page.locator('tbody tr').filter({ hasText: 'abandon' });
    expect(await receipt.getByRole('link').getAttribute('href')).toBe('/receipts/DN-4711');
    await page.getByLabel('Verb').selectOption('resubmit');
    await page.getByRole('button', { name: 'Search' }).click();
    await page.waitForURL(/verb=resubmit/);
    expect(await page.locator('tbody tr').count()).toBe(1);
    await close();
  });

  it('are exported as CSV that a spreadsheet takes for text', async () => {
    const response = await fetch(`${board.url}/interventions.csv?by=%40bob`);
    expect(response.headers.get('content-type')).toBe('text/csv; charset=utf-8; header=present');
    expect((await response.text()).split('\r\n')).toEqual([
      'when,who,verb,day,level,why,detail,refused,workflow,id',
      `2026-11-21T09:30:00.000Z,'@bob,note,${DAYS.accepted},,"'=HYPERLINK(""http://evil.example"",""click"")",,,mopitt/${DAYS.accepted},formula`,
      '',
    ]);
  });
});

interface Violation {
  readonly id: string;
  readonly impact: string;
  readonly nodes: readonly { readonly html: string }[];
}
