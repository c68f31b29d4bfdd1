import type { Limits, ProductRow } from './mission.js';

/** What automatic QA says of a product or a level; also the words of the ECS flags. */
export type QaVerdict = 'Passed' | 'Suspect' | 'Failed';

/** What was measured of one field. Percentages are 0–100; `min`, `max` and `mean` are over the finite values that are not missing. */
export interface FieldFigures {
  /** As the mission file writes it. */
  readonly path: string;
  readonly present: boolean;
  /** How many values the field has, missing ones included. */
  readonly count: number;
  /** Fill values and NaN, in percent of `count`; 100 when the field is empty or absent. */
  readonly missingPercent: number;
  /** Values outside the valid range, in percent of those that are not missing. */
  readonly outOfRangePercent: number;
  readonly min?: number;
  readonly max?: number;
  readonly mean?: number;
}

/** What was measured of one product. Plain JSON. */
export interface ProductFigures {
  /** File name. */
  readonly product: string;
  /** Short name of the product's type. */
  readonly type: string;
  /** Bytes. */
  readonly size: number;
  readonly fields: readonly FieldFigures[];
  /** Percent of the half-hours of the day that have an observation; absent where the row asks for no time. */
  readonly timeCoveragePercent?: number;
  /** Seconds of the day of the first observation. */
  readonly firstSecond?: number;
  /** Seconds of the day of the last observation. */
  readonly lastSecond?: number;
  /** Why the product could not be read, as a plain sentence. */
  readonly unreadable?: string;
}

/** The judgement of one product. */
export interface ProductVerdict {
  readonly product: string;
  readonly type: string;
  readonly verdict: QaVerdict;
  /** Why it is not Passed, the worst first: plain sentences with the figures and their limits. */
  readonly reasons: readonly string[];
  /** QAPercentMissingData: whole percent of the worst field. */
  readonly percentMissing: number;
  /** QAPercentOutOfBoundsData: whole percent of the worst field. */
  readonly percentOutOfBounds: number;
}

/** The judgement of a level. */
export interface LevelVerdict {
  readonly verdict: QaVerdict;
  /** Fits OperationalQualityFlagExplanation: at most 255 printable ASCII characters, no quotes, no line breaks. */
  readonly explanation: string;
}

/** Characters that the ECS model gives an explanation. */
const EXPLANATION_LENGTH = 255;

const SEVERITY = { Passed: 0, Suspect: 1, Failed: 2 } as const satisfies Record<QaVerdict, number>;

interface Finding {
  readonly verdict: QaVerdict;
  readonly reason: string;
}

/**
 * Judges the figures of one product by its row of the mission. A figure at or above a limit has reached it; time
 * coverage reaches a limit when it falls below. A field or a time that the row asks for and the figures lack is Failed,
 * and so is a figure that is not a number.
 */
export function judgeProduct(row: ProductRow, figures: ProductFigures): ProductVerdict {
  const findings = [...wholeFile(row, figures)];
  let missing = 0;
  let outOfRange = 0;
  for (const asked of figures.unreadable === undefined ? (row.qa?.fields ?? []) : []) {
    const field = figures.fields.find((candidate) => candidate.path === asked.path);
    const name = fieldName(asked.path);
    if (!field?.present) {
      findings.push({ verdict: 'Failed', reason: `The field ${name} is not in the product.` });
      missing = 100;
      continue;
    }
    missing = Math.max(missing, whole(field.missingPercent));
    outOfRange = Math.max(outOfRange, whole(field.outOfRangePercent));
    findings.push(
      ...atLeast(
        asked.missing,
        field.missingPercent,
        (figure, limit) => `${name} misses ${figure} of its values (${limit}).`,
      ),
      ...atLeast(
        asked.outOfRange,
        field.outOfRangePercent,
        (figure, limit) =>
          `${name} has ${figure} of its values outside ${short(asked.valid[0])} to ${short(asked.valid[1])} (${limit}${extremes(field)}).`,
      ),
    );
  }
  if (figures.unreadable !== undefined) missing = 100;
  else if (row.qa?.time) findings.push(...coverage(row.qa.time.coverage, figures));
  findings.sort((a, b) => SEVERITY[b.verdict] - SEVERITY[a.verdict]);
  return {
    product: figures.product,
    type: figures.type,
    verdict: findings[0]?.verdict ?? 'Passed',
    reasons: findings.map((finding) => finding.reason),
    percentMissing: missing,
    percentOutOfBounds: outOfRange,
  };
}

