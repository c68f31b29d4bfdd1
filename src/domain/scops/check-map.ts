import { quoted } from './check-about.js';
import { around, isBritish, utmOf } from './flight.js';
import { isInDegrees, metresOfUnit } from './map-unit.js';
import { MASK_LETTERS, METHOD_LETTERS } from './masks.js';
import type { Check } from './order-facts.js';
import type { GeoBounds, Masking, OrderProblem, Projection } from './order.js';

/** A zone further off than this stretches the map so much that it was hardly meant. */
const FAR_ZONES = 2;
const SMALLEST = 0.05;
const LARGEST = 1_000;

/** How the map is made: projection, pixels, bounds, masks. */
export const mapProblems: Check = (order, facts) => {
  const flight = around(facts.delivery?.lines.map((line) => line.bounds) ?? []);
  return [
    ...projectionProblems(order.projection, flight),
    ...pixelProblems(order.pixelSize, order.projection),
    ...boundsProblems(order.bounds),
    ...maskingProblems(order.masking),
  ];
};

function projectionProblems(projection: Projection, flight: GeoBounds | undefined): OrderProblem[] {
  const say = (sentence: string): OrderProblem[] => [{ field: 'projection', sentence }];
  if (projection.kind === 'proj') {
    const problem = projProblem(projection.proj);
    if (problem !== undefined) return say(problem);
    if (metresOfUnit(projection) !== undefined) return [];
    return say(
      'The PROJ string says units, +to_meter, +k or a radius of the Earth that cannot be; write +units=m, or numbers above 0.',
    );
  }
  if (projection.kind === 'ukbng') {
    if (flight === undefined || isBritish(flight)) return [];
    return say(
      `The British National Grid does not reach this flight; order UTM zone ${zoneText(utmOf(flight))}.`,
    );
  }
  const { zone, hemisphere } = projection;
  if (!Number.isInteger(zone) || zone < 1 || zone > 60)
    return say(`UTM zone ${zone}${hemisphere} does not exist; zones are 1 to 60.`);
  if (flight === undefined || Math.abs(flight.north + flight.south) / 2 > 80) return [];
  const here = utmOf(flight);
  const apart = Math.abs(zone - here.zone);
  if (Math.min(apart, 60 - apart) <= FAR_ZONES) return [];
  return say(`UTM zone ${zone}${hemisphere} is far from this flight; order zone ${zoneText(here)}.`);
}

function zoneText({ zone, hemisphere }: ReturnType<typeof utmOf>): string {
  return `${zone}${hemisphere}`;
}

/**
 * What is wrong with a PROJ string. Only parameters with plain values are taken: PROJ would open a grid or a pipeline by a path.
 */
export function projProblem(proj: string): string | undefined {
  const example = 'such as +proj=utm +zone=30 +datum=WGS84';
  if (proj.trim() === '') return `The PROJ string is empty; write one ${example}.`;
  if (proj.length > 500) return 'The PROJ string is longer than 500 characters; write it shorter.';
  const parts = proj.trim().split(/\s+/);
  const wrong = parts.find((part) => !/^\+[a-z_0-9]+(=[A-Za-z0-9_.,+-]+)?$/i.test(part));
  if (wrong !== undefined)
    return `${quoted(wrong)} of the PROJ string is not a parameter; write one ${example}.`;
  const names = parts.map((part) => part.slice(1).split('=')[0]!.toLowerCase());
  const file = names.find((name) =>
    ['nadgrids', 'geoidgrids', 'grids', 'init', 'step', 'inv'].includes(name),
  );
  if (file !== undefined)
    return `+${file} names a file or a pipeline and cannot be ordered; write the projection out.`;
  const kind = /(?:^|\s)\+proj=(\S+)/.exec(proj)?.[1];
  if (kind === undefined) return `The PROJ string has no +proj; write one ${example}.`;
  if (['pipeline', 'geocent', 'cart', 'noop'].includes(kind))
    return `+proj=${kind} does not make a map; write one ${example}.`;
  return undefined;
}

function pixelProblems(
  { x, y }: { readonly x: number; readonly y: number },
  projection: Projection,
): OrderProblem[] {
  const problem = (sentence: string) => [{ field: 'pixel size', sentence }];
  if (!(x > 0 && y > 0 && Number.isFinite(x) && Number.isFinite(y)))
    return problem(`Pixels of ${x} by ${y} cannot be; write two numbers above 0.`);
  const unit = metresOfUnit(projection);
  // What is wrong with the projection is said of that.
  if (unit === undefined) return [];
  if (Math.min(x, y) * unit >= SMALLEST && Math.max(x, y) * unit <= LARGEST) return [];
  const metres = (value: number) => Number((value * unit).toPrecision(2));
  const size =
    unit === 1
      ? `${x} by ${y} m`
      : `${x} by ${y} ${isInDegrees(projection) ? 'degrees' : 'units of the projection'} (${metres(x)} by ${metres(y)} m)`;
  return problem(`Pixels of ${size} are out of reach; they must be ${SMALLEST} to ${LARGEST} m.`);
}

function boundsProblems(bounds: GeoBounds | null): OrderProblem[] {
  if (bounds === null) return [];
  const { north, east, south, west } = bounds;
  const say = (sentence: string) => [{ field: 'bounds', sentence }];
  if (
    ![north, south].every((value) => Math.abs(value) <= 90) ||
    ![east, west].every((value) => Math.abs(value) <= 180)
  )
    return say('The bounds are not degrees; north and south lie within 90, east and west within 180.');
  if (north <= south) return say(`North (${north}) must be above south (${south}); the order is N E S W.`);
  if (east === west) return say(`East and west are both ${east}; the bounds have no width.`);
  return [];
}

function maskingProblems(masking: Masking): OrderProblem[] {
  if (typeof masking === 'string') return [];
  const letters = [...Object.keys(MASK_LETTERS), ...Object.keys(METHOD_LETTERS)];
  const wrong = masking.filter((letter) => !letters.includes(letter));
  const say = (sentence: string) => [{ field: 'masking', sentence }];
  if (masking.length === 0) return say('No mask is chosen; choose some, all, or none.');
  if (wrong.length > 0)
    return say(
      `${wrong.map(quoted).slice(0, 5).join(', ')} ${wrong.length === 1 ? 'is no mask' : 'are no masks'}; they are ${letters.join(', ')}.`,
    );
  return [];
}
