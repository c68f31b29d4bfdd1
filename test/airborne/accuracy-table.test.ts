import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { BOUNDS } from './bounds.js';

test('the accuracy table of docs/airborne.md states the bounds that the tests assert, and figures within them', async () => {
  const text = await readFile(new URL('../../docs/airborne.md', import.meta.url), 'utf8');
  const section = text.slice(text.indexOf('## Accuracy'), text.indexOf('## Memory'));
  const rows = section
    .split('\n')
    .filter((line) => line.startsWith('| ') && !/^\| (?:What|---)/.test(line))
    .map((line) => line.split('|').map((cell) => cell.trim()))
    .map(([, what, , bound, measured]) => ({
      what: what!,
      bound: Number(bound),
      measured: Number(measured),
    }));
  expect(rows).toHaveLength(Object.keys(BOUNDS).length);
  for (const [name, bound] of Object.entries(BOUNDS)) {
    const row = rows.find(({ what }) => what.startsWith(name));
    expect(row?.bound, name).toBe(bound);
    expect(row!.measured, name).toBeGreaterThan(0);
    expect(row!.measured, name).toBeLessThan(bound);
  }
});
