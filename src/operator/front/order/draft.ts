import type { Delivery } from '../../../domain/scops/delivery.js';
import { around, isBritish, optimalPixelSize, utmOf } from '../../../domain/scops/flight.js';
import type { Filled } from '../body/filled.js';

/** What stands in the fields of one line. */
export interface LineDraft {
  readonly wanted: boolean;
  /** Numbers of bands, as texts. */
  readonly from: string;
  readonly to: string;
}

/** What stands in the order form: texts as they were typed, so that nothing is lost by what is wrong with them. */
export interface OrderDraft {
  readonly email: string;
  /** By the line's name, of every line of the flight. */
  readonly lines: ReadonlyMap<string, LineDraft>;
  /** `none`, `all` or `some`; then the letters count. */
  readonly masking: string;
  readonly masks: ReadonlySet<string>;
  /** `mosaic:<name>`, `upload` or `ftp`. */
  readonly dem: string;
  /** The digest of a DEM that was uploaded before; '' where there is none. */
  readonly upload: string;
  readonly projection: string;
  readonly zone: string;
  readonly hemisphere: string;
  readonly proj: string;
  readonly pixel: { readonly x: string; readonly y: string };
  readonly bounds: {
    readonly north: string;
    readonly south: string;
    readonly east: string;
    readonly west: string;
  };
  readonly interpolation: string;
  readonly formats: ReadonlySet<string>;
  readonly bandMaths: boolean;
}

/** The form as it is first shown: what fits the flight is chosen. */
export function freshDraft(delivery: Delivery, mosaics: readonly { readonly name: string }[]): OrderDraft {
  const bounds = around(delivery.lines.map((line) => line.bounds));
  const { zone, hemisphere } = bounds ? utmOf(bounds) : { zone: 30, hemisphere: 'N' };
  // The finest of all lines would make the others' maps needlessly large; the coarsest loses nothing of its own line.
  const pixel = String(Math.max(0.5, ...delivery.lines.map(optimalPixelSize)));
  return {
    email: '',
    lines: new Map(
      delivery.lines.map(({ name, bands }) => [name, { wanted: false, from: '1', to: String(bands) }]),
    ),
    masking: 'all',
    masks: new Set(),
    dem: mosaics[0] ? `mosaic:${mosaics[0].name}` : 'upload',
    upload: '',
    projection: bounds && isBritish(bounds) ? 'ukbng' : 'utm',
    zone: String(zone),
    hemisphere,
    proj: '',
    pixel: { x: pixel, y: pixel },
    bounds: { north: '', south: '', east: '', west: '' },
    interpolation: 'nearest',
    formats: new Set(),
    bandMaths: false,
  };
}

/**
 * The form as it was filled in. Lines are named by the values of their fields and never by taking names of fields apart:
 * `e097011` is itself, whatever letters it begins with.
 */
export function draftOf(filled: Filled, delivery: Delivery): OrderDraft {
  const wanted = new Set(filled.all('line'));
  return {
    email: filled.text('email'),
    lines: new Map(
      delivery.lines.map(({ name, bands }) => [
        name,
        {
          wanted: wanted.has(name),
          from: filled.text(`from ${name}`) || '1',
          to: filled.text(`to ${name}`) || String(bands),
        },
      ]),
    ),
    masking: filled.text('masking'),
    masks: new Set(filled.all('mask')),
    dem: filled.text('dem'),
    upload: filled.text('upload'),
    projection: filled.text('projection'),
    zone: filled.text('zone'),
    hemisphere: filled.text('hemisphere'),
    proj: filled.text('proj'),
    pixel: { x: filled.text('pixelX'), y: filled.text('pixelY') },
    bounds: {
      north: filled.text('north'),
      south: filled.text('south'),
      east: filled.text('east'),
      west: filled.text('west'),
    },
    interpolation: filled.text('interpolation'),
    formats: new Set(filled.all('format')),
    bandMaths: filled.has('bandMaths'),
  };
}
