import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkBandMaths, checkEquationName } from '../../src/formats/band-maths/check.js';
import { emitBandMaths } from '../../src/formats/band-maths/emit.js';
import { BINARY, FUNCTIONS, LIMITS, type Ast } from '../../src/formats/band-maths/language.js';
import { isProblem, parseBandMaths, type BandMaths } from '../../src/formats/band-maths/parse.js';

const read = (text: string): BandMaths => {
  const result = parseBandMaths(text);
  if (isProblem(result)) throw new Error(`${result.sentence}\n${result.pointer}`);
  return result;
};
const problem = (text: string) => {
  const result = parseBandMaths(text);
  if (!isProblem(result)) throw new Error(`accepted: ${text}`);
  return result;
};
/** A tree without the places in the text. */
const shape = (ast: Ast) =>
  JSON.parse(JSON.stringify(ast, (key, value: unknown) => (key === 'at' ? undefined : value))) as unknown;

describe('reading band maths', () => {
  it.each([
    ['-band1**2', '-band1**2'],
    ['(-band1)**2', '(-band1)**2'],
    ['band1**band2**2', 'band1**band2**2'],
    ['(band1**band2)**2', '(band1**band2)**2'],
    ['band1**-1', 'band1**-1'],
    ['((band001 - (band02)))/ (band2 +band1 )', '(band1 - band2) / (band2 + band1)'],
    ['band1-(band2-band3)', 'band1 - (band2 - band3)'],
    ['(band1-band2)-band3', 'band1 - band2 - band3'],
    ['(band1>1)&(band2>1)|(band3>1)', '(band1 > 1) & (band2 > 1) | (band3 > 1)'],
    ['(band1>1)==(band2>1)', '(band1 > 1) == (band2 > 1)'],
    ['~(band1>1)', '~(band1 > 1)'],
    ['band1*.5 + 5. - 1e3', 'band1 * 0.5 + 5.0 - 1000.0'],
    ['Math.sqrt(band1) + Math.atan2(band1, band2)', 'sqrt(band1) + arctan2(band1, band2)'],
    ['where(band1>0,\n  band1,\t0)', 'where(band1 > 0, band1, 0)'],
    ['(band1 > 0) & True', '(band1 > 0) & True'],
  ])('takes %s for %s', (text, normal) => {
    expect(emitBandMaths(read(text).ast)).toBe(normal);
    expect(shape(read(normal).ast)).toEqual(shape(read(text).ast));
  });

  it("takes roots and powers as SCOPS's formula editor writes them, and points at its odd parenthesis (fault 18)", () => {
    expect(emitBandMaths(read('Math.sqrt(band1)').ast)).toBe('sqrt(band1)');
    expect(emitBandMaths(read('(band1)**(band2)').ast)).toBe('band1**band2');
    expect(problem('(band1)**(band2))')).toMatchObject({
      at: 16,
      sentence: expect.stringMatching(/no '\('/),
    });
  });

  it('names the bands once each and in order', () => {
    expect(read('band30 + band003 - band30 * band200').bands).toEqual([3, 30, 200]);
  });

  it.each([
    ['band1', 'float'],
    ['band1 * 2', 'float'],
    ['band1 * 0.1', 'double'],
    ['band1 ** 0.5', 'float'],
    ['band1 ** 0.3', 'double'],
    ['band1 > 1', 'bool'],
    ['where(band1 > 1, 1, 0)', 'int'],
    ['where(band1 > 1, 1, 0) / 2', 'double'],
    ['where(band1 > 1, band2, 0)', 'float'],
  ])('knows the type of %s: %s', (text, type) => {
    expect(read(text).ast.type).toBe(type);
  });

  it.each([
    ['1 < band1 < 5', 10, /cannot be chained.*\(1 < band1\) & \(band1 < 5\)/],
    ['band1 > 1 and band2 > 1', 10, /joined by '&'/],
    ['(band1 > 1) or (band2 > 1)', 12, /joined by '\|'/],
    ['not band1', 0, /'not' is written '~'/],
    ['band1 if band2 > 1 else 0', 6, /where\(condition, a, b\)/],
    ['band1 > 1 ? 2 : 3', 10, /where\(condition, a, b\)/],
    ['band1 > 1 & band2 > 1', 10, /binds tighter than comparisons/],
    ['band1 ^ 2', 6, /a power is written '\*\*'/],
    ['sum(band1)', 0, /one number of the whole image/],
    ['max(band1, band2)', 0, /maximum\(a, b\)/],
    ['Band1 + 1', 0, /lower case: band1/],
    ['b7 + 1', 0, /lower case: band7/],
    ['nir - red', 0, /neither a band/],
    ['ln(band1)', 0, /log\(/],
    ['asin(band1)', 0, /written arcsin/],
    ['band0', 0, /counted from 1/],
    ['band1 = 2', 6, /equality is '=='/],
    ['(band1 + 2', 0, /never closed/],
    ['band1 + 2)', 9, /no '\('/],
    ['band1 band2', 6, /operator.*missing/],
    ['band1(2)', 5, /operator such as '\*' is missing/],
    ['band1 +', 7, /ends where/],
    ['', 0, /no expression/],
    ['where(band1, 1, 2)', 6, /condition/],
    ['where(band1 > 1, 2)', 0, /3 arguments \(condition, a, b\), not 2/],
    ['1 / 0 * band1', 2, /divides by zero/],
    ['2 + 3', 2, /same for every pixel/],
    ['band1 * 1j', 8, /complex/],
    ['band1 − band2', 6, /no minus sign/],
  ])('points at what is wrong: %s', (text, at, sentence) => {
    const found = problem(text);
    expect(found.at).toBe(at);
    expect(found.sentence).toMatch(sentence);
    const [shown, caret] = found.pointer.split('\n') as [string, string];
    expect(caret).toMatch(/^ *\^$/);
    if (/^[ -~]+$/.test(text) && at < text.length) expect(shown[caret.length - 1]).toBe(text[at]);
  });

  it('points into the middle of a long text', () => {
    const text = `${'band1 + '.repeat(40)}foo${' + band1'.repeat(40)}`;
    const [shown, caret] = problem(text).pointer.split('\n') as [string, string];
    expect(shown.length).toBeLessThan(80);
    expect(shown.slice(caret.length - 1)).toMatch(/^foo/);
  });

  it('bounds length, depth, operators and bands', () => {
    expect(problem(`band1${' '.repeat(LIMITS.characters)}`).sentence).toMatch(/at most 2000 characters/);
    expect(isProblem(parseBandMaths(`${'('.repeat(64)}band1${')'.repeat(64)}`))).toBe(false);
    expect(problem(`${'('.repeat(65)}band1${')'.repeat(65)}`)).toMatchObject({ at: 64 });
    expect(problem('('.repeat(2000)).sentence).toMatch(/nested at most 64/);
    expect(problem(`${'-'.repeat(1990)}band1`).sentence).toMatch(/nested at most 64/);
    expect(isProblem(parseBandMaths(`${'1+'.repeat(249)}band1`))).toBe(false);
    expect(problem(`${'1+'.repeat(250)}band1`).sentence).toMatch(/at most 500/);
    const sum = (count: number) => Array.from({ length: count }, (_, index) => `band${index + 1}`).join('+');
    expect(read(sum(64)).bands).toHaveLength(64);
    expect(problem(sum(65)).sentence).toMatch(/at most 64 different bands/);
  });

  it('refuses a band that the file has not, at its place', () => {
    expect(checkBandMaths('band8 + band9', 8)).toMatchObject({
      at: 8,
      sentence: expect.stringContaining('8 bands'),
    });
    expect(isProblem(checkBandMaths('band8 + band1', 8))).toBe(false);
  });

  it('takes names of equations that keep file names unambiguous', () => {
    for (const name of ['ndvi', 'NDVI2', 'b1b2', 'a-b_c', 'x'.repeat(40)])
      expect(checkEquationName(name)).toBeNull();
    for (const name of ['', '1x', '_x', 'a b', 'a/b', '../x', 'a.b', 'é', 'x'.repeat(41), 'a\n'])
      expect(checkEquationName(name)).toMatch(/name of an equation/);
  });
});

const operand = fc.oneof(
  fc.integer({ min: 1, max: 60 }).map((band) => `band${band}`),
  fc.nat(999).map(String),
  fc.double({ min: 0.001, max: 1e6, noNaN: true }).map((value) => value.toPrecision(4)),
);
const { expression } = fc.letrec<{ expression: string }>((tie) => ({
  expression: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    operand,
    fc
      .tuple(tie('expression'), fc.constantFrom(...Object.keys(BINARY)), tie('expression'))
      .map((parts) => `(${parts.join(' ')})`),
    fc
      .tuple(tie('expression'), fc.constantFrom(...Object.keys(BINARY)), tie('expression'))
      .map((parts) => parts.join('')),
    fc.tuple(fc.constantFrom('-', '+', '~'), tie('expression')).map((parts) => parts.join('')),
    fc
      .tuple(
        fc.constantFrom(...Object.keys(FUNCTIONS)),
        fc.array(tie('expression'), { minLength: 1, maxLength: 3 }),
      )
      .map(([name, parameters]) => `${name}(${parameters.join(', ')})`),
  ),
}));

