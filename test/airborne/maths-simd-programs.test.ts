import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { programOf } from '../../src/airborne/bandmaths/program.js';
import { BINARY, FUNCTIONS } from '../../src/formats/band-maths/language.js';
import { isProblem, parseBandMaths, type BandMaths } from '../../src/formats/band-maths/parse.js';

const LENGTH = 50;
const PIXELS = fc.array(
  fc.oneof(
    { weight: 6, arbitrary: fc.integer({ min: 0, max: 65535 }) },
    { weight: 3, arbitrary: fc.float() },
    { weight: 1, arbitrary: fc.constantFrom(0, -0, 1, -1, Infinity, -Infinity, NaN, 1e-45, 3.4e38) },
  ),
  { minLength: 3 * LENGTH, maxLength: 3 * LENGTH },
);

const operand = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom('band1', 'band2', 'band3') },
  { weight: 1, arbitrary: fc.nat(9).map(String) },
  {
    weight: 1,
    arbitrary: fc.double({ min: 0.001, max: 1e4, noNaN: true }).map((value) => value.toPrecision(4)),
  },
);
const numbers = (type: string) => Object.keys(BINARY).filter((operator) => type.includes(` ${operator} `));
const ARITHMETIC = numbers(' + - * / // % ** ');
const COMPARISONS = numbers(' < <= > >= == != ');
const ONE = Object.entries(FUNCTIONS).filter(
  ([name, { parameters, kind }]) => parameters === 1 && kind !== 'test' && name !== 'where',
);
const TWO = Object.entries(FUNCTIONS).filter(([, { parameters }]) => parameters === 2);

/** Expressions that mean something: numbers of numbers, and conditions. */
const { expression } = fc.letrec<{ expression: string; condition: string }>((tie) => ({
  condition: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    fc
      .tuple(tie('expression'), fc.constantFrom(...COMPARISONS), tie('expression'))
      .map((parts) => `(${parts.join(' ')})`),
    fc
      .tuple(tie('condition'), fc.constantFrom('&', '|', '^'), tie('condition'))
      .map(([a, operator, b]) => `(${a} ${operator === '^' ? '&' : operator} ${b})`),
    tie('condition').map((condition) => `~${condition}`),
    fc
      .tuple(fc.constantFrom('isnan', 'isfinite', 'isinf'), tie('expression'))
      .map(([name, value]) => `${name}(${value})`),
  ),
  expression: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    operand,
    fc
      .tuple(tie('expression'), fc.constantFrom(...ARITHMETIC), tie('expression'))
      .map((parts) => `(${parts.join(' ')})`),
    fc
      .tuple(tie('expression'), fc.constantFrom('2', '3', '-1', '0.5', '-1.5', '0'))
      .map((parts) => `(${parts.join(' ** ')})`),
    tie('expression').map((value) => `-${value}`),
    fc.tuple(fc.constantFrom(...ONE), tie('expression')).map(([[name], value]) => `${name}(${value})`),
    fc
      .tuple(fc.constantFrom(...TWO), tie('expression'), tie('expression'))
      .map(([[name], a, b]) => `${name}(${a}, ${b})`),
    fc
      .tuple(tie('condition'), tie('expression'), tie('expression'))
      .map((parts) => `where(${parts.join(', ')})`),
  ),
}));

function results(maths: BandMaths, pixels: readonly number[], simd: boolean): Float32Array {
  const program = programOf(maths, LENGTH, { simd });
  program.inputs.forEach((input, at) => input.set(pixels.slice(at * LENGTH, (at + 1) * LENGTH)));
  return program.run(LENGTH).slice();
}

/**
 * What a series changes in its last digit may grow on: a difference, a floor or a sine of something large. Expressions with
 * none of them must be the same to the bit.
 */
