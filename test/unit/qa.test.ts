import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ProductRow } from '../../src/domain/mission.js';
import {
  judgeLevel,
  judgeProduct,
  type FieldFigures,
  type ProductFigures,
  type ProductVerdict,
  type QaVerdict,
} from '../../src/domain/qa.js';

const PATH = '//HDFEOS/SWATHS/MOP01/Data_Fields/MOPITTRadiances';
const row: ProductRow = {
  type: 'MOP01',
  name: 'MOP01-{day}-L1V{version}.he5',
  lun: 510001,
  count: { min: 1, max: 1 },
  size: { min: 1000, max: 2000 },
  fileType: 'SCIENCE',
  deliver: true,
  qa: {
    fields: [
      {
        path: PATH,
        fill: [-9999],
        valid: [0, 20],
        missing: { suspect: 10, failed: 50 },
        outOfRange: { suspect: 1, failed: 10 },
      },
    ],
    time: { path: '//time', coverage: { suspect: 90, failed: 50 } },
  },
};

const field = (over: Partial<FieldFigures> = {}): FieldFigures => ({
  path: PATH,
  present: true,
  count: 100,
  missingPercent: 0,
  outOfRangePercent: 0,
  min: 0.5,
  max: 19,
  mean: 3,
  ...over,
});
const figures = (over: Partial<ProductFigures> = {}): ProductFigures => ({
  product: 'MOP01-20040105-L1V1.0.1.he5',
  type: 'MOP01',
  size: 1500,
  fields: [field()],
  timeCoveragePercent: 100,
  firstSecond: 3600,
  lastSecond: 82_859,
  ...over,
});
const SEVERITY: Record<QaVerdict, number> = { Passed: 0, Suspect: 1, Failed: 2 };

describe('judging a product', () => {
  it('passes figures that reach no limit, without reasons', () => {
    expect(judgeProduct(row, figures())).toEqual({
      product: 'MOP01-20040105-L1V1.0.1.he5',
      type: 'MOP01',
      verdict: 'Passed',
      reasons: [],
      percentMissing: 0,
      percentOutOfBounds: 0,
    });
  });

  it.each<[string, Partial<ProductFigures>, QaVerdict, string]>([
    ['just below suspect', { fields: [field({ missingPercent: 9.99 })] }, 'Passed', ''],
    [
      'at suspect',
      { fields: [field({ missingPercent: 10 })] },
      'Suspect',
      'MOPITTRadiances misses 10% of its values (Suspect from 10%).',
    ],
    [
      'just below failed',
      { fields: [field({ missingPercent: 49.999 })] },
      'Suspect',
      'MOPITTRadiances misses 49.99% of its values (Suspect from 10%).',
    ],
    [
      'at failed',
      { fields: [field({ missingPercent: 50 })] },
      'Failed',
      'MOPITTRadiances misses 50% of its values (Failed from 50%).',
    ],
    [
      'out of range',
      { fields: [field({ outOfRangePercent: 2.5, min: -3, max: 1.25e18 })] },
      'Suspect',
      'MOPITTRadiances has 2.5% of its values outside 0 to 20 (Suspect from 1%; they go from -3 to 1.25e18).',
    ],
    ['at the coverage of suspect', { timeCoveragePercent: 90 }, 'Passed', ''],
    [
      'below it',
      { timeCoveragePercent: 89.58 },
      'Suspect',
      'Observations cover 89.58% of the day (Suspect below 90%; from 01:00 to 23:00).',
    ],
    [
      'below the coverage of failed',
      { timeCoveragePercent: 49.9 },
      'Failed',
      'Observations cover 49.9% of the day (Failed below 50%; from 01:00 to 23:00).',
    ],
    ['too small', { size: 999 }, 'Failed', 'The file has 999 bytes, which is outside 1000 to 2000 bytes.'],
    ['smallest', { size: 1000 }, 'Passed', ''],
    ['largest', { size: 2000 }, 'Passed', ''],
    ['too large', { size: 2001 }, 'Failed', 'The file has 2001 bytes, which is outside 1000 to 2000 bytes.'],
    ['unreadable', { unreadable: 'The file is empty.', fields: [] }, 'Failed', 'The file is empty.'],
    ['without the field', { fields: [] }, 'Failed', 'The field MOPITTRadiances is not in the product.'],
    [
      'with another field',
      { fields: [field({ path: '//other' })] },
      'Failed',
      'The field MOPITTRadiances is not in the product.',
    ],
    [
      'not a number',
      { fields: [field({ missingPercent: NaN })] },
      'Failed',
      'MOPITTRadiances misses NaN% of its values (Failed from 50%).',
    ],
  ])('%s', (_, over, verdict, reason) => {
    const judged = judgeProduct(row, figures(over));
    expect(judged.verdict).toBe(verdict);
    expect(judged.reasons).toEqual(reason === '' ? [] : [reason]);
  });

  it('fails a product whose time could not be found', () => {
    const { timeCoveragePercent: _, ...without } = figures();
    expect(judgeProduct(row, without)).toMatchObject({
      verdict: 'Failed',
      reasons: ['The time of the observations is not in the product.'],
    });
  });

  it('weighs only the size where the row has no limits', () => {
    const { qa: _, ...plain } = row;
    const { timeCoveragePercent: __, ...bare } = figures({ fields: [] });
    expect(judgeProduct(plain, bare).verdict).toBe('Passed');
    expect(judgeProduct(plain, { ...bare, size: 1 }).verdict).toBe('Failed');
  });

  it('puts the worst reason first', () => {
    const judged = judgeProduct(
      row,
      figures({ fields: [field({ missingPercent: 20 })], timeCoveragePercent: 10 }),
    );
    expect(judged.reasons.map((reason) => reason.split(' ')[0])).toEqual(['Observations', 'MOPITTRadiances']);
  });

  it.each([
    [0, 0],
    [0.001, 1],
    [1.4, 1],
    [98.6, 99],
    [99.9, 99],
    [100, 100],
  ])('gives %d percent missing as the whole number %d', (missingPercent, whole) => {
    expect(judgeProduct(row, figures({ fields: [field({ missingPercent })] })).percentMissing).toBe(whole);
  });

  const share = fc.double({ min: 0, max: 100, noNaN: true });
  const limits = fc.record({ suspect: share, failed: share });
  const someFigures = fc.record({ missing: share, outOfRange: share, coverage: share });

  it('never gives a worse figure a better verdict', () => {
    fc.assert(
      fc.property(
        fc.record({ missing: limits, outOfRange: limits, coverage: limits }),
        someFigures,
        someFigures,
        (allowed, one, other) => {
          const judgedRow: ProductRow = {
            ...row,
            qa: {
              fields: [{ ...row.qa!.fields[0]!, missing: allowed.missing, outOfRange: allowed.outOfRange }],
              time: { path: '//time', coverage: allowed.coverage },
            },
          };
          const judged = ({ missing, outOfRange, coverage }: typeof one) =>
            judgeProduct(
              judgedRow,
              figures({
                fields: [field({ missingPercent: missing, outOfRangePercent: outOfRange })],
                timeCoveragePercent: coverage,
              }),
            );
          const better = judged({
            missing: Math.min(one.missing, other.missing),
            outOfRange: Math.min(one.outOfRange, other.outOfRange),
            coverage: Math.max(one.coverage, other.coverage),
          });
          for (const verdict of [judged(one), judged(other)]) {
            expect(SEVERITY[verdict.verdict]).toBeGreaterThanOrEqual(SEVERITY[better.verdict]);
            expect(verdict.percentMissing).toBeGreaterThanOrEqual(better.percentMissing);
            expect(verdict.percentOutOfBounds).toBeGreaterThanOrEqual(better.percentOutOfBounds);
            expect(verdict.reasons.length > 0).toBe(verdict.verdict !== 'Passed');
          }
        },
      ),
    );
  });
});

