/** A box of geographic coordinates, degrees. `east` is never less than `west`: across the date line it is above 180. */
export interface Box {
  readonly north: number;
  readonly east: number;
  readonly south: number;
  readonly west: number;
}

/** True when two boxes share nothing. */
export function isApart(one: Box, other: Box): boolean {
  return (
    one.south >= other.north || one.north <= other.south || one.west >= other.east || one.east <= other.west
  );
}

/** True when a place is in a box. */
export function isWithin(box: Box, latitude: number, longitude: number): boolean {
  return latitude >= box.south && latitude <= box.north && longitude >= box.west && longitude <= box.east;
}

/** A box that is wider by some degrees on every side. */
export function widened(box: Box, degrees: number): Box {
  return {
    north: Math.min(90, box.north + degrees),
    south: Math.max(-90, box.south - degrees),
    east: box.east + degrees,
    west: box.west - degrees,
  };
}