/**
 * The verdict of a level is that of its worst product; a level without products is Failed. The explanation names as
 * many reasons as fit, the worst first, and says how many it leaves out.
 */
export function judgeLevel(verdicts: readonly ProductVerdict[]): LevelVerdict {
  if (verdicts.length === 0) return { verdict: 'Failed', explanation: 'There is no product to judge.' };
  const byWorst = [...verdicts].sort((a, b) => SEVERITY[b.verdict] - SEVERITY[a.verdict]);
  const verdict = byWorst[0]!.verdict;
  if (verdict === 'Passed') {
    const products = verdicts.length === 1 ? 'The product is' : `All ${verdicts.length} products are`;
    return { verdict, explanation: `${products} within the limits of the mission.` };
  }
  const reasons = byWorst.flatMap((product) =>
    product.reasons.map((reason) => printable(`${product.type}: ${reason}`)),
  );
  return { verdict, explanation: asManyAsFit(reasons) };
}

function wholeFile(row: ProductRow, figures: ProductFigures): Finding[] {
  const findings: Finding[] = [];
  if (figures.unreadable !== undefined) findings.push({ verdict: 'Failed', reason: figures.unreadable });
  if (!(figures.size >= row.size.min && figures.size <= row.size.max)) {
    const range = `${row.size.min} to ${row.size.max} bytes`;
    findings.push({
      verdict: 'Failed',
      reason: `The file has ${figures.size} bytes, which is outside ${range}.`,
    });
  }
  return findings;
}

function coverage(limits: Limits, figures: ProductFigures): Finding[] {
  const figure = figures.timeCoveragePercent;
  if (figure === undefined) {
    return [{ verdict: 'Failed', reason: 'The time of the observations is not in the product.' }];
  }
  const verdict = !(figure >= limits.failed) ? 'Failed' : !(figure >= limits.suspect) ? 'Suspect' : 'Passed';
  if (verdict === 'Passed') return [];
  const limit = verdict === 'Failed' ? limits.failed : limits.suspect;
  return [
    {
      verdict,
      reason: `Observations cover ${percent(figure)} of the day (${verdict} below ${limit}%${span(figures)}).`,
    },
  ];
}

function atLeast(
  limits: Limits,
  figure: number,
  sentence: (figure: string, limit: string) => string,
): Finding[] {
  // Written so that NaN, which no comparison holds for, comes out as the worst.
  const verdict = !(figure < limits.failed) ? 'Failed' : !(figure < limits.suspect) ? 'Suspect' : 'Passed';
  if (verdict === 'Passed') return [];
  const limit = verdict === 'Failed' ? limits.failed : limits.suspect;
  return [{ verdict, reason: sentence(percent(figure), `${verdict} from ${limit}%`) }];
}

function extremes({ min, max }: FieldFigures): string {
  return min === undefined || max === undefined ? '' : `; they go from ${short(min)} to ${short(max)}`;
}

function span({ firstSecond, lastSecond }: ProductFigures): string {
  return firstSecond === undefined || lastSecond === undefined
    ? ''
    : `; from ${clock(firstSecond)} to ${clock(lastSecond)}`;
}

function clock(second: number): string {
  const minutes = Math.floor(second / 60);
  return `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;
}

/** Cut, not rounded, so that a figure below a limit is never printed as the limit itself. */
function percent(figure: number): string {
  return `${Math.floor(figure * 100 + 1e-9) / 100}%`;
}

function short(value: number): string {
  const digits = Number(value.toPrecision(4));
  return Math.abs(digits) >= 1e6 ? digits.toExponential().replace('e+', 'e') : String(digits);
}

/** ECS takes whole percents. A trace must not vanish, and 100 means all. */
function whole(figure: number): number {
  if (!(figure < 100)) return 100;
  if (!(figure > 0)) return 0;
  return Math.min(99, Math.max(1, Math.round(figure)));
}

function fieldName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1) || path;
}

function printable(text: string): string {
  return text
    .replace(/["'`]/g, '')
    .replace(/\s+/g, ' ')
    .replace(/[^ -~]/g, '?')
    .trim();
}

function asManyAsFit(reasons: readonly string[]): string {
  for (let taken = reasons.length; taken > 0; taken--) {
    const left = reasons.length - taken;
    const text = reasons.slice(0, taken).join(' ') + (left > 0 ? ` And ${left} more.` : '');
    if (text.length <= EXPLANATION_LENGTH) return text;
  }
  const more = reasons.length > 1 ? ` And ${reasons.length - 1} more.` : '';
  return `${reasons[0]!.slice(0, EXPLANATION_LENGTH - more.length - 3)}...${more}`;
}
