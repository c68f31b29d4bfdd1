import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { OperationsError } from '../../domain/failures.js';
import type { ScopsConfig } from '../../domain/scops/config.js';
import { SENSORS, type DeliveredLine, type SensorLetter } from '../../domain/scops/delivery.js';
import { enviList, type EnviHeader } from '../../formats/envi-header.js';
import { RasterReader } from '../envi/raster-reader.js';
import type { Confined } from './confined.js';
import { namesIn } from './folders.js';
import { boundsOfRecord } from './information.js';
import { readTrack, seenFrom } from './navigation.js';

/** The records of the lines, beside the navigation in all deliveries. */
export const INFORMATION = 'flightlines/line_information';
const LARGEST_RECORD = 4 * 1024 * 1024;

/** The folders of a delivery, as the configuration names them. */
export type DeliveryFolders = Pick<ScopsConfig, 'level1Folder' | 'navigationFolder' | 'viewVectorFile'>;

/**
 * Reads what one flight line has: sizes and bands from headers, place and height from the navigation, the ground from the record of
 * the line where there is one. Throws OperationsError RASTER_INVALID or DELIVERY_MISSING with what is wrong.
 */
export async function readLine(
  delivery: string,
  name: string,
  folders: DeliveryFolders,
  confined: Confined,
): Promise<DeliveredLine> {
  const letter = name[0] as SensorLetter;
  const level1Folder = join(delivery, folders.level1Folder);
  const needed = async (path: string, what: string) => {
    const found = await confined.resolve(path);
    if (found !== undefined) return path;
    const isOutside = await confined.leadsOutside(path);
    throw new OperationsError(
      'DELIVERY_MISSING',
      isOutside ? `${what} ${path} leads out of the delivery.` : `${what} ${path} is not there.`,
    );
  };
  const optional = async (path: string, what: string) => {
    if (await confined.leadsOutside(path))
      throw new OperationsError('DELIVERY_MISSING', `${what} ${path} leads out of the delivery.`);
    return (await confined.resolve(path)) === undefined ? null : path;
  };
  const level1 = await needed(join(level1Folder, `${name}1b.bil`), 'The level-1 file');
  const mask = await optional(join(level1Folder, `${name}1b_mask.bil`), 'The mask');
  const methods = await optional(
    join(level1Folder, `${name}1b_mask-badpixelmethod.bil`),
    'The bad-pixel methods',
  );
  const navigation = await needed(await navigationOf(delivery, name, folders), 'The navigation');
  const sensorFile = folders.viewVectorFile.replaceAll('{}', SENSORS[letter].name);
  const viewVectors = await needed(join(delivery, sensorFile), 'The view vectors');

  const header = await headerOfWhole(level1);
  if (header.type !== 12 || header.interleave !== 'bil')
    throw new OperationsError(
      'RASTER_INVALID',
      `${level1} is no level-1 file: it is not uint16 (type 12) in BIL.`,
    );
  for (const extra of [mask, methods]) if (extra !== null) await assertLike(extra, header);
  const track = await readTrack(navigation, header.lines, level1);
  return {
    name,
    sensor: letter,
    level1,
    mask,
    methods,
    navigation,
    viewVectors,
    samples: header.samples,
    lines: header.lines,
    bands: header.bands,
    wavelengths: wavelengthsOf(header),
    bytes: (await stat(level1)).size,
    bounds:
      (await boundsFromRecord(delivery, name, confined)) ??
      seenFrom(track, header.samples * SENSORS[letter].ifov),
    altitude: track.altitude,
  };
}

/** `<line>*_nav_post_processed.bil`, the shortest name: it is the line's own before that of one whose name goes on. */
async function navigationOf(delivery: string, name: string, folders: DeliveryFolders): Promise<string> {
  const folder = join(delivery, folders.navigationFolder);
  const [file] = ownFiles(await namesIn(folder), name, '_nav_post_processed.bil');
  return join(folder, file ?? `${name}_nav_post_processed.bil`);
}

/** Files that begin with a line's name, and go on with something that is no part of a longer name. */
function ownFiles(names: readonly string[], line: string, ending: string): string[] {
  return names
    .filter(
      (name) =>
        name.startsWith(line) && name.endsWith(ending) && !/^[A-Za-z0-9]/.test(name.slice(line.length)),
    )
    .sort((a, b) => a.length - b.length);
}

async function headerOfWhole(path: string): Promise<EnviHeader> {
  const reader = await RasterReader.open(path);
  await reader.close();
  return reader.header;
}

async function assertLike(path: string, { samples, lines, bands }: EnviHeader): Promise<void> {
  const header = await headerOfWhole(path);
  if (header.type !== 1 || header.samples !== samples || header.lines !== lines || header.bands !== bands)
    throw new OperationsError(
      'RASTER_INVALID',
      `${path} does not fit its level-1 file: it must be uint8 with ${samples} × ${lines} × ${bands}.`,
    );
}

/** Nanometres, one a band; null when the header has none, or not one for each band. */
function wavelengthsOf(header: EnviHeader): number[] | null {
  const numbers = enviList(header, 'wavelength')?.map(Number);
  if (numbers?.length !== header.bands || !numbers.every((number) => Number.isFinite(number) && number > 0))
    return null;
  const units = header.fields.get('wavelength units')?.toLowerCase() ?? '';
  const areMicrometres =
    /micro|μm|^um$/.test(units) || (units === '' && numbers.every((number) => number < 100));
  return areMicrometres ? numbers.map((number) => number * 1_000) : numbers;
}

async function boundsFromRecord(delivery: string, name: string, confined: Confined) {
  const folder = join(delivery, INFORMATION);
  for (const file of ownFiles(await namesIn(folder), name, '.xml')) {
    const path = await confined.resolve(join(folder, file));
    if (path === undefined || (await stat(path)).size > LARGEST_RECORD) continue;
    const bounds = boundsOfRecord(await readFile(path, 'utf8'));
    if (bounds !== undefined) return bounds;
  }
  return undefined;
}