describe('whatever the text is', () => {
  const answersWell = (text: string) => {
    const result = parseBandMaths(text);
    if (!isProblem(result)) return;
    expect(result.at).toBeGreaterThanOrEqual(0);
    expect(result.at).toBeLessThanOrEqual(text.length);
    expect(result.sentence).toMatch(/\.$/);
    expect(result.pointer.split('\n')).toHaveLength(2);
  };

  it('the answer is an expression or one problem with a place', () => {
    fc.assert(fc.property(fc.string({ maxLength: 200, unit: 'binary' }), answersWell), { numRuns: 1000 });
    const word = fc.constantFrom(
      ...'( ) , + - * / ** // % & | ^ ~ < <= == . Math. where( sqrt( band1 band 0 1. e5 1e " \' # \\ \n'.split(
        ' ',
      ),
    );
    fc.assert(
      fc.property(
        fc.array(word, { maxLength: 60 }).map((words) => words.join('')),
        answersWell,
      ),
      { numRuns: 2000 },
    );
  });

  it('the normal form is read as the same expression, and is its own normal form', () => {
    let read = 0;
    fc.assert(
      fc.property(expression, (text) => {
        const result = parseBandMaths(text);
        if (isProblem(result)) return answersWell(text);
        read += 1;
        const normal = emitBandMaths(result.ast);
        if (normal.length > LIMITS.characters) return;
        const again = parseBandMaths(normal);
        if (isProblem(again)) throw new Error(`${normal}: ${again.sentence}`);
        expect(shape(again.ast)).toEqual(shape(result.ast));
        expect(emitBandMaths(again.ast)).toBe(normal);
      }),
      { numRuns: 3000 },
    );
    expect(read).toBeGreaterThan(300);
  });

  it.each([
    "__import__('os').system('id')",
    '().__class__.__bases__[0].__subclasses__()',
    'band1.__class__',
    'constructor.constructor("return process")()',
    'band1.constructor',
    '__proto__',
    'toString(band1)',
    'hasOwnProperty(band1)',
    'constructor(band1)',
    'Math.constructor(band1)',
    'Math.__proto__(band1)',
    'Math.toString(band1)',
    'process.exit(1)',
    'require("fs")',
    'import("fs")',
    '${band1}',
    'band1; drop table orders',
    'band1\u0000+band2',
    'band1\u2028band2',
    'ｂand1 + 1',
    'band１',
    '%(password)s',
  ])('hostile text is a problem like any other: %s', (text) => {
    expect(problem(text).sentence).toMatch(/\.$/);
  });
});
