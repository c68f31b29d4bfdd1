import type { GeoBounds } from '../../domain/scops/order.js';
import { gdal } from '../gdal.js';
import type { Box } from './grid.js';

/** Points along each side of the geographic box: its sides are curves in a projection. */
const ALONG_SIDE = 64;

/**
 * The box in a projection (a PROJ string) that holds a geographic one. Undefined when none of it can be projected.
 * Throws GDAL's error for a PROJ string that is none.
 */
export function boxInProjection(bounds: GeoBounds, proj: string): Box | undefined {
  const { CoordinateTransformation, SpatialReference } = gdal();
  const transformation = new CoordinateTransformation(
    SpatialReference.fromProj4('+proj=longlat +datum=WGS84'),
    SpatialReference.fromProj4(proj),
  );
  const { north, south, west } = bounds;
  const east = bounds.east < west ? bounds.east + 360 : bounds.east;
  let [minX, minY, maxX, maxY] = [Infinity, Infinity, -Infinity, -Infinity];
  const take = (longitude: number, latitude: number) => {
    let x: number, y: number;
    try {
      ({ x, y } = transformation.transformPoint(longitude, latitude));
    } catch {
      // Beyond what the projection can show: what it can show decides.
      return;
    }
    if (!Number.isFinite(x) || !Number.isFinite(y)) return;
    minX = Math.min(minX, x);
    maxX = Math.max(maxX, x);
    minY = Math.min(minY, y);
    maxY = Math.max(maxY, y);
  };
  for (let step = 0; step <= ALONG_SIDE; step += 1) {
    const longitude = west + ((east - west) * step) / ALONG_SIDE;
    const latitude = south + ((north - south) * step) / ALONG_SIDE;
    take(longitude, north);
    take(longitude, south);
    take(west, latitude);
    take(east, latitude);
  }
  return minX <= maxX ? { minX, minY, maxX, maxY } : undefined;
}
