import { OperationsError } from '../domain/failures.js';
import { enviList, type EnviHeader } from '../formats/envi-header.js';
import { withRasters } from './envi/opened.js';

/** Where each pixel of a scan looks: rotations about the X, Y and Z axis of the sensor, degrees, one a pixel. */
export interface ViewVectors {
  readonly x: Float64Array;
  readonly y: Float64Array;
  readonly z: Float64Array;
}

/** Beyond it from the sensor's axis nothing on the ground is seen; a file that says so is damaged. */
const WIDEST = 85;

/**
 * The view vectors of the pixels of a level-1 file: those of the whole CCD, averaged in groups where the level-1 data is
 * binned, without the pixels before its `x start`. Throws OperationsError RASTER_INVALID when the file isn't one of view
 * vectors (float64, 1 line, 3 bands), has an angle that can't be, or doesn't lead to the samples of the level-1 file.
 */
export async function readViewVectors(
  path: string,
  level1: EnviHeader,
  level1Path: string,
): Promise<ViewVectors> {
  return withRasters([path], async ([reader]) => {
    const { header } = reader!;
    if (header.lines !== 1 || header.bands !== 3 || header.type !== 5)
      throw invalid(
        `${path} has ${header.lines} lines, ${header.bands} bands and data type ${header.type}; a file of view vectors has 1 line, 3 bands and data type 5 (float64).`,
      );
    const angles = (await reader!.read(0, 1)) as Float64Array;
    const bad = angles.findIndex((angle) => !Number.isFinite(angle) || Math.abs(angle) > 180);
    if (bad >= 0)
      throw invalid(
        `${path} has the angle ${angles[bad]} in band ${Math.floor(bad / header.samples) + 1} at pixel ${bad % header.samples} (counted from 0), which cannot be.`,
      );
    const group = groupSize(header, path, level1, level1Path);
    const start = wholeNumber(level1, 'x start', level1Path) ?? 0;
    const binned = header.samples / group;
    if (binned - start !== level1.samples)
      throw invalid(
        `${path} leads to ${binned - start} pixels (${header.samples} in groups of ${group}, without ${start} before 'x start'), and ${level1Path} has ${level1.samples} samples.`,
      );
    const [x, y, z] = [0, 1, 2].map((band) =>
      averages(angles.subarray(band * header.samples, (band + 1) * header.samples), group).subarray(start),
    ) as [Float64Array, Float64Array, Float64Array];
    x.forEach((angle, pixel) => {
      if (Math.max(Math.abs(angle), Math.abs(y[pixel]!)) > WIDEST)
        throw invalid(`${path} looks more than ${WIDEST} degrees aside at pixel ${pixel} (counted from 0).`);
    });
    return { x, y, z };
  });
}

/** How many pixels of the CCD make one of the level-1 data. */
function groupSize(vectors: EnviHeader, path: string, level1: EnviHeader, level1Path: string): number {
  const own = wholeNumber(vectors, 'spatial binning', path) ?? 1;
  const binnings = ['binning', 'binning_vnir', 'binning_swir'].flatMap((key) => {
    const list = enviList(level1, key);
    if (list === undefined) return [];
    const spatial = Number(list[1] ?? list[0]);
    if (list.length > 2 || !Number.isInteger(spatial) || spatial < 1)
      throw invalid(
        `The header of ${level1Path} has the ${key} ${level1.fields.get(key)}, not {spectral, spatial}.`,
      );
    return [spatial];
  });
  const wanted = binnings[0] ?? own;
  if (binnings.some((binning) => binning !== wanted))
    throw invalid(
      `The detectors of ${level1Path} are binned differently across the track: ${binnings.join(' and ')}.`,
    );
  const group = wanted / own;
  if (own < 1 || !Number.isInteger(group) || group < 1 || vectors.samples % group !== 0)
    throw invalid(
      `${path} has ${vectors.samples} pixels of binning ${own}, which cannot be put in groups for the binning ${wanted} of ${level1Path}.`,
    );
  return group;
}

function wholeNumber(header: EnviHeader, key: string, path: string): number | undefined {
  const text = header.fields.get(key);
  if (text === undefined) return undefined;
  if (!/^\d{1,9}$/.test(text))
    throw invalid(`The header of ${path} has '${key}' = ${text}, not a whole number.`);
  return Number(text);
}

function averages(values: Float64Array, group: number): Float64Array {
  return Float64Array.from({ length: values.length / group }, (_, index) => {
    let sum = 0;
    for (let member = 0; member < group; member += 1) sum += values[index * group + member]!;
    return sum / group;
  });
}

function invalid(sentence: string): OperationsError {
  return new OperationsError('RASTER_INVALID', sentence);
}
