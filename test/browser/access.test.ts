import { once } from 'node:events';
import { mkdir } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { GuardedHome, PASSWORD } from '../support/guarded-board.js';
import { PATIENCE_MS } from './looking.js';

const PICTURES = process.env['SIPSTREAM_SCREENSHOTS'];
const AXE = createRequire(import.meta.url).resolve('axe-core/axe.min.js');

let guarded: GuardedHome;
let browser: Browser;
let contexts: BrowserContext[] = [];

beforeAll(async () => {
  guarded = await GuardedHome.make();
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
afterEach(async () => {
  for (const context of contexts) await context.close();
  contexts = [];
  await guarded.clear();
});
afterAll(async () => {
  await browser?.close();
  await guarded?.remove();
});

interface Look {
  readonly width?: number;
  readonly scheme?: 'light' | 'dark';
  readonly script?: boolean;
  /** Lets the test add a script of its own. */
  readonly bypassCSP?: boolean;
}

/** A page, and what the browser complains about. */
async function open(url: string, look: Look = {}): Promise<{ page: Page; complaints: string[] }> {
  const context = await browser.newContext({
    viewport: { width: look.width ?? 1280, height: 800 },
    colorScheme: look.scheme ?? 'light',
    javaScriptEnabled: look.script ?? true,
    bypassCSP: look.bypassCSP ?? false,
  });
  contexts.push(context);
  context.setDefaultTimeout(PATIENCE_MS);
  context.setDefaultNavigationTimeout(PATIENCE_MS);
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('console', (message) => void (message.type() === 'error' && complaints.push(message.text())));
  page.on('pageerror', (error) => void complaints.push(error.message));
  await page.goto(url);
  return { page, complaints };
}

async function login(page: Page, name: string, password = PASSWORD): Promise<void> {
  await page.getByLabel('Name').fill(name);
  await page.getByLabel('Password').fill(password);
  await page.getByRole('button', { name: 'Log in' }).click();
}

/** The serious findings of axe-core: what it is, and where. The page must be open with `bypassCSP`. */
async function findings(page: Page): Promise<string[]> {
  await page.addScriptTag({ path: AXE });
  const { violations } = (await page.evaluate('axe.run()')) as {
    violations: { id: string; impact: string; nodes: { html: string }[] }[];
  };
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
}

async function fits(page: Page): Promise<boolean> {
  return (await page.evaluate(
    'document.documentElement.scrollWidth <= document.documentElement.clientWidth',
  )) as boolean;
}

describe('somebody at a browser', () => {
  for (const script of [true, false])
    it(`logs in, does the work, and logs out ${script ? 'with' : 'without'} scripts`, async () => {
      await guarded.annaAndVera();
      const { url } = await guarded.board({ access: { readWithoutLogin: false } });
      const { page, complaints } = await open(`${url}/files?day=2026-11-20`, { script });
      expect(page.url()).toBe(`${url}/login?next=%2Ffiles%3Fday%3D2026-11-20`);
      await login(page, 'anna', 'wrong');
      expect(await page.getByRole('alert').innerText()).toContain('No user has that name and that password');
      expect(await page.getByLabel('Name').inputValue()).toBe('anna');
      await login(page, 'anna');
      await page.waitForURL(`${url}/files?day=2026-11-20`);
      expect(await page.locator('.who').innerText()).toMatch(/anna\s+operator/);
      await page.getByRole('button', { name: 'Log out' }).click();
      await page.waitForURL(`${url}/login`);
      await page.goBack();
      expect(await page.getByLabel('Password').count()).toBe(1);
      // The browser tells of the answer 403 to a wrong password, and of nothing else.
      expect(complaints.filter((text) => !text.includes('403'))).toEqual([]);
    });

  it('comes back to the page on which the login was asked for', async () => {
    await guarded.annaAndVera();
    const { url } = await guarded.board();
    const { page } = await open(`${url}/files?day=2026-11-20`);
    await page.getByRole('link', { name: 'Log in' }).click();
    await login(page, 'vera');
    await page.waitForURL(`${url}/files?day=2026-11-20`);
    expect(await page.locator('.who').innerText()).toMatch(/vera\s+viewer/);
  });

  it('is taken to the login when the session ends while a page is open', async () => {
    await guarded.annaAndVera();
    const { url } = await guarded.board({ access: { readWithoutLogin: false } });
    const { page } = await open(url);
    await login(page, 'vera');
    await page.waitForURL(`${url}/`);
    await guarded.users(['anna', 'operator']);
    await page.evaluate('refresh()');
    await page.waitForURL(/\/login/);
  });
});

describe('a page from elsewhere', () => {
  let elsewhere: Server | undefined;
  afterEach(() => {
    elsewhere?.closeAllConnections();
    elsewhere?.close();
  });

  /** A page of another port of this host: browsers send it the same cookies. */
  async function foreign(html: string): Promise<string> {
    elsewhere = createServer((_, response) => {
      response.setHeader('content-type', 'text/html');
      response.end(html);
    }).listen(0, '127.0.0.1');
    await once(elsewhere, 'listening');
    return `http://127.0.0.1:${(elsewhere.address() as AddressInfo).port}`;
  }

  it('sends nothing, reads nothing, and frames nothing, with users or without', async () => {
    for (const users of [true, false]) {
      if (users) await guarded.annaAndVera();
      const visitor = await guarded.board();
      const token = await visitor.formToken();
      const form = `<form method="post" action="${visitor.url}/act/x"><input name="token" value="${token}"><button>Go</button></form>`;
      const { page } = await open(await foreign(`${form}<iframe src="${visitor.url}/"></iframe>`));
      await expect.poll(() => page.frames().length, { timeout: 30_000 }).toBe(2);
      const read = await page.evaluate(
        `fetch('${visitor.url}/api/reader', { credentials: 'include' }).then(() => 'read', () => 'refused')`,
      );
      expect(read).toBe('refused');
      expect(
        await page
          .frames()[1]!
          .evaluate('document.querySelector("main") === null')
          .catch(() => true),
      ).toBe(true);
      const [answer] = await Promise.all([
        page.waitForResponse((response) => response.request().method() === 'POST'),
        page.getByRole('button').click(),
      ]);
      expect(answer.status()).toBe(403);
      expect(await page.locator('.code').innerText()).toBe('FOREIGN_ORIGIN');
      elsewhere?.close();
      elsewhere?.closeAllConnections();
      await guarded.clear();
    }
  });

  it('may link to a page, which opens for who has logged in', async () => {
    await guarded.annaAndVera();
    const { url } = await guarded.board({ access: { readWithoutLogin: false } });
    const { page } = await open(`${url}/login`);
    await login(page, 'vera');
    await page.waitForURL(`${url}/`);
    const mail = (await foreign(`<a href="${url}/files?day=2026-11-20">held</a>`)).replace(
      '127.0.0.1',
      'localhost',
    );
    await page.goto(mail);
    await page.getByRole('link').click();
    await page.waitForURL(`${url}/files?day=2026-11-20`);
  });
});

describe('what is shown of access', () => {
  for (const width of [1280, 390])
    for (const scheme of ['light', 'dark'] as const)
      it(`is legible and fits ${width} pixels in ${scheme} colours`, async () => {
        const shown = async (page: Page, name: string) => {
          expect(await fits(page)).toBe(true);
          expect(await findings(page)).toEqual([]);
          if (PICTURES)
            await page.screenshot({ path: join(PICTURES, `access-${name}-${width}-${scheme}.png`) });
        };
        const closed = await guarded.board({ host: '0.0.0.0' });
        const { page } = await open(closed.url, { width, scheme, bypassCSP: true });
        await shown(page, 'no-users');
        await guarded.users(['a.person.with-a-very_long.name.1', 'operator'], ['vera', 'viewer']);
        await page.goto(`${closed.url}/login`);
        await shown(page, 'login');
        await login(page, 'vera', 'wrong');
        await page.getByRole('alert').waitFor();
        await shown(page, 'wrong');
        await login(page, 'a.person.with-a-very_long.name.1');
        await page.waitForURL(`${closed.url}/`);
        await shown(page, 'operator');
        await page.getByRole('button', { name: 'Log out' }).click();
        await login(page, 'vera');
        await page.waitForURL(`${closed.url}/`);
        await page.goto(`${closed.url}/verbs/retry`);
        await shown(page, 'refused');
        const open_ = await guarded.board();
        await page.goto(open_.url);
        await shown(page, 'reading');
      });
});
