import { z } from 'zod';
import type { EquationsWanted } from './equations.js';
import { EXTRA_FORMATS, type Order, type OrderProblem } from './order.js';

const text = (most: number) => z.string().max(most);
const whole = z.number().int().min(0).max(99_999);
const degrees = z.number();
const names = z.array(text(100)).max(200);

const projection = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('utm'), zone: whole, hemisphere: z.enum(['N', 'S']) }),
  z.strictObject({ kind: z.literal('ukbng') }),
  z.strictObject({ kind: z.literal('proj'), proj: text(1_000) }),
]);

/** A DEM as a client may say it: that one is on FTP is confirmed by an operator, never by who orders. */
export const demSchema = z.discriminatedUnion('source', [
  z.strictObject({ source: z.literal('mosaic'), name: text(100) }),
  z.strictObject({
    source: z.literal('upload'),
    path: text(4_096).nullable(),
    force: z.boolean().optional(),
  }),
  z.strictObject({
    source: z.literal('ftp'),
    path: z.null().default(null),
    confirmed: z.literal(false).default(false),
  }),
]);

/** An equation as a client may say it. */
export const equationSchema = z.strictObject({ name: text(100), expression: text(4_000) });

const line = z.strictObject({
  name: text(100),
  process: z.boolean().default(true),
  bands: z
    .union([z.literal('ALL'), z.array(z.strictObject({ from: whole, to: whole })).max(2_000)], {
      error: 'must be "ALL", or a list of ranges such as {"from": 1, "to": 200}',
    })
    .default('ALL'),
  equations: names.default([]),
  plugins: names.default([]),
  ignoreFreeSpace: z.boolean().optional(),
});

/**
 * The JSON document of an order. Keys that it does not have are refused, so that a misspelt one is not silently without effect.
 * Whether the values fit the flight is looked at by `orderProblems`.
 */
export const orderSchema = z.strictObject({
  project: text(100),
  year: whole,
  julianDay: whole,
  sortie: text(10).default(''),
  email: text(300),
  sourceFolder: text(4_096),
  projection,
  pixelSize: z.strictObject({ x: z.number(), y: z.number() }),
  interpolation: z.enum(['nearest', 'bilinear', 'cubic']).default('nearest'),
  masking: z
    .union([z.enum(['none', 'all']), z.array(text(10)).max(50)], {
      error: 'must be "none", "all", or a list of letters',
    })
    .default('all'),
  bounds: z
    .strictObject({ north: degrees, east: degrees, south: degrees, west: degrees })
    .nullable()
    .default(null),
  dem: demSchema,
  lines: z.array(line).min(1, 'must have at least one line').max(1_000),
  bandMaths: z.boolean().default(false),
  equations: z.array(equationSchema).max(200).default([]),
  plugins: names.default([]),
  formats: z.array(z.enum(EXTRA_FORMATS)).max(10).default([]),
  unknown: z.record(text(200), z.record(text(200), text(65_536))).optional(),
});

/** An order document as it came, or every problem of its form at once. */
export function readOrderDocument(
  document: unknown,
): { readonly order: Order } | { readonly problems: readonly OrderProblem[] } {
  const result = orderSchema.safeParse(document);
  if (!result.success) return { problems: result.error.issues.flatMap(inWords) };
  const { unknown, lines, dem, ...order } = result.data;
  return {
    order: {
      ...order,
      formats: [...new Set(order.formats)],
      dem: dem.source === 'upload' ? withoutUndefined(dem) : dem,
      lines: lines.map(withoutUndefined),
      ...(unknown !== undefined && { unknown }),
    } as Order,
  };
}

const equationsSchema = z.strictObject({
  equations: z
    .array(equationSchema.extend({ lines: names.optional() }))
    .max(200)
    .default([]),
  plugins: z
    .array(z.strictObject({ name: text(100), lines: names.optional() }))
    .max(200)
    .default([]),
});

/**
 * What a program says in the equations step, or every problem of its form at once. What names no lines is wanted of all
 * lines of the order.
 */
export function readEquations(
  document: unknown,
  lines: readonly string[],
): { readonly wanted: EquationsWanted } | { readonly problems: readonly OrderProblem[] } {
  const result = equationsSchema.safeParse(document);
  if (!result.success) return { problems: result.error.issues.flatMap(inWords) };
  const { equations, plugins } = result.data;
  const problems = [
    ...equations.map((said) => ({ ...said, field: `equation ${said.name}` })),
    ...plugins.map((said) => ({ ...said, field: `plugin ${said.name}` })),
  ].flatMap(({ field, lines: wanting = [] }) =>
    wanting
      .filter((line) => !lines.includes(line))
      .map((line) => ({
        field,
        sentence: `Line ${JSON.stringify(line)} is none of the order; its lines are ${lines.join(', ')}.`,
      })),
  );
  if (problems.length > 0) return { problems };
  return {
    wanted: {
      equations: equations.map(({ lines: wanting = lines, ...said }) => ({ ...said, lines: wanting })),
      plugins: plugins.map(({ lines: wanting = lines, name }) => ({ name, lines: wanting })),
    },
  };
}

function inWords(issue: z.core.$ZodIssue): OrderProblem[] {
  const place = issue.path.map(String).join('.');
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map((key) => {
      const field = place === '' ? key : `${place}.${key}`;
      return { field, sentence: `${field} is no key of an order; correct its name or leave it out.` };
    });
  const field = place === '' ? 'order' : place;
  if (issue.code === 'invalid_type' && issue.message.endsWith('received undefined'))
    return [{ field, sentence: `${field} is missing.` }];
  return [{ field, sentence: `${field}: ${issue.message.replace(/\.$/, '')}.` }];
}

function withoutUndefined<T extends object>(value: T): T {
  return Object.fromEntries(Object.entries(value).filter(([, item]) => item !== undefined)) as T;
}
