import { basename } from 'node:path';
import { dayStart, type DataDay } from '../../domain/data-day.js';
import type { ResolvedPcfFile } from '../../formats/pcf.js';
import { noise, textKey } from '../instrument/noise.js';
import { CHANNELS } from '../instrument/scene.js';
import { SwathReader, writeSwath } from './hdf.js';
import { fileAttributes, writeProductMet, type ProductFacts } from './product-met.js';
import type { Run } from './run.js';

/** Which calibrations happen: cold ones (space view) each day, warm ones every second, hot ones every thirtieth. */
const EVERY_DAYS = { cold: 1, warm: 2, hot: 30 } as const;
const TEMPERATURES = { cold: 4, warm: 295, hot: 460 } as const;
type Event = keyof typeof EVERY_DAYS;

/** Whether an event happens on a day. */
export function happens(event: Event, day: DataDay): boolean {
  return (dayStart(day) / 86_400_000) % EVERY_DAYS[event] === 0;
}

/**
 * Writes a MOPCH file for each calibration of the day whose name the PCF lists, such as `…-T1-cold-…`; gives back the
 * names. Names of events that did not happen stay unwritten.
 */
export async function writeCalibrationEvents(
  run: Run,
  outputs: readonly ResolvedPcfFile[],
  facts: ProductFacts,
): Promise<string[]> {
  const written: string[] = [];
  for (const file of outputs) {
    const match = /(T[1-4])-(cold|warm|hot)\b/.exec(basename(file.path));
    if (!match) continue;
    const [train, event] = [match[1]!, match[2] as Event];
    if (!happens(event, run.day)) continue;
    await writeEvent(run, file, train, event, facts);
    written.push(basename(file.path));
  }
  return written.sort();
}

async function writeEvent(
  run: Run,
  file: ResolvedPcfFile,
  train: string,
  event: Event,
  facts: ProductFacts,
): Promise<void> {
  const key = textKey(`${run.day}/${train}/${event}`);
  const perChannel = (value: (channel: number) => number) =>
    Float32Array.from({ length: CHANNELS }, (_, channel) => value(channel));
  const shape = [CHANNELS];
  await writeSwath(file.path, {
    name: 'MOPCH',
    attributes: { ...fileAttributes(run, facts), Train: train, Event: event },
    dataFields: [
      {
        name: 'GainCorrection',
        data: perChannel((channel) => 0.999 + 0.002 * noise(key, channel)),
        shape,
        units: '1',
      },
      {
        name: 'Offset',
        data: perChannel((channel) => 900 + channel * 25 + noise(key, channel, 1)),
        shape,
        units: 'count',
      },
    ],
    geolocationFields: [
      { name: 'BlackbodyTemperature', data: Float32Array.of(TEMPERATURES[event]), shape: [1], units: 'K' },
    ],
  });
  writeProductMet(run, file, { ...facts, type: 'MOPCH', parameter: 'Calibration' });
}

/** The mean gain correction per channel of MOPCH files; ones when there are none. Throws UnusableInput for another kind of file. */
export async function gainCorrections(paths: readonly string[]): Promise<number[]> {
  const sums = new Array<number>(CHANNELS).fill(0);
  for (const path of paths) {
    const reader = await SwathReader.open(path, 'MOPCH');
    try {
      reader
        .rows('Data Fields/GainCorrection', 0, CHANNELS)
        .forEach((value, channel) => (sums[channel]! += value));
    } finally {
      reader.close();
    }
  }
  return sums.map((sum) => (paths.length > 0 ? sum / paths.length : 1));
}
