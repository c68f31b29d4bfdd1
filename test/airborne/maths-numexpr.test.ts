import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { programOf } from '../../src/airborne/bandmaths/program.js';
import { isProblem, parseBandMaths } from '../../src/formats/band-maths/parse.js';

interface Table {
  readonly bands: Readonly<Record<string, string>>;
  readonly values: readonly { readonly expression: string; readonly result: string }[];
  readonly refused: readonly {
    readonly expression: string;
    readonly numexpr: string;
    readonly reason?: string;
  }[];
}

const table = JSON.parse(
  readFileSync(new URL('./oracle/numexpr-table.json', import.meta.url), 'utf8'),
) as Table;
const TOLERANCE = 1e-6;

/** The table has the shortest decimals that give the same float32. */
const numbers = (text: string) =>
  text
    .split(' ')
    .map((word) =>
      word === 'nan'
        ? NaN
        : word === 'inf'
          ? Infinity
          : word === '-inf'
            ? -Infinity
            : Math.fround(Number(word)),
    );
const columns = new Map(Object.entries(table.bands).map(([name, text]) => [name, numbers(text)]));

describe('band maths beside NumExpr', () => {
  it('has a table of at least 400 expressions, 100 of them errors', () => {
    const texts = new Set([...table.values, ...table.refused].map(({ expression }) => expression));
    expect(texts.size).toBe(table.values.length + table.refused.length);
    expect(texts.size).toBeGreaterThanOrEqual(400);
    expect(table.refused.length).toBeGreaterThanOrEqual(100);
    expect(table.refused.filter(({ numexpr }) => numexpr !== 'accepted').length).toBeGreaterThanOrEqual(100);
  });

  it.each(table.values.map(({ expression, result }) => [expression, result]))(
    'gives what NumExpr gives: %s',
    (expression, result) => {
      const parsed = parseBandMaths(expression);
      if (isProblem(parsed)) throw new Error(`${parsed.sentence}\n${parsed.pointer}`);
      const wanted = numbers(result);
      const program = programOf(parsed, wanted.length);
      parsed.bands.forEach((band, at) => program.inputs[at]!.set(columns.get(`band${band}`)!));
      const got = [...program.run(wanted.length)];
      wanted.forEach((value, pixel) => {
        const near =
          Object.is(got[pixel], value) || Math.abs(got[pixel]! - value) <= TOLERANCE * Math.abs(value);
        if (!near) expect({ pixel, value: got[pixel] }).toEqual({ pixel, value });
      });
    },
  );

  it.each(table.refused.map(({ expression, reason }) => [expression, reason ?? 'NumExpr refuses it too']))(
    'refuses at a place: %s (%s)',
    (expression) => {
      const problem = parseBandMaths(expression);
      if (!isProblem(problem)) throw new Error(`accepted: ${expression}`);
      expect(problem.at).toBeGreaterThanOrEqual(0);
      expect(problem.at).toBeLessThanOrEqual(expression.length);
      expect(problem.sentence).toMatch(/^.{8,}[.]$|[)\d]\.$/);
    },
  );
});
