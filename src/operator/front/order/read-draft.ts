import {
  EXTRA_FORMATS,
  type DemChoice,
  type GeoBounds,
  type Interpolation,
  type Masking,
  type Order,
  type OrderLine,
  type OrderProblem,
  type Projection,
} from '../../../domain/scops/order.js';
import type { Flight } from '../services.js';
import type { OrderDraft } from './draft.js';

/** What a form comes to: the order as far as it can be understood, and what cannot. */
export interface ReadOrder {
  readonly order: Order;
  readonly problems: readonly OrderProblem[];
}

/**
 * The order that a form asks for. Project, flight and folder are never the form's to say; `uploaded` is where the DEM lies
 * that came with the form or before.
 */
export function readDraft(
  draft: OrderDraft,
  about: { readonly project: string; readonly flight: Flight },
  uploaded: string | undefined,
): ReadOrder {
  const problems: OrderProblem[] = [];
  const say = (field: string, sentence: string) => problems.push({ field, sentence });
  const { year, julianDay, sortie, folder } = about.flight;
  const order: Order = {
    project: about.project,
    year,
    julianDay,
    sortie,
    email: draft.email,
    sourceFolder: folder,
    projection: projectionOf(draft, say),
    pixelSize: {
      x: numberOf(draft.pixel.x, 'pixel size', 'The width of a pixel', say),
      y: numberOf(draft.pixel.y, 'pixel size', 'The height of a pixel', say),
    },
    interpolation: interpolationOf(draft, say),
    masking: maskingOf(draft),
    bounds: boundsOf(draft, say),
    dem: demOf(draft, uploaded, say),
    lines: linesOf(draft, say),
    bandMaths: draft.bandMaths,
    equations: [],
    plugins: [],
    formats: EXTRA_FORMATS.filter((format) => draft.formats.has(format)),
  };
  return { order, problems };
}

type Say = (field: string, sentence: string) => void;

function numberOf(text: string, field: string, what: string, say: Say): number {
  const value = /^[+-]?(\d+\.?\d*|\.\d+)$/.test(text) ? Number(text) : NaN;
  if (Number.isNaN(value))
    say(
      field,
      text === ''
        ? `${what} is missing; write a number such as 1.5.`
        : `${what} is no number (${text.slice(0, 20)}); write it with a point, such as 1.5.`,
    );
  return value;
}

function projectionOf({ projection, zone, hemisphere, proj }: OrderDraft, say: Say): Projection {
  if (projection === 'ukbng') return { kind: 'ukbng' };
  if (projection === 'proj') return { kind: 'proj', proj };
  if (projection !== 'utm') say('projection', 'Choose a projection.');
  return { kind: 'utm', zone: Number(zone), hemisphere: hemisphere === 'S' ? 'S' : 'N' };
}

function interpolationOf({ interpolation }: OrderDraft, say: Say): Interpolation {
  if (interpolation === 'nearest' || interpolation === 'bilinear' || interpolation === 'cubic')
    return interpolation;
  say('interpolation', 'Choose nearest, bilinear or cubic.');
  return 'nearest';
}

function maskingOf({ masking, masks }: OrderDraft): Masking {
  if (masking === 'none' || masking === 'all') return masking;
  return [...masks];
}

function boundsOf({ bounds }: OrderDraft, say: Say): GeoBounds | null {
  const { north, south, east, west } = bounds;
  const given = [north, south, east, west].filter((text) => text !== '').length;
  if (given === 0) return null;
  if (given < 4) {
    say('bounds', 'Write all four bounds, or none to have the whole lines.');
    return null;
  }
  return {
    north: numberOf(north, 'bounds', 'North', say),
    south: numberOf(south, 'bounds', 'South', say),
    east: numberOf(east, 'bounds', 'East', say),
    west: numberOf(west, 'bounds', 'West', say),
  };
}

function demOf({ dem }: OrderDraft, uploaded: string | undefined, say: Say): DemChoice {
  if (dem.startsWith('mosaic:')) return { source: 'mosaic', name: dem.slice('mosaic:'.length) };
  if (dem === 'ftp') return { source: 'ftp', path: null, confirmed: false };
  if (dem !== 'upload') say('dem', 'Choose where the elevations come from.');
  else if (uploaded === undefined)
    say('dem', 'Choose the file of your DEM (and its .hdr), or take another source.');
  return { source: 'upload', path: uploaded ?? null };
}

function linesOf({ lines, bandMaths }: OrderDraft, say: Say): OrderLine[] {
  const ordered: OrderLine[] = [];
  for (const [name, { wanted, from, to }] of lines) {
    // A line that is not mapped itself may still be one for band maths.
    if (!wanted && !bandMaths) continue;
    const whole = (text: string) => (/^\d{1,5}$/.test(text) ? Number(text) : NaN);
    const range = { from: whole(from), to: whole(to) };
    if (wanted && (Number.isNaN(range.from) || Number.isNaN(range.to)))
      say(`line ${name} bands`, `The bands of line ${name} are no numbers; choose the first and the last.`);
    ordered.push({
      name,
      process: wanted,
      bands: wanted ? [range] : 'ALL',
      equations: [],
      plugins: [],
    });
  }
  return ordered;
}

/** All problems of an order: where a field could not be understood, what else would be wrong with it is not said too. */
export function allProblems(
  mine: readonly OrderProblem[],
  others: readonly OrderProblem[],
): readonly OrderProblem[] {
  const understood = others.filter(({ field }) => !mine.some((problem) => problem.field === field));
  return [...mine, ...understood];
}
