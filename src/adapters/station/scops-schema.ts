import { isAbsolute } from 'node:path';
import { z } from 'zod';
import { durationMs } from '../../domain/duration.js';
import { OperationsError } from '../../domain/failures.js';
import { JOB_SYSTEMS } from '../../domain/scops/config.js';
import { wallTimeMinutes } from '../processor/batch/wall-time.js';

/** A folder or file below another: `/` at its start doesn't make it absolute, and nothing leads out of it. */
export function belowFolder(text: string): string {
  const parts = text.split('/').filter((part) => part !== '' && part !== '.');
  if (parts.length === 0) throw new RangeError('must name a folder or file');
  if (parts.includes('..') || text.includes('\0')) throw new RangeError("must not lead out by '..'");
  return parts.join('/');
}

const duration = z.string().transform((text, context) => {
  try {
    return durationMs(text);
  } catch (error) {
    context.addIssue({ code: 'custom', message: (error as Error).message });
    return z.NEVER;
  }
});
const below = z.string().transform((text, context) => {
  try {
    return belowFolder(text);
  } catch (error) {
    context.addIssue({ code: 'custom', message: (error as Error).message });
    return z.NEVER;
  }
});
/** Below the station's home where it isn't absolute. */
const place = z.string().min(1);
const absolute = z.string().refine(isAbsolute, 'must be an absolute path');
/** What goes onto the command line of a job system. */
const jobWord = z
  .string()
  .regex(/^[A-Za-z0-9_][A-Za-z0-9_.@-]{0,99}$/, 'must be letters, digits, _ . @ and -');
/** How long a job may run, as every job system can be told. */
export const wallTime = z.string().refine((text) => {
  try {
    return wallTimeMinutes(text) > 0;
  } catch (error) {
    if (error instanceof OperationsError) return false;
    throw error;
  }
}, "must be '12:00' (hours and minutes) or a number of minutes, and above 0");
const address = z.string().regex(/^[^\s@<>,;]+@[^\s@<>,;]+$/, 'must be an e-mail address');

const mosaic = z.strictObject({
  /** As the form offers it. */
  name: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9_-]{0,39}$/, 'must be letters, digits, _ and -'),
  title: z.string().optional(),
  /** A VRT or raster, or a folder of tiles. */
  path: place,
  /** The grid that makes its heights ellipsoidal; null: they are already. Default: EGM96 for aster and srtm, else null. */
  geoid: place.nullable().optional(),
});

/** `scops:` of station.yaml: orders of flight lines. Everything has a default; SCOPS's environment variables go before it. */
export const scopsSchema = z.strictObject({
  output: place.default('scops/output'),
  configs: place.default('scops/configs'),
  uploads: place.default('scops/uploads'),
  /** Below which folders a delivery may lie; none: anywhere. */
  sources: z.array(place).default([]),
  deliveryPattern: below.default('delivery/*{}*'),
  level1Folder: below.default('flightlines/level1b'),
  navigationFolder: below.default('flightlines/navigation'),
  viewVectorFile: below.default('sensor_FOV_vectors/{}_fov_fullccd_vectors.bil'),
  folders: z
    .strictObject({
      level1: below.default('level1b'),
      igm: below.default('igm'),
      mapped: below.default('mapped'),
      dem: below.default('dem'),
      status: below.default('status'),
      log: below.default('logs'),
    })
    .prefault({}),
  temporary: absolute.nullable().default(null),
  keepIntermediate: z.boolean().default(false),
  jobs: z
    .strictObject({
      system: z.enum(JOB_SYSTEMS).default('local'),
      command: place.nullable().default(null),
      process: place.nullable().default(null),
      queue: jobWord.default('arsf.q'),
      project: jobWord.default('arsfdan'),
      wallTime: wallTime.default('12:00'),
      logDirectory: place.default('log/jobs'),
    })
    .prefault({}),
  mail: z
    .strictObject({
      send: z.boolean().default(true),
      bcc: z.array(address).default([]),
      error: z.array(address).default([]),
    })
    .prefault({}),
  serverBase: z.string().nullable().default(null),
  dem: z
    .strictObject({
      mosaics: z.array(mosaic).default([]),
      osngGrid: place.nullable().default(null),
      smooth: z.boolean().default(false),
    })
    .prefault({}),
  plugins: z.array(place).default([]),
  python: z.string().min(1).default('python3'),
  apl: absolute.nullable().default(null),
  confirmation: z
    .strictObject({
      needed: z.boolean().default(true),
      reminder: duration.default(durationMs('3d')),
      expiry: duration.default(durationMs('14d')),
    })
    .prefault({}),
  retention: duration.default(durationMs('14d')),
  retentionNotice: duration.default(durationMs('2d')),
  lineGrace: duration.default(durationMs('2d')),
  attention: duration.default(durationMs('14d')),
  limits: z
    .strictObject({
      uploadBytes: z
        .number()
        .int()
        .positive()
        .default(4 * 1024 ** 3),
      linesAtOnce: z.number().int().min(1).max(256).default(4),
      equations: z.number().int().min(0).max(200).default(20),
    })
    .prefault({}),
});

/** The section as it was checked. */
export type ScopsSection = z.infer<typeof scopsSchema>;