const SERIES = /\b(log|log2|log10|exp|sin|cos)\(/;

describe('programs of SIMD kernels', () => {
  it('give what the loops give, to the bit, for any expression without series', () => {
    let compared = 0;
    const property = fc.property(expression, PIXELS, (text, pixels) => {
      const maths = parseBandMaths(text);
      if (isProblem(maths) || SERIES.test(text)) return;
      compared += 1;
      expect(results(maths, pixels, true)).toEqual(results(maths, pixels, false));
    });
    fc.assert(property, { numRuns: 3000 });
    expect(compared).toBeGreaterThan(500);
  });

  it.each([
    'sin(band1)**2 + cos(band2)**2',
    'where(band3 > 500, sqrt(band3) * log(band1 + 1), sin(band1)**2)',
    'log10(band1) * log2(band2 + 1)',
    'exp(-band1 / 1000) * cos(band2)',
    '(exp(band1 / 10000) - 1) / (log(band3 + 2) + band2)',
  ])('give what the loops give with series: %s', (text) => {
    const maths = parseBandMaths(text);
    if (isProblem(maths)) throw new Error(maths.sentence);
    fc.assert(
      fc.property(PIXELS, (pixels) => {
        const wanted = results(maths, pixels, false);
        results(maths, pixels, true).forEach((value, at) => {
          const near = Math.abs(value - wanted[at]!) <= 1e-6 * Math.max(1, Math.abs(wanted[at]!));
          if (!near && !Object.is(value, wanted[at]))
            expect({ at, value }).toEqual({ at, value: wanted[at] });
        });
      }),
      { numRuns: 200 },
    );
  });

  it('does what is outside of a series again, in the loop', () => {
    const maths = parseBandMaths('sin(band1)');
    if (isProblem(maths)) throw new Error(maths.sentence);
    const program = programOf(maths, LENGTH);
    program.inputs[0]!.fill(1e7);
    program.inputs[0]![7] = 3e38;
    const wanted = [1e7, Math.fround(3e38)].map((x) => Math.fround(Math.sin(x)));
    const result = program.run(LENGTH);
    expect([result[0], result[7]]).toEqual(wanted);
    program.inputs[0]!.fill(2);
    expect(program.run(LENGTH)[7]).toBe(Math.fround(Math.sin(2)));
  });
});

describe('a tally', () => {
  it('counts and cleans what a loop counts and cleans, run after run', () => {
    const value = fc.oneof(fc.float(), fc.constantFrom(0, -0, NaN, Infinity, -Infinity));
    const run = fc.array(fc.tuple(value, fc.boolean()), { minLength: 1, maxLength: LENGTH });
    const maths = parseBandMaths('band1');
    if (isProblem(maths)) throw new Error(maths.sentence);
    fc.assert(
      fc.property(fc.array(run, { minLength: 1, maxLength: 4 }), (runs) => {
        const program = programOf(maths, LENGTH);
        const counts = { pixels: 0, masked: 0, nonFinite: 0, zero: 0 };
        const kept: number[] = [];
        for (const pixels of runs) {
          program.inputs[0]!.set(pixels.map(([x]) => x));
          program.masked.set(pixels.map(([, masked]) => (masked ? 1 : 0)));
          program.run(pixels.length);
          const wanted = pixels.map(([x, masked]) => (masked || !Number.isFinite(x) ? 0 : x));
          expect([...program.tally.clean(pixels.length)]).toEqual(wanted);
          counts.pixels += pixels.length;
          for (const [x, masked] of pixels)
            if (masked) counts.masked += 1;
            else if (!Number.isFinite(x)) counts.nonFinite += 1;
            else kept.push(x);
        }
        counts.zero = kept.filter((x) => x === 0).length;
        const { least, most, ...others } = program.tally.facts();
        expect(others).toEqual(counts);
        // Of 0 and -0 either may be found.
        const ends = kept.length === 0 ? [null, null] : [Math.min(...kept) + 0, Math.max(...kept) + 0];
        expect([least, most].map((end) => (end === null ? null : Number(end) + 0))).toEqual(ends);
      }),
      { numRuns: 500 },
    );
  });

  it('leaves a constant as it is when it cleans a result that is one', () => {
    const maths = parseBandMaths('band1**0 + 0 * band2');
    if (isProblem(maths)) throw new Error(maths.sentence);
    const alone = parseBandMaths('band1**0');
    for (const read of [maths, alone]) {
      if (isProblem(read)) throw new Error(read.sentence);
      const program = programOf(read, LENGTH);
      for (const masked of [1, 0]) {
        program.masked.fill(masked);
        program.run(LENGTH);
        expect([...program.tally.clean(LENGTH)]).toEqual(new Array(LENGTH).fill(1 - masked));
      }
    }
  });
});
