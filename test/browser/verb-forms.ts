import { readFile } from 'node:fs/promises';
import type { Browser, Locator, Page } from 'playwright-core';
import { parse } from 'yaml';
import { LOOKS, seriousFindings } from './looking.js';

/** What the tests say as the reason, where it does not matter. */
export const WHY = 'agreed with LDAAC by telephone';

/**
 * Levels for a mission file: L1 holds as soon as anything is missing, and again at QA, whose limits nothing real can keep; everything else is slow
 * to happen by itself.
 */
export async function unkeptLevels(): Promise<string> {
  const { levels: all } = parse(await readFile('missions/mopitt/mission.yaml', 'utf8')) as {
    levels: Record<string, { products: { qa?: { fields: { valid: number[] }[] } }[] }>;
  };
  const products = all['L1']!.products;
  for (const field of products[0]!.qa!.fields) field.valid = [0, 1e-9];
  const run = { timeLimit: '5m', attempts: 2 };
  return JSON.stringify({
    L1: { deadline: '0s', grace: '1s', run, products },
    L2: { deadline: '1000d', grace: '1s', run },
  });
}

/** Opens a form by its name, as a person does. */
export async function openForm(within: Locator | Page, name: string): Promise<Locator> {
  const summary = within.locator('details.verb > summary', { hasText: name }).first();
  await summary.click();
  const form = summary.locator('xpath=../form');
  await form.waitFor();
  return form;
}

/** Fills in a form by its labels, and presses one of its buttons: the first, if none is named. */
export async function send(
  form: Locator,
  fields: Readonly<Record<string, string>> = {},
  button: string | RegExp = /^(?!What would|Cop)/,
): Promise<void> {
  for (const [label, value] of Object.entries({ Why: WHY, ...fields })) {
    const field = form.getByLabel(label, { exact: true });
    const tag = await field.evaluate((element) => (element as unknown as { tagName: string }).tagName);
    await (tag === 'SELECT' ? field.selectOption({ label: value }) : field.fill(value));
  }
  await form.getByRole('button', { name: button }).click();
}

/** Opens every form of a page, at one go; of those that close each other the first. */
export function openForms(page: Page): Promise<unknown> {
  return page.evaluate(`{
    const seen = new Set();
    for (const details of document.querySelectorAll('details.verb')) {
      const name = details.getAttribute('name') ?? details;
      if (!seen.has(name)) details.open = true;
      seen.add(name);
    }
  }`);
}

/** What axe-core finds of a page whose forms are open, wide and light, and narrow and dark. */
export async function findingsOfForms(browser: Browser, address: string): Promise<string[]> {
  const looks = [LOOKS[0], LOOKS[3]];
  return (await Promise.all(looks.map((look) => seriousFindings(browser, address, look, openForms)))).flat();
}
