import { z } from 'zod';

/** The schemas that the document of the API names, by their name. */
export const NAMED = new Map<z.ZodType, string>();

/** Gives a schema a name in the document. */
export function named<S extends z.ZodType>(id: string, schema: S): S {
  NAMED.set(schema, id);
  return schema;
}

/** A schema for every column of a row: a new column without one does not compile. */
export type Shape<R> = { [K in keyof R]-?: z.ZodType };

/** An instant, ISO 8601 UTC. */
export const instant = z.iso.datetime().describe('ISO 8601, UTC.');
/** A product day. */
export const dayText = z.iso.date();
/** A whole number from 0. */
export const count = z.int().min(0);
/** Bytes. */
export const bytes = z.int().min(0).describe('Bytes.');
/** Figures of any kind. */
export const facts = z.record(z.string(), z.unknown());

/** One page of a list. */
export function listOf<S extends z.ZodType>(name: string, row: S) {
  return z.strictObject({
    [name]: z.array(row),
    next: z.string().optional().describe('The cursor of the next page; absent on the last one.'),
  });
}
