import { writeFileSync } from 'node:fs';
import { ENGINEERING_POINTS } from '../instrument/payload.js';
import { CHANNELS, PIXELS, STARES, STATES } from '../instrument/scene.js';
import { writeCalibrationEvents } from './calibration-events.js';
import type { EngineeringSummary } from './engineering.js';
import { FILL, writeSwath } from './hdf.js';
import type { Level0Files } from './level0-reader.js';
import { LUN } from './luns.js';
import { fileAttributes, writeProductMet, type ProductFacts } from './product-met.js';
import type { Run } from './run.js';
import type { Tracks } from './tracks.js';

/** What L1 found. */
export interface L1Results {
  readonly tracks: Tracks;
  readonly summary: EngineeringSummary;
  readonly level0: {
    readonly science: Level0Files;
    readonly engineering: Level0Files;
    readonly tables: Level0Files;
  };
}

/** Writes MOP01, MOP01ES, MOP01QE, the MOPCH files of the day, and a `.met` beside each. */
export async function writeL1Products(run: Run, facts: ProductFacts, results: L1Results): Promise<void> {
  await writeRadiances(run, facts, results.tracks);
  await writeEngineering(run, facts, results.summary);
  const events = await writeCalibrationEvents(run, run.outputs(LUN.calibrationEvents), facts);
  const quality = run.output(LUN.engineeringQuality);
  writeFileSync(quality.path, qualityText(run, results, events));
  writeProductMet(run, quality, { ...facts, type: 'MOP01QE', parameter: 'Engineering Quality' });
}

async function writeRadiances(run: Run, facts: ProductFacts, tracks: Tracks): Promise<void> {
  const file = run.output(LUN.radiances);
  const n = tracks.count;
  const places = [n, STARES, PIXELS];
  await writeSwath(file.path, {
    name: 'MOP01',
    attributes: fileAttributes(run, facts),
    dataFields: [
      {
        name: 'MOPITTRadiances',
        data: tracks.radiances,
        shape: [...places, CHANNELS, STATES],
        units: 'W m-2 sr-1',
      },
      { name: 'MissingStares', data: tracks.missingStares, shape: [n], units: '1' },
    ],
    geolocationFields: [
      { name: 'Latitude', data: tracks.latitudes, shape: places, units: 'deg' },
      { name: 'Longitude', data: tracks.longitudes, shape: places, units: 'deg' },
      { name: 'Time', data: tracks.times, shape: [n], units: 's' },
      { name: 'SecondsinDay', data: tracks.secondsInDay, shape: [n], units: 's' },
    ],
  });
  const missing = tracks.radiances.reduce((count, value) => count + (value === FILL ? 1 : 0), 0);
  const percentMissing = (100 * missing) / tracks.radiances.length;
  writeProductMet(run, file, { ...facts, type: 'MOP01', parameter: 'MOPITTRadiances', percentMissing });
}

async function writeEngineering(run: Run, facts: ProductFacts, summary: EngineeringSummary): Promise<void> {
  const file = run.output(LUN.engineeringSummary);
  const { high, low, mean, deviation, exceeded } = summary.figures;
  const shape = [ENGINEERING_POINTS];
  await writeSwath(file.path, {
    name: 'MOP01ES',
    attributes: fileAttributes(run, facts),
    dataFields: [
      { name: 'EngineeringHigh', data: high, shape, units: 'count' },
      { name: 'EngineeringLow', data: low, shape, units: 'count' },
      { name: 'EngineeringMean', data: mean, shape, units: 'count' },
      { name: 'EngineeringStandardDeviation', data: deviation, shape, units: 'count' },
      { name: 'LimitExceedances', data: exceeded, shape, units: '1' },
    ],
    geolocationFields: [],
  });
  writeProductMet(run, file, { ...facts, type: 'MOP01ES', parameter: 'Engineering Summary' });
}

function qualityText(run: Run, { tracks, summary, level0 }: L1Results, events: readonly string[]): string {
  const packets = (name: string, files: Level0Files) => {
    const sum = (key: keyof Level0Files['figures'][number]) =>
      files.figures.reduce((total, one) => total + one[key], 0);
    return (
      `${name}: ${files.packetFiles.length} files, ${sum('packets')} packets, ${sum('gaps')} gaps, ` +
      `${sum('missedPackets')} packets missed, ${sum('fillOctets')} octets of fill`
    );
  };
  const missing = tracks.missingStares.reduce((total, one) => total + one, 0);
  return [
    `Engineering quality of ${run.day}, processor ${run.version}`,
    packets('MOP00SCI', level0.science),
    packets('MOP00ENG', level0.engineering),
    packets('MOP00TBL', level0.tables),
    `Tracks: ${tracks.count}, stares missing: ${missing} of ${tracks.count * STARES}`,
    `Engineering packets: ${summary.packets}, limits exceeded: ${summary.figures.exceeded.reduce((a, b) => a + b, 0)}`,
    `Calibrations: ${events.join(', ') || 'none'}`,
    '',
  ].join('\n');
}
