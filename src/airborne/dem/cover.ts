import gdal from 'gdal-async';
import type { Box } from './box.js';

/** Degrees that a raster lacks of a box, by side; `corner`: it has the sides, but its own slant cuts off a corner. */
export interface Missing {
  readonly north: number;
  readonly east: number;
  readonly south: number;
  readonly west: number;
  readonly corner: boolean;
}

/** Longitude and latitude of WGS84, in that order. */
export function wgs84(): gdal.SpatialReference {
  return gdal.SpatialReference.fromProj4('+proj=longlat +datum=WGS84 +no_defs');
}

/** True when a raster is a grid of WGS84 longitude and latitude already. */
export function isWgs84(raster: gdal.Dataset): boolean {
  const srs = raster.srs!;
  return srs.isGeographic() && srs.isSameGeogCS(gdal.SpatialReference.fromEPSG(4326));
}

/** From longitude and latitude to columns and rows of a raster, and back. The raster has a coordinate system and lies straight. */
export interface Placing {
  toCell(longitude: number, latitude: number): { readonly x: number; readonly y: number };
  toPlace(x: number, y: number): { readonly longitude: number; readonly latitude: number };
}

/** See {@link Placing}. Places that cannot be transformed are NaN. */
export function placingOf(raster: gdal.Dataset): Placing {
  const [left, dx, , top, , dy] = raster.geoTransform as [number, number, number, number, number, number];
  const geographic = isWgs84(raster);
  const there = geographic ? null : new gdal.CoordinateTransformation(wgs84(), traditional(raster.srs!));
  const back = geographic ? null : new gdal.CoordinateTransformation(traditional(raster.srs!), wgs84());
  const by = (transformation: gdal.CoordinateTransformation | null, x: number, y: number) => {
    if (transformation === null) return { x, y };
    try {
      return transformation.transformPoint(x, y);
    } catch {
      // PROJ refuses places beyond a projection's domain: such a place is in no raster.
      return { x: NaN, y: NaN };
    }
  };
  return {
    toCell(longitude, latitude) {
      const point = by(there, longitude, latitude);
      return { x: (point.x - left) / dx, y: (point.y - top) / dy };
    },
    toPlace(x, y) {
      const point = by(back, left + x * dx, top + y * dy);
      return { longitude: point.x, latitude: point.y };
    },
  };
}

/** A coordinate system with easting before northing, whatever its authority says. */
function traditional(srs: gdal.SpatialReference): gdal.SpatialReference {
  return srs.isGeographic() ? gdal.SpatialReference.fromProj4(srs.toProj4()) : srs;
}

const ALONG = 32;

/** The places along the sides of a box, corners included, as shares of its width and height. */
function rim(): { readonly x: number; readonly y: number }[] {
  return Array.from({ length: ALONG + 1 }, (_, index) => index / ALONG).flatMap((share) => [
    { x: share, y: 0 },
    { x: share, y: 1 },
    { x: 0, y: share },
    { x: 1, y: share },
  ]);
}

/** The box of longitude and latitude around a raster. */
export function outline(raster: gdal.Dataset): Box {
  const { x: width, y: height } = raster.rasterSize;
  const placing = placingOf(raster);
  const places = rim()
    .map(({ x, y }) => placing.toPlace(x * width, y * height))
    .filter(({ latitude }) => Number.isFinite(latitude));
  return {
    north: Math.max(...places.map(({ latitude }) => latitude)),
    south: Math.min(...places.map(({ latitude }) => latitude)),
    east: Math.max(...places.map(({ longitude }) => longitude)),
    west: Math.min(...places.map(({ longitude }) => longitude)),
  };
}

/** What a raster lacks of a box; null when it covers it. A millionth of a cell is nothing. */
export function missingOf(raster: gdal.Dataset, box: Box): Missing | null {
  const { x: width, y: height } = raster.rasterSize;
  const placing = placingOf(raster);
  const within = rim().every(({ x, y }) => {
    const cell = placing.toCell(
      box.west + x * (box.east - box.west),
      box.north - y * (box.north - box.south),
    );
    const slack = 1e-6;
    return cell.x >= -slack && cell.y >= -slack && cell.x <= width + slack && cell.y <= height + slack;
  });
  if (within) return null;
  const own = outline(raster);
  const lack = (degrees: number) => (degrees > 1e-9 ? degrees : 0);
  const sides = {
    north: lack(box.north - own.north),
    east: lack(box.east - own.east),
    south: lack(own.south - box.south),
    west: lack(own.west - box.west),
  };
  return { ...sides, corner: Object.values(sides).every((degrees) => degrees === 0) };
}

/** `0.0123° in the north and 0.4° in the west`. */
export function missingText(missing: Missing): string {
  if (missing.corner) return 'a corner';
  const sides = (['north', 'east', 'south', 'west'] as const).filter((side) => missing[side] > 0);
  const words = sides.map((side) => `${Number(missing[side].toPrecision(3))}° in the ${side}`);
  return words.length === 1 ? words[0]! : `${words.slice(0, -1).join(', ')} and ${words.at(-1)!}`;
}

/** `50.2801…50.4599° N, -4.2850…-3.9950° E`. */
export function boxText({ north, east, south, west }: Box): string {
  return `${south.toFixed(4)}…${north.toFixed(4)}° N, ${west.toFixed(4)}…${east.toFixed(4)}° E`;
}
