/**
 * The values of a SCOPS order file, each in both directions. A reader answers the value, or a sentence (without its subject)
 * that says what would be one; what the value means for a flight is looked at elsewhere (order-problems.ts).
 */
import { METHOD_LETTERS, MASK_LETTERS } from './masks.js';
import type { BandChoice, GeoBounds, Interpolation, Masking, Projection } from './order.js';

/** What a reader answers. */
export type Read<T> = { readonly value: T } | { readonly problem: string };

const LETTERS = [...Object.keys(MASK_LETTERS), ...Object.keys(METHOD_LETTERS)];
const INTERPOLATIONS = ['nearest', 'bilinear', 'cubic'] as const;

/** `UKBNG`, `UTM zone 30N` (one digit will do), or `proj_string`, whose PROJ string stands in `projstring`. */
export function readProjection(text: string, proj: string): Read<Projection> {
  const word = text.trim().toLowerCase();
  if (word === 'ukbng') return { value: { kind: 'ukbng' } };
  if (word === 'proj_string') return { value: { kind: 'proj', proj: proj.trim() } };
  const utm = /^utm zone ?0?(\d{1,2}) ?([ns])$/.exec(word.replace(/\s+/g, ' '));
  if (!utm) return { problem: "must be 'UTM zone 30N' (1 to 60, N or S), UKBNG or proj_string" };
  return { value: { kind: 'utm', zone: Number(utm[1]), hemisphere: utm[2] === 'n' ? 'N' : 'S' } };
}

/** The `projection` and `projstring` of a projection. */
export function writeProjection(projection: Projection): {
  readonly projection: string;
  readonly projstring: string;
} {
  if (projection.kind === 'proj') return { projection: 'proj_string', projstring: projection.proj };
  const { kind } = projection;
  return {
    projection: kind === 'ukbng' ? 'UKBNG' : `UTM zone ${projection.zone}${projection.hemisphere}`,
    projstring: '',
  };
}

/** Bands: `ALL`, `5`, `5-5`, `1-200`, `1 5 9`, `1-5 9`. */
export function readBands(text: string): Read<BandChoice> {
  if (text.trim().toLowerCase() === 'all') return { value: 'ALL' };
  const parts = text.split(/[\s,]+/).filter((part) => part !== '');
  const ranges = parts.map((part) => /^(\d{1,5})(?:-(\d{1,5}))?$/.exec(part));
  if (ranges.length === 0 || ranges.includes(null))
    return { problem: "must be ALL, or bands such as '1-200', '5' or '1 5 9'" };
  return { value: ranges.map((range) => ({ from: Number(range![1]), to: Number(range![2] ?? range![1]) })) };
}

/** Bands as they are written; one band is `5`, for SCOPS's map program takes no `5-5`. */
export function writeBands(bands: BandChoice): string {
  if (bands === 'ALL') return 'ALL';
  return bands.map(({ from, to }) => (from === to ? `${from}` : `${from}-${to}`)).join(' ');
}

/** `none`, `all`, or letters of `uomnrqabcdef`. */
export function readMasking(text: string): Read<Masking> {
  const words = text
    .trim()
    .toLowerCase()
    .split(/[\s,]+/);
  if (words.includes('all')) return { value: 'all' };
  if (words.length === 1 && words[0] === 'none') return { value: 'none' };
  const letters = [...new Set(words.join(''))];
  if (letters.length === 0 || letters.some((letter) => !LETTERS.includes(letter)))
    return { problem: `must be none, all, or letters of ${LETTERS.join('')}` };
  return { value: letters };
}

/** Masking as it is written. */
export function writeMasking(masking: Masking): string {
  return typeof masking === 'string' ? masking : masking.join('');
}

/** `nearest`, `bilinear` or `cubic`. */
export function readInterpolation(text: string): Read<Interpolation> {
  const value = INTERPOLATIONS.find((name) => name === text.trim().toLowerCase());
  return value === undefined ? { problem: `must be one of ${INTERPOLATIONS.join(', ')}` } : { value };
}

/** `x y`, or one number for both. */
export function readPixelSize(text: string): Read<{ readonly x: number; readonly y: number }> {
  const numbers = numbersOf(text);
  const [x, y = x] = numbers ?? [];
  if (x === undefined || y === undefined || numbers!.length > 2)
    return { problem: "must be two numbers, such as '2.0 2.0'" };
  return { value: { x, y } };
}

/** `N E S W` in decimal degrees; nothing or `None` is no bounds. */
export function readBounds(text: string): Read<GeoBounds | null> {
  if (['', 'none'].includes(text.trim().toLowerCase())) return { value: null };
  const [north, east, south, west, ...more] = numbersOf(text) ?? [];
  if (
    north === undefined ||
    east === undefined ||
    south === undefined ||
    west === undefined ||
    more.length > 0
  )
    return { problem: "must be four numbers, 'N E S W', in decimal degrees" };
  return { value: { north, east, south, west } };
}

/** Bounds as they are written. */
export function writeBounds(bounds: GeoBounds | null): string {
  return bounds === null ? '' : [bounds.north, bounds.east, bounds.south, bounds.west].map(decimal).join(' ');
}

/** A whole number of at most four digits; zeros before it are fine. */
export function readWhole(text: string): Read<number> {
  return /^\d{1,4}$/.test(text.trim()) ? { value: Number(text) } : { problem: 'must be a whole number' };
}

/** A number without an exponent, which SCOPS's forms don't read. */
export function decimal(value: number): string {
  const text = String(value);
  return /e/.test(text) ? value.toFixed(20).replace(/\.?0+$/, '') : text;
}

function numbersOf(text: string): number[] | undefined {
  const words = text.trim().split(/[\s,]+/);
  return words.every((word) => /^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d{1,3})?$/i.test(word))
    ? words.map(Number)
    : undefined;
}
