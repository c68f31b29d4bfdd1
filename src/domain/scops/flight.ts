import { SENSORS, type DeliveredLine } from './delivery.js';
import type { GeoBounds } from './order.js';

/**
 * The pixel size in metres that fits a line, to half a metre and at least that: the ground between two pixels from the lowest the
 * aircraft flew. A line whose altitude isn't known has 0.5.
 */
export function optimalPixelSize(line: Pick<DeliveredLine, 'sensor' | 'altitude'>): number {
  const { ifov } = SENSORS[line.sensor];
  return Math.max(0.5, Math.round(2 * 2 * line.altitude.min * Math.tan(ifov / 2)) / 2);
}

/** The UTM zone of a longitude, 1…60; 180° is that of -180°. */
export function utmZone(longitude: number): number {
  return (((Math.floor((longitude + 180) / 6) % 60) + 60) % 60) + 1;
}

/** The UTM zone and hemisphere of a flight, by the middle of its bounds. */
export function utmOf(bounds: GeoBounds): { readonly zone: number; readonly hemisphere: 'N' | 'S' } {
  const { latitude, longitude } = middleOf(bounds);
  return { zone: utmZone(longitude), hemisphere: latitude < 0 ? 'S' : 'N' };
}

/** Whether the British National Grid is offered for a flight: UTM zones 29N, 30N and 31N, as SCOPS's form has it. */
export function isBritish(bounds: GeoBounds): boolean {
  const { zone, hemisphere } = utmOf(bounds);
  return hemisphere === 'N' && zone >= 29 && zone <= 31;
}

/** The middle of bounds, across the date line too. */
export function middleOf(bounds: GeoBounds): { readonly latitude: number; readonly longitude: number } {
  return {
    latitude: (bounds.north + bounds.south) / 2,
    longitude: wrapped(bounds.west + widthOf(bounds) / 2),
  };
}

/** Degrees from west to east. */
export function widthOf({ west, east }: GeoBounds): number {
  return east >= west ? east - west : east - west + 360;
}

/** What two boxes share; undefined where they share nothing. */
export function shared(a: GeoBounds, b: GeoBounds): GeoBounds | undefined {
  const north = Math.min(a.north, b.north);
  const south = Math.max(a.south, b.south);
  if (north < south) return undefined;
  const offset = wrapped(b.west - a.west);
  const west = Math.max(0, offset);
  const east = Math.min(widthOf(a), offset + widthOf(b));
  if (east < west) return undefined;
  return { north, south, west: wrapped(a.west + west), east: wrapped(a.west + east) };
}

/** The smallest box around several, all within half the Earth of the first; undefined without any. */
export function around(boxes: readonly GeoBounds[]): GeoBounds | undefined {
  const [first] = boxes;
  if (first === undefined) return undefined;
  const starts = boxes.map((box) => wrapped(box.west - first.west));
  const west = Math.min(...starts);
  const east = Math.max(...boxes.map((box, index) => starts[index]! + widthOf(box)));
  return {
    north: Math.max(...boxes.map((box) => box.north)),
    south: Math.min(...boxes.map((box) => box.south)),
    west: wrapped(first.west + west),
    east: wrapped(first.west + east),
  };
}

/** A longitude within -180…180. */
function wrapped(degrees: number): number {
  return degrees >= -180 && degrees <= 180 ? degrees : ((((degrees + 180) % 360) + 360) % 360) - 180;
}
