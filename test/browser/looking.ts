import { mkdir } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { chromium, type Browser, type Page } from 'playwright-core';
import { expect } from 'vitest';

const PICTURES = process.env['SIPSTREAM_SCREENSHOTS'];
const AXE = createRequire(import.meta.url).resolve('axe-core/axe.min.js');

/** How long the browser waits for something, at most. */
export const PATIENCE_MS = 100_000;

/** The ways in which every page is looked at. */
export const LOOKS = [
  { width: 1280, scheme: 'light' },
  { width: 1280, scheme: 'dark' },
  { width: 390, scheme: 'light' },
  { width: 390, scheme: 'dark' },
] as const;
/** One of them. */
export type Look = { readonly width: number; readonly scheme: 'light' | 'dark' };

/** Starts the browser. */
export function startBrowser(): Promise<Browser> {
  return chromium.launch({
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
}

/** An open page, and what the browser complained about. */
export interface Opened {
  readonly page: Page;
  readonly complaints: string[];
  close(): Promise<void>;
}

/** Opens an address. */
export async function openPage(
  browser: Browser,
  address: string,
  look: Partial<Look> & { readonly script?: boolean; readonly bypassCSP?: boolean } = {},
): Promise<Opened> {
  const context = await browser.newContext({
    viewport: { width: look.width ?? 1280, height: 900 },
    colorScheme: look.scheme ?? 'light',
    javaScriptEnabled: look.script ?? true,
    bypassCSP: look.bypassCSP ?? false,
  });
  // The limits of the test decide, not those of the browser, which are short for a machine that is busy.
  context.setDefaultTimeout(PATIENCE_MS);
  context.setDefaultNavigationTimeout(PATIENCE_MS);
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('console', (message) => void (message.type() === 'error' && complaints.push(message.text())));
  page.on('pageerror', (error) => void complaints.push(error.message));
  await page.goto(address);
  return { page, complaints, close: () => context.close() };
}

/** Expects that nothing of a page is wider than its window, and that it broke no rule of its own; takes its picture. */
export async function expectWellMade({ page, complaints }: Opened, name: string): Promise<void> {
  const { scrollWidth, clientWidth } = await page.evaluate(() => {
    const root = (
      globalThis as unknown as { document: { documentElement: { scrollWidth: number; clientWidth: number } } }
    ).document.documentElement;
    return { scrollWidth: root.scrollWidth, clientWidth: root.clientWidth };
  });
  expect(scrollWidth).toBeLessThanOrEqual(clientWidth);
  expect(complaints).toEqual([]);
  if (!PICTURES) return;
  await mkdir(PICTURES, { recursive: true });
  await page.screenshot({ path: join(PICTURES, `${name}.png`), fullPage: true });
}

interface AxeResults {
  readonly violations: readonly {
    readonly id: string;
    readonly impact: string | null;
    readonly nodes: readonly { readonly html: string; readonly failureSummary?: string }[];
  }[];
}

/** What axe-core finds serious or critical of an address, after something was done to the page; one line each. */
export async function seriousFindings(
  browser: Browser,
  address: string,
  look: Partial<Look>,
  prepare: (page: Page) => Promise<unknown> = () => Promise.resolve(),
): Promise<string[]> {
  const { page, close } = await openPage(browser, address, { ...look, bypassCSP: true });
  await prepare(page);
  await page.addScriptTag({ path: AXE });
  const { violations } = await page
    .evaluate(
      () => (globalThis as unknown as { axe: { run(): Promise<unknown> } }).axe.run() as Promise<never>,
    )
    .then((results) => results as AxeResults);
  await close();
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) =>
      nodes.slice(0, 3).map((node) => `${id}: ${node.html.slice(0, 200)} ${node.failureSummary ?? ''}`),
    );
}
