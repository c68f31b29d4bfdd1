import type { Projection } from './order.js';

/** Metres of a degree. */
export const DEGREE = 111_320;
/** Metres of PROJ's words for units of length. */
const UNITS: Readonly<Record<string, number>> = {
  ...{ km: 1_000, m: 1, dm: 0.1, cm: 0.01, mm: 0.001, kmi: 1_852, fath: 1.8288, link: 0.201168 },
  ...{ in: 0.0254, ft: 0.3048, yd: 0.9144, mi: 1_609.344, ch: 20.1168 },
  ...{ 'us-in': 100 / 3_937, 'us-ft': 1_200 / 3_937, 'us-yd': 3_600 / 3_937, 'us-ch': 79_200 / 3_937 },
  ...{ 'us-mi': 6_336_000 / 3_937, 'ind-yd': 0.91439523, 'ind-ft': 0.30479841, 'ind-ch': 20.11669506 },
};
const IN_DEGREES = ['longlat', 'latlong', 'lonlat', 'latlon'];
const EARTH = 6_378_137;
const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

/** Whether the map of a projection is in degrees. */
export function isInDegrees(projection: Projection): boolean {
  return (
    projection.kind === 'proj' && valuesOf(projection.proj, 'proj').some((kind) => IN_DEGREES.includes(kind))
  );
}

/**
 * How many metres of ground one unit of a map is, to some percent. A PROJ string can stretch a map by its unit, its scale and the
 * size of its Earth; where it says one twice, that counts which makes the map largest. Undefined: one of them is no number above 0,
 * or no unit of PROJ.
 */
export function metresOfUnit(projection: Projection): number | undefined {
  if (projection.kind !== 'proj') return 1;
  if (isInDegrees(projection)) return DEGREE;
  const values = (...names: string[]) => names.flatMap((name) => valuesOf(projection.proj, name));
  const units = values('units').map((unit) => (Object.hasOwn(UNITS, unit) ? UNITS[unit]! : NaN));
  const radii = values('a', 'b', 'R').map((text) => numberOf(text) / EARTH);
  const hasUsualSize = values('ellps', 'datum').length > 0;
  const unit = Math.min(...orUsual([...units, ...values('to_meter').map(numberOf)]));
  const scale = Math.max(...orUsual(values('k', 'k_0').map(numberOf)));
  const size = Math.max(...orUsual(radii), ...(hasUsualSize ? [1] : []));
  const metres = unit / (scale * size);
  return Number.isFinite(metres) && metres > 0 ? metres : undefined;
}

function orUsual(said: readonly number[]): readonly number[] {
  return said.length === 0 ? [1] : said;
}

/** The values of a parameter, whose name PROJ takes as it is written. */
function valuesOf(proj: string, name: string): string[] {
  const begin = `+${name}=`;
  return proj
    .split(/\s+/)
    .filter((part) => part.startsWith(begin))
    .map((part) => part.slice(begin.length));
}

function numberOf(text: string): number {
  const value = NUMBER.test(text) ? Number(text) : NaN;
  return value > 0 ? value : NaN;
}
