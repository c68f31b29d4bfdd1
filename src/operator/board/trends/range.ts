import { addDays, type DataDay } from '../../../domain/data-day.js';
import { dayOf } from '../kit.js';

/** The ranges that are a click away. */
export const RANGES = { '30d': '30 days', year: 'a year', all: 'the whole mission' } as const;
/** One of them, or days that were named. */
export type RangeName = keyof typeof RANGES | 'days';

/** What an address asks for. */
export interface AskedRange {
  readonly name: RangeName;
  readonly from: DataDay;
  readonly to: DataDay;
  /** What was wrong with what was asked for; the range is the last 30 days then. */
  readonly problem?: string;
}

/** The days that an address asks for: named ones, or so many up to the last one that is known. */
export function askedRange(
  query: {
    readonly range?: string | undefined;
    readonly from?: string | undefined;
    readonly to?: string | undefined;
  },
  known: { readonly from: DataDay; readonly to: DataDay },
): AskedRange {
  const last = (count: number) => ({ from: addDays(known.to, 1 - count), to: known.to });
  if (query.from || query.to) {
    const from = query.from ? dayOf(query.from) : known.from;
    const to = query.to ? dayOf(query.to) : known.to;
    if (from === undefined || to === undefined)
      return {
        name: '30d',
        ...last(30),
        problem: 'A day is written YYYY-MM-DD; these are the last 30 days.',
      };
    if (from > to)
      return { name: '30d', ...last(30), problem: `${from} is after ${to}; these are the last 30 days.` };
    // More than is known would be an axis with nothing on it.
    return { name: 'days', from: from < known.from ? known.from : from, to: to > known.to ? known.to : to };
  }
  if (query.range === 'all') return { name: 'all', ...known };
  if (query.range === 'year') return { name: 'year', ...last(365) };
  return { name: '30d', ...last(30) };
}
