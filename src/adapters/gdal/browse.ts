import { basename } from 'node:path';
import { writeFileAtomic } from '../files/atomic-write.js';
import type { BrowsePlan } from './draw-browse.js';
import { readApart, type ApartOptions } from './read-apart.js';

/** What to draw and where. Paths of fields are as in the mission file. */
export interface BrowseRequest extends Pick<BrowsePlan, 'product' | 'field'> {
  /** Default: `Latitude` and `Longitude` of the Geolocation_Fields of the field's swath. */
  readonly latitude?: string;
  readonly longitude?: string;
  /** The picture to make. */
  readonly out: string;
  /** Default: the product's file name. */
  readonly title?: string;
  /** Width of the map in pixels, at least 180; margins come on top. Default 720: half a degree per pixel. */
  readonly width?: number;
  /** Values that are not drawn, besides the file's own fill value and NaN. Default: those of the MOPITT products. */
  readonly fill?: readonly number[];
  /** Values outside are not drawn. */
  readonly valid?: readonly [number, number];
}

/**
 * Draws a field along its orbit tracks as a PNG of the world. Of a field with more dimensions than the positions, the
 * first element per position is drawn. The reading is done in a process of its own, and the picture appears under its
 * name when it is complete; the same product gives the same bytes. Throws UnreadableProduct when the product or the
 * field cannot be read, RangeError for a width below 180, and the I/O error when the picture cannot be written.
 */
export async function drawBrowse(request: BrowseRequest, options: ApartOptions = {}): Promise<void> {
  const {
    product,
    field,
    out,
    width = 720,
    title = basename(product),
    fill = [-9999, -8888],
    valid,
  } = request;
  if (!(Number.isInteger(width) && width >= 180))
    throw new RangeError(`A map is at least 180 pixels wide, not ${width}.`);
  options.signal?.throwIfAborted();
  const plan: BrowsePlan = {
    product,
    field,
    latitude: request.latitude ?? besideField(field, 'Latitude'),
    longitude: request.longitude ?? besideField(field, 'Longitude'),
    title,
    width,
    fill,
    ...(valid && { valid }),
  };
  const reply = await readApart({ kind: 'draw', plan }, options);
  if (reply.kind === 'drawn') await writeFileAtomic(out, Buffer.from(reply.png, 'base64'));
}

/** HDF-EOS5 keeps the data and the positions of a swath in two groups side by side. */
function besideField(field: string, name: string): string {
  return field.replace(/\/[^/]+\/[^/]+$/, `/Geolocation_Fields/${name}`);
}