describe('judging a level', () => {
  const verdict = (name: QaVerdict, ...reasons: string[]): ProductVerdict => ({
    product: 'x',
    type: 'MOP01',
    verdict: name,
    reasons,
    percentMissing: 0,
    percentOutOfBounds: 0,
  });

  it('passes when every product did', () => {
    expect(judgeLevel([verdict('Passed'), verdict('Passed')])).toEqual({
      verdict: 'Passed',
      explanation: 'All 2 products are within the limits of the mission.',
    });
    expect(judgeLevel([verdict('Passed')]).explanation).toBe(
      'The product is within the limits of the mission.',
    );
  });

  it('fails when there is nothing to judge', () => {
    expect(judgeLevel([])).toEqual({ verdict: 'Failed', explanation: 'There is no product to judge.' });
  });

  it('takes the verdict of the worst product and names its reasons first', () => {
    expect(
      judgeLevel([verdict('Suspect', 'A bit.'), verdict('Passed'), verdict('Failed', 'Broken.')]),
    ).toEqual({
      verdict: 'Failed',
      explanation: 'MOP01: Broken. MOP01: A bit.',
    });
  });

  it('says how many reasons did not fit', () => {
    const reasons = Array.from({ length: 12 }, (_, index) => `Reason number ${index} of the whole dozen.`);
    const { explanation } = judgeLevel([verdict('Failed', ...reasons)]);
    expect(explanation).toMatch(/^MOP01: Reason number 0 .* And \d+ more\.$/);
    const named = explanation.match(/MOP01:/g)!.length;
    expect(explanation).toContain(`And ${12 - named} more.`);
  });

  it('always fits the explanation of the operational quality flag', () => {
    const anyVerdict = fc
      .tuple(
        fc.constantFrom<QaVerdict>('Suspect', 'Failed'),
        fc.array(fc.string({ unit: 'binary', maxLength: 400 }), { minLength: 1, maxLength: 8 }),
      )
      .map(([name, reasons]) => verdict(name, ...reasons));
    fc.assert(
      fc.property(fc.array(anyVerdict, { minLength: 1, maxLength: 6 }), (verdicts) => {
        const { explanation, verdict: overall } = judgeLevel(verdicts);
        expect(explanation.length).toBeGreaterThan(0);
        expect(explanation.length).toBeLessThanOrEqual(255);
        expect(explanation).toMatch(/^[ -~]+$/);
        expect(explanation).not.toMatch(/["'`]/);
        expect(SEVERITY[overall]).toBe(Math.max(...verdicts.map((one) => SEVERITY[one.verdict])));
      }),
    );
  });
});
