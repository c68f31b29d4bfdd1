import { basename } from 'node:path';
import { addDays, type DataDay } from '../../domain/data-day.js';
import { textKey } from '../instrument/noise.js';
import { actFault } from './fault.js';
import { GridField } from './grid-reader.js';
import { FILL, SwathReader, writeSwath, type SwathField } from './hdf.js';
import { LUN } from './luns.js';
import { fileAttributes, writeProductMet, type ProductFacts } from './product-met.js';
import { PRESSURES, Retrievals, type Meteorology } from './retrieval.js';
import { currentRun, runProgram, type Run } from './run.js';
import { UnusableInput } from './unusable-input.js';

/** The demo L2 processor: radiances and meteorology to columns and profiles of CO of one day. */
export async function main(): Promise<void> {
  const run = currentRun();
  console.log(`L2 processor ${run.version}, data day ${run.day}`);
  const [mop01] = run.inputs(LUN.radiances);
  if (!mop01) throw new UnusableInput('There is no MOP01 file among the inputs.');
  const meteorology = {
    surfacePressure: gridOfDay(run, LUN.daoSurface, 'surface_pressure'),
    temperature: gridOfDay(run, LUN.daoLevels, 'temperature'),
  };
  const reader = await SwathReader.open(mop01.path, 'MOP01');
  try {
    const retrievals = new Retrievals(reader.shape('Data Fields/MOPITTRadiances')[0] ?? 0);
    const key = textKey(run.day);
    await retrievals.retrieve(reader, meteorology, key, async (block, blocks) => {
      console.log(`progress ${block + 1}/${blocks} retrieving ${basename(mop01.path)}`);
      if (block === Math.min(1, blocks - 1)) await actFault(run.configuration.fault);
    });
    if (retrievals.count === 0)
      throw new UnusableInput(`${mop01.path} has no radiance that a retrieval could start from.`);
    await writeProducts(run, factsOf(run.day, reader, meteorology), retrievals);
    console.log(`done: ${retrievals.count} retrievals`);
  } finally {
    reader.close();
  }
}

/** A field of the file of the data day, or of the day nearest to it; undefined when there is no file. */
function gridOfDay(run: Run, lun: number, field: string): GridField | undefined {
  const grids = run.inputs(lun).map(({ path }) => new GridField(path, field));
  const distance = ({ header }: GridField) => Math.abs(Date.parse(header.day) - Date.parse(run.day));
  const [nearest] = grids.sort((a, b) => distance(a) - distance(b));
  if (!nearest) console.log(`no ${field} from the DAO: climatology is used`);
  return nearest;
}

function factsOf(
  day: DataDay,
  mop01: SwathReader,
  { surfacePressure, temperature }: Meteorology,
): ProductFacts {
  const text = (name: string, otherwise: string) => mop01.attribute(name) ?? otherwise;
  const next = `${addDays(day, 1)}T00:00:00Z`;
  const made = [text('ProductionDateTime', next), surfacePressure?.header.made, temperature?.header.made]
    .filter((time) => time !== undefined)
    .sort((a, b) => Date.parse(a) - Date.parse(b));
  return {
    made: made.at(-1)!,
    range: [text('StartDateTime', `${day}T00:00:00Z`), text('StopDateTime', `${day}T23:59:59Z`)],
  };
}

async function writeProducts(run: Run, facts: ProductFacts, retrievals: Retrievals): Promise<void> {
  const n = retrievals.count;
  const values = retrievals.fields;
  const each = (name: string, data: SwathField['data'], units: string): SwathField => ({
    name,
    data,
    shape: [n],
    units,
  });
  const geolocationFields = [
    each('Latitude', values.latitude, 'deg'),
    each('Longitude', values.longitude, 'deg'),
    each('Time', values.time, 's'),
    each('SecondsinDay', values.seconds, 's'),
    { name: 'Pressure', data: Float32Array.from(PRESSURES), shape: [PRESSURES.length], units: 'hPa' },
    {
      name: 'Pressure2',
      data: Float32Array.from([1000, ...PRESSURES]),
      shape: [PRESSURES.length + 1],
      units: 'hPa',
    },
  ];
  const percentMissing =
    (100 * values.column.reduce((count, value) => count + (value === FILL ? 1 : 0), 0)) / n;
  const product = run.output(LUN.retrievals);
  await writeSwath(product.path, {
    name: 'MOP02',
    attributes: fileAttributes(run, facts),
    dataFields: [
      each('RetrievedCOTotalColumn', values.column, 'mol cm-2'),
      each('RetrievedCOTotalColumnUncertainty', values.uncertainty, 'mol cm-2'),
      each('RetrievedCOSurfaceMixingRatio', values.surfaceMixingRatio, 'ppbv'),
      {
        name: 'RetrievedCOMixingRatioProfile',
        data: values.profile,
        shape: [n, PRESSURES.length],
        units: 'ppbv',
      },
      each('SurfacePressure', values.surfacePressure, 'hPa'),
      each('RetrievedSurfaceTemperature', values.surfaceTemperature, 'K'),
    ],
    geolocationFields,
  });
  writeProductMet(run, product, {
    ...facts,
    type: 'MOP02',
    parameter: 'RetrievedCOTotalColumn',
    percentMissing,
  });
  const quality = run.output(LUN.retrievalQuality);
  await writeSwath(quality.path, {
    name: 'MOP02Q',
    attributes: fileAttributes(run, facts),
    dataFields: [
      each('DegreesofFreedomforSignal', values.degreesOfFreedom, '1'),
      each('RetrievalIterations', values.iterations, '1'),
    ],
    geolocationFields,
  });
  writeProductMet(run, quality, { ...facts, type: 'MOP02Q', parameter: 'Retrieval Quality', percentMissing });
}

await runProgram(main);
