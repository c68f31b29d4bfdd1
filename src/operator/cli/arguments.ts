import { InvalidArgumentError } from 'commander';
import { dataDay, type DataDay } from '../../domain/data-day.js';
import { pastTime } from '../words/times.js';

// Each throws commander's InvalidArgumentError with the sentence that the operator reads.

/** A product day, `YYYY-MM-DD`. */
export function dayArgument(text: string): DataDay {
  try {
    return dataDay(text);
  } catch (error) {
    throw new InvalidArgumentError((error as Error).message);
  }
}

/** Days from `from` to `to`, both included. */
export interface DayRange {
  readonly from: DataDay;
  readonly to: DataDay;
}

/** A product day, or a range of days: `2026-01-01..2026-03-31`. */
export function dayOrRangeArgument(text: string): DayRange {
  const [first = '', last = first, ...rest] = text.split('..');
  const range = { from: dayArgument(first), to: dayArgument(last) };
  if (rest.length > 0 || range.to < range.from)
    throw new InvalidArgumentError(`'${text}' is not a range of days; write A..B, the first day first.`);
  return range;
}

/** An instant: ISO 8601, UTC unless it says otherwise; answers ISO 8601 UTC. */
export function instantArgument(text: string): string {
  const withZone = /^\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}(:\d{2})?)?$/.test(text)
    ? `${text.length === 10 ? `${text}T00:00` : text.replace(' ', 'T')}Z`
    : text;
  const at = Date.parse(withZone);
  if (Number.isNaN(at))
    throw new InvalidArgumentError(`'${text}' is not a time; write for example 2026-11-20T04:00:00Z.`);
  return new Date(at).toISOString();
}

/** A level such as `L1`; small letters will do. */
export function levelArgument(text: string): string {
  const level = text.toUpperCase();
  if (!/^L\d[A-Z]?$/.test(level))
    throw new InvalidArgumentError(`'${text}' is not a level; write for example L1.`);
  return level;
}

/** An instant that is past, epoch milliseconds: ISO 8601 in UTC, or how long ago, as `24h`. */
export function pastArgument(text: string): number {
  try {
    return pastTime(text, Date.now());
  } catch (error) {
    throw new InvalidArgumentError((error as Error).message);
  }
}

/** A year of the calendar. */
export function yearArgument(text: string): number {
  if (!/^(19|20|21)\d{2}$/.test(text))
    throw new InvalidArgumentError(`'${text}' is not a year; write for example 2026.`);
  return Number(text);
}

/** A whole number from 1. */
export function countArgument(text: string): number {
  if (!/^[1-9]\d{0,5}$/.test(text)) throw new InvalidArgumentError('It must be a whole number from 1.');
  return Number(text);
}

/** A share of the real sizes. */
export function shareArgument(text: string): number {
  const value = Number(text);
  if (!(value > 0 && value <= 1)) throw new InvalidArgumentError('It must be a number above 0, at most 1.');
  return value;
}

/** Words that are separated by commas. */
export function wordsArgument(text: string): string[] {
  return text.split(',').filter((word) => word !== '');
}

/** A text that says something. */
export function textArgument(text: string): string {
  if (text.trim() === '') throw new InvalidArgumentError('It must not be empty.');
  return text;
}

/** A number between two others, both included. */
export function numberArgument(least: number, most: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (text.trim() === '' || !(value >= least && value <= most))
      throw new InvalidArgumentError(`It must be a number from ${least} to ${most}.`);
    return value;
  };
}

/** A place: `LATITUDE,LONGITUDE`, decimal degrees. */
export function placeArgument(text: string): { readonly latitude: number; readonly longitude: number } {
  const match = /^(-?\d{1,2}(?:\.\d+)?),(-?\d{1,3}(?:\.\d+)?)$/.exec(text.replaceAll(' ', ''));
  if (!match || Math.abs(Number(match[1])) > 90 || Math.abs(Number(match[2])) > 180)
    throw new InvalidArgumentError(`'${text}' is not a place; write for example 50.37,-4.14.`);
  return { latitude: Number(match[1]), longitude: Number(match[2]) };
}
