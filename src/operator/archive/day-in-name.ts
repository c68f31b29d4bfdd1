import { dayFromCompact, type DataDay } from '../../domain/data-day.js';

/** The data day in an archive name: the first eight digits by themselves that are one. Undefined when there are none. */
export function dayInName(path: string): DataDay | undefined {
  const name = path.slice(path.lastIndexOf('/') + 1);
  for (const [digits] of name.matchAll(/(?<!\d)\d{8}(?!\d)/g)) {
    try {
      return dayFromCompact(digits);
    } catch {
      continue; // Eight digits that are no day.
    }
  }
  return undefined;
}
