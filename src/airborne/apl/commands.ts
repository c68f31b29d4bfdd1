import { OperationsError } from '../../domain/failures.js';
import { ALL_FLAGS, ALL_METHODS, BAD_PIXEL } from '../../domain/scops/masks.js';
import type { Projection } from '../../domain/scops/order.js';
import type { GeocorrectRequest, MapRequest, MaskRequest, ReprojectRequest } from '../contract.js';

/** The stages that APL can do. */
export type AplRequest = MaskRequest | GeocorrectRequest | ReprojectRequest | MapRequest;

/** One call of an executable of APL: each argument as it is, for no shell. */
export interface AplCommand {
  readonly program: 'aplmask' | 'aplcorr' | 'apltran' | 'aplmap';
  readonly args: readonly string[];
}

/**
 * The command of APL for a stage, with the arguments and in the order in which SCOPS gives them.
 *
 * @param rasterBands - how many bands the raster of a map request has; where all of them are mapped, APL is told `ALL`
 *
 * Throws OperationsError APL_FAILED for what APL cannot do, and PROJECTION_INVALID for the National Grid without its grid.
 */
export function aplCommand(request: AplRequest, rasterBands?: number): AplCommand {
  switch (request.kind) {
    case 'mask':
      return {
        program: 'aplmask',
        args: [
          ...['-lev1', request.level1],
          ...flagArguments(request),
          ...['-mask', request.mask, '-output', request.output],
        ],
      };
    case 'geocorrect':
      return { program: 'aplcorr', args: geocorrectArguments(request) };
    case 'reproject':
      return {
        program: 'apltran',
        args: [
          ...['-inproj', 'latlong', 'WGS84', '-igm', request.igm, '-output', request.output],
          ...projectionArguments(request.projection, request.osngGrid),
        ],
      };
    case 'map':
      return { program: 'aplmap', args: mapArguments(request, rasterBands) };
  }
}

function flagArguments({ flags, methods, methodFlags }: MaskRequest): string[] {
  if (flags === 0) throw cannot('aplmask masks nothing only when it is not called');
  // Without `-flags` it takes all of them.
  if (flags === ALL_FLAGS && (methods === null || methodFlags === ALL_METHODS)) return [];
  const chosen = bitsOf(flags).map(String);
  const letters = bitsOf(methodFlags).map((bit) => 'ABCDEF'[Math.log2(bit)]!);
  const isByMethod = (flags & BAD_PIXEL) !== 0 && methods !== null && letters.length > 0;
  return ['-flags', ...chosen, ...(isByMethod ? ['-onlymaskmethods', methods, ...letters] : [])];
}

function bitsOf(sum: number): number[] {
  return [1, 2, 4, 8, 16, 32, 64].filter((bit) => (sum & bit) !== 0);
}

function geocorrectArguments(request: GeocorrectRequest): string[] {
  if (request.rotation === 'zyx') throw cannot('aplcorr turns by heading, roll, pitch (zxy) only');
  return [
    ...['-lev1file', request.level1, '-navfile', request.navigation, '-vvfile', request.viewVectors],
    ...(request.dem === null ? [] : ['-dem', request.dem]),
    ...['-igmfile', request.output],
  ];
}

function projectionArguments(projection: Projection, osngGrid: string | null): string[] {
  switch (projection.kind) {
    case 'utm':
      return ['-outproj', `utm_wgs84${projection.hemisphere}`, String(projection.zone)];
    case 'ukbng':
      if (osngGrid === null)
        throw new OperationsError(
          'PROJECTION_INVALID',
          'apltran makes the British National Grid with its NTv2 grid only (OSNG_SEPERATION_FILE), and none is configured.',
        );
      return ['-outproj', 'osng', osngGrid];
    case 'proj':
      return ['-outprojstr', projection.proj];
  }
}

function mapArguments(request: MapRequest, rasterBands: number | undefined): string[] {
  return [
    ...['-igm', request.igm, '-lev1', request.raster],
    ...['-pixelsize', String(request.pixelSize.x), String(request.pixelSize.y)],
    ...['-bandlist', ...bandList(request.bands, rasterBands)],
    ...['-interpolation', request.interpolation, '-mapname', request.output],
    ...['-buffersize', '4096', '-outputlevel', 'verbose', '-outputdatatype', request.type],
    // 0 is its own choice.
    ...(request.ignoreValue === 0 ? [] : ['-ignorevalue', ignoreWord(request.ignoreValue)]),
    ...(request.ignoreFreeSpace ? ['-ignorediskspace'] : []),
  ];
}

function ignoreWord(value: number | null): string {
  return value === null ? 'NONE' : String(value);
}

/** `a-b` must have a < b: a range of one band is an error to aplmap, so one band is its number alone. */
function bandList(bands: readonly number[], rasterBands: number | undefined): string[] {
  const [first] = bands;
  if (first === undefined) throw cannot('aplmap maps at least one band');
  const last = first + bands.length - 1;
  const isRange = bands.length > 1 && bands.every((band, index) => band === first + index);
  if (!isRange) return bands.map(String);
  return [first === 1 && last === rasterBands ? 'ALL' : `${first}-${last}`];
}

function cannot(what: string): OperationsError {
  return new OperationsError('APL_FAILED', `This cannot be made with APL: ${what}.`);
}
