import { SENSORS, type DeliveredLine } from '../../../domain/scops/delivery.js';
import type { FrontServices } from '../services.js';

/** An index that is offered: a formula, and the lines whose bands it fits. */
export interface Offer {
  /** The product's name. */
  readonly name: string;
  readonly title: string;
  readonly expression: string;
  readonly lines: readonly string[];
}

/**
 * The indices that can be had of a flight. Bands of the same number lie at other wavelengths in another sensor, so that each
 * kind of line has formulas of its own; where there are several kinds, the sensor is part of the name.
 */
export function offersOf(
  lines: readonly DeliveredLine[],
  indices: FrontServices['indices'],
): readonly Offer[] {
  const kinds = new Map<string, DeliveredLine[]>();
  for (const line of lines) {
    if (!line.wavelengths) continue;
    const kind = line.wavelengths.join(' ');
    kinds.set(kind, [...(kinds.get(kind) ?? []), line]);
  }
  const offers: Offer[] = [];
  for (const group of kinds.values()) {
    const [{ sensor, wavelengths }] = group as [DeliveredLine];
    for (const { name, title, expression } of indices(wavelengths!)) {
      const own = kinds.size > 1 ? `${name}_${SENSORS[sensor].name}` : name;
      offers.push({ name: free(own, offers), title, expression, lines: group.map((line) => line.name) });
    }
  }
  return offers;
}

/** A sensor may have flown in two band sets; then a number tells them apart. */
function free(name: string, offers: readonly Offer[]): string {
  let found = name;
  for (let n = 2; offers.some((offer) => offer.name === found); n += 1) found = `${name}_${n}`;
  return found;
}
