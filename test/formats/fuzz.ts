import { FormatError } from '../../src/formats/format-error.js';

/** Runs a reader on bad input: it may return or throw a FormatError; anything else it throws is thrown on. */
export function onlyFormatErrors<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof FormatError) return undefined;
    throw error;
  }
}
