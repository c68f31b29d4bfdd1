import type { After } from '../../ledger/match.js';

/** A place in a list as an address carries it: opaque to whoever passes it on. */
export function cursorText({ at, id }: After): string {
  return Buffer.from(JSON.stringify([at, id])).toString('base64url');
}

/** The place of a cursor; undefined for a text that is none. */
export function cursorOf(text: string): After | undefined {
  let value: unknown;
  try {
    value = JSON.parse(Buffer.from(text, 'base64url').toString('utf8'));
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
  if (!Array.isArray(value) || value.length !== 2) return undefined;
  const [at, id] = value as unknown[];
  return Number.isSafeInteger(at) && typeof id === 'string' ? { at: at as number, id } : undefined;
}
