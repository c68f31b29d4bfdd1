import { z } from 'zod';
import { dataDay } from '../domain/data-day.js';
import { faultNames } from './daac/faults.js';

const place = z.strictObject({ host: z.string(), port: z.number().int() });
const milliseconds = z.number().int().nonnegative();

/** The options of the simulator program: those of `startDaac`, with the mission by its file. */
export const simulatorOptionsSchema = z.strictObject({
  missionFile: z.string(),
  ftp: place.nullable(),
  directories: z.strictObject({ pickup: z.string(), delivery: z.string() }),
  smtp: place,
  from: z.string().optional(),
  to: z.string().optional(),
  answerBy: z.enum(['mail', 'file']).optional(),
  days: z.array(z.string().transform(dataDay)),
  scale: z.number().positive().max(1).optional(),
  seed: z.number().int().optional(),
  faults: z.array(z.enum(faultNames)).optional(),
  stateDirectory: z.string(),
  pollMs: z.number().int().positive().optional(),
  daysAtOnce: z.number().int().positive().optional(),
  keepFiles: z.boolean().optional(),
  panForm: z.enum(['short', 'long']).optional(),
  delays: z
    .strictObject({
      lateDnMs: milliseconds,
      dnLeadMs: milliseconds,
      correctionMs: milliseconds,
      repushMs: milliseconds,
      reconnectMs: milliseconds,
      takenMs: milliseconds,
      missingAfterMs: milliseconds.nullable(),
      panLostMs: milliseconds,
      contradictionMs: milliseconds,
    })
    .partial()
    .optional(),
});

/** What the simulator program is started with, as JSON. */
export type SimulatorOptions = z.input<typeof simulatorOptionsSchema>;
