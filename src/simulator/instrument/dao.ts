import { addDays, dayStart, ordinalDay, type DataDay } from '../../domain/data-day.js';
import { encodeGridHeader, fieldValues, type GridHeader } from './grid.js';
import { granuleOf, type InputFile, type InputGranule } from './input.js';
import { noise, textKey } from './noise.js';
import { isoSeconds, ordinalTime } from './slots.js';

/** Real shapes: with 181 x 288 points they come to the 300 and 46 MB a day of the seed's input table. */
const PRODUCTS = {
  DLLAPMIS: {
    times: 8,
    levels: 36,
    fields: [
      { name: 'temperature', units: 'K' },
      { name: 'specific_humidity', units: 'kg kg-1' },
      { name: 'eastward_wind', units: 'm s-1' },
      { name: 'northward_wind', units: 'm s-1' },
      { name: 'geopotential_height', units: 'm' },
    ],
  },
  DLLAXMIS: {
    times: 24,
    levels: 1,
    fields: [
      { name: 'surface_pressure', units: 'hPa' },
      { name: 'skin_temperature', units: 'K' },
      { name: 'precipitable_water', units: 'kg m-2' },
      { name: 'tropopause_pressure', units: 'hPa' },
      { name: 'cloud_fraction', units: '1' },
      { name: 'albedo', units: '1' },
      { name: 'snow_depth', units: 'm' },
      { name: 'wind_speed_10m', units: 'm s-1' },
      { name: 'boundary_layer_height', units: 'm' },
    ],
  },
} as const;
type DaoType = keyof typeof PRODUCTS;
const ROWS = 181;
const COLUMNS = 288;

/** The analyses of the Data Assimilation Office for a day: DLLAPMIS on pressure levels, DLLAXMIS at the surface. */
export function makeDao(options: {
  readonly day: DataDay;
  readonly seed?: number;
  readonly scale?: number;
  /** How often they were produced before; each time makes new names, later production times and new references. */
  readonly production?: number;
}): InputGranule[] {
  const { day, seed = 1, scale = 0.005, production = 0 } = options;
  return (Object.keys(PRODUCTS) as DaoType[]).map((type) => {
    const key = textKey(`${type}/${day}`) ^ seed;
    // The analysis of a day is made in the course of the next one.
    const madeMs =
      dayStart(addDays(day, 1)) + (9 + production * 6) * 3_600_000 + Math.floor(noise(key) * 3600) * 1000;
    const made = isoSeconds(madeMs);
    const name = `${type}.A${ordinalDay(day)}.001.${ordinalTime(made)}`;
    return granuleOf({
      type,
      day,
      localGranuleId: name,
      made,
      databaseId:
        500_000 + (dayStart(day) / 86_400_000) * 100 + production * 10 + (type === 'DLLAPMIS' ? 1 : 2),
      range: [`${day}T00:00:00Z`, `${day}T23:59:59Z`],
      files: [gridFile(name, headerOf(type, day, made, scale), key)],
    });
  });
}

function headerOf(type: DaoType, day: DataDay, made: string, scale: number): GridHeader {
  const { times, levels, fields } = PRODUCTS[type];
  const shrink = Math.sqrt(Math.min(1, scale));
  const [rows, columns] = [
    Math.max(7, Math.round(ROWS * shrink)),
    Math.max(12, Math.round(COLUMNS * shrink)),
  ];
  return { product: type, day, made, times, levels, rows, columns, fields };
}

function gridFile(name: string, header: GridHeader, key: number): InputFile {
  const head = encodeGridHeader(header);
  return {
    name,
    size: head.length + header.fields.length * fieldValues(header) * 4,
    *content() {
      yield head;
      for (const field of header.fields) yield* planes(field.name, header, key ^ textKey(field.name));
    },
  };
}

function* planes(field: string, header: GridHeader, key: number): Generator<Uint8Array> {
  const { times, levels, rows, columns } = header;
  for (let plane = 0; plane < times * levels; plane++) {
    const view = new DataView(new ArrayBuffer(rows * columns * 4));
    const level = plane % levels;
    for (let row = 0; row < rows; row++) {
      const latitude = -90 + ((row + 0.5) * 180) / rows;
      for (let column = 0; column < columns; column++) {
        const wave =
          Math.sin((column / columns) * 4 * Math.PI + plane / 3) + noise(key, plane, row, column) - 0.5;
        view.setFloat32((row * columns + column) * 4, valueOf(field, latitude, level / levels, wave));
      }
    }
    yield new Uint8Array(view.buffer);
  }
}

/** A field at a latitude and a height (0 the ground, 1 the top), with a wave of about one unit running around. */
function valueOf(field: string, latitude: number, height: number, wave: number): number {
  const warmth = Math.cos((latitude * Math.PI) / 180);
  switch (field) {
    case 'temperature':
      return 245 + 55 * warmth - 75 * height + 2 * wave;
    case 'skin_temperature':
      return 248 + 52 * warmth + 3 * wave;
    case 'surface_pressure':
      return 990 + 20 * warmth + 8 * wave;
    case 'specific_humidity':
      return 0.016 * warmth * (1 - height) ** 3 + 1e-5 * Math.abs(wave);
    case 'geopotential_height':
      return 16_000 * height + 40 * wave;
    case 'tropopause_pressure':
      return 280 - 170 * warmth + 5 * wave;
    case 'cloud_fraction':
    case 'albedo':
    case 'snow_depth':
      return Math.min(1, Math.max(0, 0.35 + 0.3 * wave));
    case 'precipitable_water':
    case 'boundary_layer_height':
      return 10 + 40 * warmth + 5 * Math.abs(wave);
    default:
      return 12 * wave;
  }
}
