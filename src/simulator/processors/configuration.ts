import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { reasonOf, UnusableInput } from './unusable-input.js';

const schema = z.object({
  /** Tracks that L1 keeps of each two-hour granule. */
  tracksPerSlot: z.number().int().min(1).max(2000).default(10),
  /** A fault that the processor has in its first `runs` runs, counted in `counterFile`. */
  fault: z
    .object({
      kind: z.enum(['crash', 'hang']),
      runs: z.number().int().min(1).default(1),
      counterFile: z.string(),
    })
    .optional(),
});

/** The content of `processor.json` in a configuration directory. */
export type Configuration = z.infer<typeof schema>;
/** A fault that a demo processor has on request: it dies of SIGSEGV, or it hangs and ignores SIGTERM. */
export type Fault = NonNullable<Configuration['fault']>;

/** Reads `processor.json`. Throws UnusableInput when it is missing or says something else than it should. */
export function readConfiguration(directory: string): Configuration {
  try {
    return schema.parse(JSON.parse(readFileSync(join(directory, 'processor.json'), 'utf8')));
  } catch (error) {
    throw new UnusableInput(
      `The configuration ${join(directory, 'processor.json')} cannot be used: ${reasonOf(error)}`,
    );
  }
}
