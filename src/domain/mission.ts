import { z } from 'zod';
import { durationMs } from './duration.js';
import { processorVersion } from './processor-version.js';

const duration = z.string().superRefine((text, context) => {
  try {
    durationMs(text);
  } catch (error) {
    context.addIssue({ code: 'custom', message: (error as Error).message });
  }
});
/** For what would never happen, or without a pause, if it were nothing. */
const pause = duration.refine((text) => !/^[\s0.a-z]*$/.test(text), 'must be longer than nothing');
const version = z.string().superRefine((text, context) => {
  try {
    processorVersion(text);
  } catch (error) {
    context.addIssue({ code: 'custom', message: (error as Error).message });
  }
});
const pattern = z.string().superRefine((text, context) => {
  try {
    new RegExp(text);
  } catch (error) {
    context.addIssue({ code: 'custom', message: `is not a regular expression: ${(error as Error).message}` });
  }
});
const shortName = z
  .string()
  .regex(/^[A-Z0-9]{1,8}$/, 'must be an ECS short name: at most 8 capital letters and digits');
const sizeRange = z.strictObject({ min: z.number().int().nonnegative(), max: z.number().int().positive() });
const limits = z.strictObject({ suspect: z.number().min(0).max(100), failed: z.number().min(0).max(100) });

/**
 * What the DAAC pushes. A file belongs to the type either by its EDOS name (`edos`: spacecraft and application id, a
 * granule being the pair of construction record and packets) or by `pattern`, whose named groups give `date` (YYYYDDD),
 * `time` (HHMM, unless daily) and `made` (YYYYDDDHHMMSS).
 */
const inputType = z.strictObject({
  archive: z.enum(['L0', 'DAS']),
  every: z.enum(['2h', '1d']),
  edos: z
    .strictObject({ scid: z.number().int().min(0).max(255), apid: z.number().int().min(0).max(2047) })
    .optional(),
  pattern: pattern.optional(),
  size: sizeRange,
  opensDay: z.boolean().default(false),
});

/**
 * How a level waits for one input type. `required` holds the level at the deadline, `wanted` delays it for at most
 * `grace`, `welcome` never delays it. `days` are relative to the product day; `minimum` is how many granules are
 * enough (default: all), `wanted` how many to wait for during the grace time.
 */
const inputRule = z.strictObject({
  type: shortName,
  need: z.enum(['required', 'wanted', 'welcome']),
  days: z.array(z.number().int().min(-31).max(31)).min(1).default([0]),
  minimum: z.number().int().positive().optional(),
  wanted: z.number().int().positive().optional(),
  deadline: duration.optional(),
  grace: duration.optional(),
  lun: z.number().int().positive(),
  nearest: z
    .strictObject({
      trains: z.array(z.string().regex(/^[A-Z0-9]+$/)).min(1),
      events: z.array(z.string().regex(/^[a-z]+$/)).min(1),
      within: duration,
    })
    .optional(),
});

const qaField = z.strictObject({
  path: z.string(),
  fill: z.array(z.number()).default([]),
  valid: z.tuple([z.number(), z.number()]),
  missing: limits,
  outOfRange: limits,
});

/** One row of a level's product table. `name` holds `{day}`, `{version}` and, for event products, `{event}`. */
const product = z.strictObject({
  type: shortName,
  name: z.string(),
  lun: z.number().int().positive(),
  count: z.strictObject({ min: z.number().int().nonnegative(), max: z.number().int().positive() }),
  size: sizeRange,
  fileType: z.enum(['SCIENCE', 'BROWSE', 'PRODHIST', 'LINKAGE']).default('SCIENCE'),
  madeFrom: z.strictObject({ type: shortName, field: z.string() }).optional(),
  deliver: z.boolean().default(true),
  qa: z
    .strictObject({
      fields: z.array(qaField),
      time: z.strictObject({ path: z.string(), coverage: limits }).optional(),
    })
    .optional(),
});

const level = z.strictObject({
  version,
  inputs: z.array(inputRule).min(1),
  deadline: duration,
  grace: duration,
  run: z.strictObject({
    timeLimit: pause,
    attempts: z.number().int().min(1).max(10),
    parameters: z
      .array(z.strictObject({ lun: z.number().int().positive(), description: z.string(), value: z.string() }))
      .default([]),
  }),
  qa: z.strictObject({ suspect: z.enum(['accept', 'hold']) }),
  /** What happens when inputs come after the level was made without them: a rerun is offered, or made. */
  late: z.enum(['offer', 'rerun']).default('offer'),
  products: z.array(product).min(1),
});

/** A mission as data: what arrives, what each level needs and makes, how long to wait, and who is told. */
export const missionSchema = z.strictObject({
  mission: z.string().regex(/^[a-z][a-z0-9-]{0,31}$/, 'must be lower-case letters, digits and hyphens'),
  title: z.string(),
  instrument: z.string(),
  platform: z.string(),
  originatingSystem: z
    .string()
    .regex(/^[A-Z0-9_]{1,20}$/, 'must be at most 20 capital letters, digits and underscores'),
  dataVersion: z.string().regex(/^\d{3}$/, 'must be three digits, in quotes, for example "001"'),
  nodeName: z.string().max(64),
  pickup: z.strictObject({ quiet: duration, unannounced: duration, sweep: pause }),
  receipt: z.strictObject({ recheck: pause, patience: duration, report: duration }),
  day: z.strictObject({
    patience: duration,
    /** When, UTC, the day before is opened even if nothing of it arrived; null: only arrivals and operators open days. */
    opensAt: z
      .string()
      .regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'must be a time of day such as 06:00')
      .nullable(),
  }),
  delivery: z.strictObject({ expiry: pause, panExpected: duration, panLate: duration }),
  pace: z.strictObject({
    firstRetry: pause,
    attempts: z.number().int().min(1).max(20),
    recheck: pause,
    heartbeat: pause,
  }),
  inputs: z.record(shortName, inputType),
  levels: z
    .record(z.string().regex(/^L\d[A-Z]?$/, 'must be a level such as L1 or L2B'), level)
    .refine((levels) => Object.keys(levels).length > 0, 'needs at least one level'),
});

/** A mission that has been validated. Durations are texts (`36h`); sizes are bytes; percentages 0–100. */
export type Mission = z.infer<typeof missionSchema>;
/** One input type of a mission. */
export type InputType = Mission['inputs'][string];
/** One level of a mission. */
export type LevelPlan = Mission['levels'][string];
/** How a level waits for one input type. */
export type InputRule = LevelPlan['inputs'][number];
/** One row of a level's product table. */
export type ProductRow = LevelPlan['products'][number];
/** Limits in percent: at `suspect` a figure is Suspect, at `failed` it is Failed. */
export type Limits = z.infer<typeof limits>;
