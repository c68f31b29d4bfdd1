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
 * kind of line has formulas of its own; an index that several kinds have is named by the sensor too.
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
  const found = [...kinds.values()].flatMap((group) => {
    const [{ sensor, wavelengths }] = group as [DeliveredLine];
    return indices(wavelengths!).map((index) => ({ index, sensor, lines: group.map(({ name }) => name) }));
  });
  const offers: Offer[] = [];
  for (const { index, sensor, lines: wanting } of found) {
    const several = found.filter((other) => other.index.name === index.name).length > 1;
    const name = several ? `${index.name}_${SENSORS[sensor].name}` : index.name;
    offers.push({ ...index, name: free(name, offers), lines: wanting });
  }
  return offers;
}

/** A sensor may have flown in two band sets; then a number tells them apart. */
function free(name: string, offers: readonly Offer[]): string {
  let found = name;
  for (let n = 2; offers.some((offer) => offer.name === found); n += 1) found = `${name}_${n}`;
  return found;
}
