import { join } from 'node:path';
import type { Box } from '../../airborne/dem/box.js';
import { RasterWriter } from '../../airborne/envi/raster-writer.js';
import type { EnviType } from '../../formats/envi-header.js';
import { RAD, toUtm } from './earth.js';
import { flagged, flagScan, type Flagged } from './flags.js';
import type { FlightOptions } from './options.js';
import { Sight } from './sight.js';
import type { Terrain } from './terrain.js';
import { trajectory } from './trajectory.js';
import { mixtureOf, sharesAt } from './truth.js';

/** A flight line as it was made. Paths are absolute. */
export interface LineMade {
  readonly name: string;
  readonly level1: string;
  readonly mask: string;
  readonly methods: string;
  readonly navigation: string;
  /** Where every pixel looked: longitude and latitude (degrees), height above the ellipsoid (metres); float64 BIL. */
  readonly ground: string;
  readonly information: string;
  /** Of the ground that was seen. */
  readonly bounds: Box;
  readonly altitude: { readonly min: number; readonly max: number };
  readonly flagged: readonly Flagged[];
}

/** What a line is painted with. */
export interface Scene {
  readonly terrain: Terrain;
  readonly viewAngles: Float64Array;
  readonly wavelengths: readonly number[];
  readonly zone: number;
  /** The folder `flightlines` of the delivery, and that of the truth. */
  readonly flightlines: string;
  readonly truth: string;
}

/** About as many bytes of level 1 are in memory at a time. */
const BLOCK_BYTES = 8 * 1024 * 1024;

/** Flies one line, and writes its level 1, mask, methods, navigation and ground, by blocks of scans. */
export async function makeLine(
  options: FlightOptions,
  line: number,
  scene: Scene,
  progress: (share: number) => void,
): Promise<LineMade> {
  const { samples, scans, bands } = options;
  const name = lineName(options, line);
  const files = {
    level1: join(scene.flightlines, 'level1b', `${name}1b.bil`),
    mask: join(scene.flightlines, 'level1b', `${name}1b_mask.bil`),
    methods: join(scene.flightlines, 'level1b', `${name}1b_mask-badpixelmethod.bil`),
    navigation: join(scene.flightlines, 'navigation', `${name}_nav_post_processed.bil`),
    ground: join(scene.truth, `${name}_ground.bil`),
  };
  const writers = await openWriters(files, options, scene);
  const flags = flagged(samples, scans, bands);
  const fly = trajectory(options, line);
  const sight = new Sight(scene.terrain);
  const mixtures = scene.wavelengths.map(mixtureOf);
  const bounds = { north: -Infinity, east: -Infinity, south: Infinity, west: Infinity };
  const altitude = { min: Infinity, max: -Infinity };
  const place = new Float64Array(3);
  const grid = new Float64Array(2);
  const vegetation = new Float64Array(samples);
  const water = new Float64Array(samples);
  const south = options.centre.latitude < 0;
  const block = Math.max(1, Math.floor(BLOCK_BYTES / (samples * bands * 2)));
  try {
    for (let first = 0; first < scans; first += block) {
      const count = Math.min(block, scans - first);
      const level1 = new Uint16Array(count * bands * samples);
      const mask = new Uint8Array(level1.length);
      const methods = new Uint8Array(level1.length);
      const navigation = new Float64Array(count * 7);
      const ground = new Float64Array(count * 3 * samples);
      for (let row = 0; row < count; row += 1) {
        const now = fly(first + row);
        navigation.set(Object.values(now), row * 7);
        altitude.min = Math.min(altitude.min, now.altitude);
        altitude.max = Math.max(altitude.max, now.altitude);
        sight.from(now);
        for (let sample = 0; sample < samples; sample += 1) {
          sight.ground(scene.viewAngles[sample]!, place);
          const [latitude, longitude, height] = place as unknown as [number, number, number];
          ground[row * 3 * samples + sample] = longitude;
          ground[(row * 3 + 1) * samples + sample] = latitude;
          ground[(row * 3 + 2) * samples + sample] = height;
          if (latitude > bounds.north) bounds.north = latitude;
          if (latitude < bounds.south) bounds.south = latitude;
          if (longitude > bounds.east) bounds.east = longitude;
          if (longitude < bounds.west) bounds.west = longitude;
          toUtm(latitude * RAD, longitude * RAD, scene.zone, south, grid);
          const shares = sharesAt(grid[0]!, grid[1]!);
          vegetation[sample] = shares.vegetation;
          water[sample] = shares.water;
        }
        const offset = row * bands * samples;
        mixtures.forEach((mixture, band) => {
          const from = offset + band * samples;
          for (let sample = 0; sample < samples; sample += 1)
            level1[from + sample] =
              mixture.soil + mixture.vegetation * vegetation[sample]! + mixture.water * water[sample]! + 0.5;
        });
        flagScan(flags, first + row, { samples, bands, offset }, { level1, mask, methods });
      }
      const blocks = { level1, mask, methods, navigation, ground };
      for (const key of Object.keys(blocks) as (keyof typeof blocks)[]) await writers[key].write(blocks[key]);
      progress((first + count) / scans);
    }
    for (const writer of Object.values(writers)) await writer.commit();
  } catch (error) {
    for (const writer of Object.values(writers)) await writer.discard();
    throw error;
  }
  const information = join(scene.flightlines, 'line_information', `${name}.xml`);
  return { name, ...files, information, bounds, altitude, flagged: flags };
}

/** Such as `f123a011`: sensor, day, sortie, line and pass. */
export function lineName(options: FlightOptions, line: number): string {
  const day = String(options.julianDay).padStart(3, '0');
  return `${options.sensor}${day}${options.sortie}${String(line + 1).padStart(2, '0')}1`;
}

type Files = Readonly<Record<'level1' | 'mask' | 'methods' | 'navigation' | 'ground', string>>;

async function openWriters(
  files: Files,
  options: FlightOptions,
  scene: Scene,
): Promise<Record<keyof Files, RasterWriter>> {
  const { samples, scans, bands, binning, sensor } = options;
  const spatial =
    sensor === 'f'
      ? [
          ['binning_VNIR', `{1, ${binning}}`],
          ['binning_SWIR', `{1, ${binning}}`],
        ]
      : [['binning', `{1, ${binning}}`]];
  const open = (key: keyof Files, shape: [number, number], type: EnviType, fields: string[][]) =>
    RasterWriter.create(files[key], {
      samples: shape[0],
      bands: shape[1],
      lines: scans,
      type,
      interleave: 'bil',
      fields: new Map(fields as [string, string][]),
      comments: ['Simulated'],
    });
  const level1 = await open('level1', [samples, bands], 12, [
    ['x start', String(options.xStart)],
    ['y start', '0'],
    ...spatial,
    ['Radiance data units', 'nW/(cm)^2/(sr)/(nm)'],
    ['wavelength units', 'Nanometers'],
    ['Wavelength', `{${scene.wavelengths.join(', ')}}`],
  ]);
  return {
    level1,
    mask: await open('mask', [samples, bands], 1, []),
    methods: await open('methods', [samples, bands], 1, []),
    navigation: await open('navigation', [1, 7], 5, [
      ['band names', '{Time, Latitude, Longitude, Altitude, Roll, Pitch, Heading}'],
    ]),
    ground: await open('ground', [samples, 3], 5, [['band names', '{Longitude, Latitude, Height}']]),
  };
}
