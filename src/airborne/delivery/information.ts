import { XMLParser } from 'fast-xml-parser';
import type { GeoBounds } from '../../domain/scops/order.js';

/** A record of one line has some kilobytes. */
const LIMIT = 4 * 1024 * 1024;
const NAMES = {
  north: 'northBoundLatitude',
  east: 'eastBoundLongitude',
  south: 'southBoundLatitude',
  west: 'westBoundLongitude',
} as const;

/**
 * The geographic box of an ISO 19115 record (as ISO 19139 writes it, whatever its prefixes); undefined when it has none that makes
 * sense. Entities are not expanded, and a text that declares any, is not XML, or is larger than 4 MiB has no box.
 */
export function boundsOfRecord(text: string): GeoBounds | undefined {
  if (text.length > LIMIT || /<!(DOCTYPE|ENTITY)/i.test(text)) return undefined;
  let document: unknown;
  try {
    document = new XMLParser({
      ignoreAttributes: true,
      removeNSPrefix: true,
      processEntities: false,
      parseTagValue: false,
      trimValues: true,
    }).parse(text);
  } catch {
    // What a delivery's record says is a help, not a need: without it the navigation is asked.
    return undefined;
  }
  const found = new Map<string, number>();
  collect(document, found, 0);
  const value = (side: keyof typeof NAMES) => found.get(NAMES[side]);
  const [north, east, south, west] = [value('north'), value('east'), value('south'), value('west')];
  if (north === undefined || east === undefined || south === undefined || west === undefined)
    return undefined;
  const isSane =
    north >= south &&
    Math.abs(north) <= 90 &&
    Math.abs(south) <= 90 &&
    Math.abs(east) <= 180 &&
    Math.abs(west) <= 180;
  return isSane ? { north, east, south, west } : undefined;
}

/** The numbers below the elements of the names, the first of each. */
function collect(node: unknown, found: Map<string, number>, depth: number): void {
  if (typeof node !== 'object' || node === null || depth > 100) return;
  for (const [key, value] of Object.entries(node)) {
    const isWanted = Object.values(NAMES).some((name) => name === key);
    if (isWanted && !found.has(key)) {
      const number = numberIn(value);
      if (number !== undefined) found.set(key, number);
    }
    collect(value, found, depth + 1);
  }
}

/** `12.5`, or an element such as `gco:Decimal` around it. */
function numberIn(value: unknown): number | undefined {
  if (typeof value === 'string') return /^[-+]?\d+(\.\d+)?$/.test(value) ? Number(value) : undefined;
  if (typeof value !== 'object' || value === null) return undefined;
  return Object.values(value)
    .map(numberIn)
    .find((number) => number !== undefined);
}
