import type { CoordinateTransformation } from 'gdal-async';
import { OperationsError } from '../../domain/failures.js';
import type { Crs } from '../crs.js';
import { gdal, gdalWords } from '../gdal.js';

/** Points as x and y in turn. */
type Pairs = Float64Array;

/** Bytes of WKB before the first point of a line, and where they begin, so that the points are aligned. */
const HEAD = 9;
const SHIFT = 7;

/**
 * PROJ's transformation from longitude and latitude (WGS 84, degrees) to a projection, for many points at a time: in the
 * binding a call for each would take four times as long, so they travel as a line's WKB.
 */
export class GdalPoints {
  private readonly transformation: CoordinateTransformation;

  /** Throws OperationsError PROJECTION_INVALID with GDAL's words when there is no such transformation. */
  constructor(private readonly crs: Crs) {
    try {
      this.transformation = between(crs.proj4);
    } catch (error) {
      throw this.refused(error);
    }
  }

  /**
   * Transforms points. Throws OperationsError PROJECTION_INVALID with GDAL's words when one of them has no place in the
   * projection, or lies outside its grid.
   */
  transform(places: Pairs): Pairs {
    try {
      const moved = transformed(this.transformation, places);
      if (!moved.every(Number.isFinite)) throw new Error('a point has no place in it');
      return moved;
    } catch (error) {
      throw this.refused(error);
    }
  }

  /**
   * Makes sure that a grid of the PROJ string is used: PROJ can pass over one that it lacks, and the result would be metres
   * off without a word. Throws OperationsError PROJECTION_INVALID.
   */
  checkGrid(place: Pairs): void {
    const grids = /\s?\+?nadgrids=(\S+)/.exec(this.crs.proj4);
    if (grids === null || grids[1]!.split(',').every((name) => name.startsWith('@'))) return;
    const moved = this.transform(place);
    const plain = transformed(between(this.crs.proj4.replace(grids[0], '')), place);
    if (Math.hypot(moved[0]! - plain[0]!, moved[1]! - plain[1]!) < 1e-6)
      throw this.refused(new Error(`the grid ${grids[1]} changes nothing, so it was not used`), true);
  }

  private refused(
    error: unknown,
    own = error instanceof Error && error.message.startsWith('a point'),
  ): OperationsError {
    const words = own ? (error as Error).message : gdalWords(error);
    return new OperationsError(
      'PROJECTION_INVALID',
      `The line cannot be put in the projection ${JSON.stringify(this.crs.proj4)}: ${words}.`,
      [],
      { cause: error },
    );
  }
}

function between(proj4: string): CoordinateTransformation {
  const { CoordinateTransformation, SpatialReference } = gdal();
  return new CoordinateTransformation(
    // EPSG:4326 has latitude first.
    SpatialReference.fromProj4('+proj=longlat +datum=WGS84 +no_defs'),
    SpatialReference.fromProj4(proj4),
  );
}

function transformed(transformation: CoordinateTransformation, places: Pairs): Pairs {
  const wkb = new ArrayBuffer(SHIFT + HEAD + places.byteLength);
  const head = new DataView(wkb, SHIFT);
  head.setUint8(0, 1);
  head.setUint32(1, 2, true);
  head.setUint32(5, places.length / 2, true);
  new Float64Array(wkb, SHIFT + HEAD).set(places);
  const line = gdal().Geometry.fromWKB(Buffer.from(wkb, SHIFT));
  line.transform(transformation);
  const moved = new Float64Array(places.length);
  new Uint8Array(moved.buffer).set(line.toWKB('LSB').subarray(HEAD));
  return moved;
}
