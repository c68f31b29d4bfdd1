import { basename, join, relative, resolve } from 'node:path';
import { widened, type Box } from '../../airborne/dem/box.js';
import { findGeoid } from '../../adapters/geoid-grid.js';
import { writeFileAtomic } from '../../adapters/files/atomic-write.js';
import { makeDirectory } from '../../adapters/files/make-directory.js';
import { SENSORS } from '../../domain/scops/delivery.js';
import { metresPerRadian, RAD, utmZone } from './earth.js';
import { makeElevations, type ElevationsMade } from './elevations.js';
import { informationXml } from './information.js';
import { lineName, makeLine, type LineMade } from './line.js';
import { checkFlight, FLIGHT_DEFAULTS, type FlightOptions } from './options.js';
import { Terrain } from './terrain.js';
import { trajectory } from './trajectory.js';
import { mixtureOf, wavelengthsOf } from './truth.js';
import { makeViewVectors } from './view-vectors.js';

/** A flight as it was made. Paths are absolute. */
export interface FlightMade {
  readonly options: FlightOptions;
  /** The project's folder, an order's source folder. */
  readonly project: string;
  readonly delivery: string;
  readonly lines: readonly LineMade[];
  readonly viewVectors: string;
  /** The ground as a mosaic of elevations, and the grid that makes its heights ellipsoidal. */
  readonly elevations: ElevationsMade;
  readonly geoid: string | null;
  /** Nanometres, one a band; level 1 is `truthAt(wavelength, easting, northing)` in this zone of UTM. */
  readonly wavelengths: readonly number[];
  readonly zone: number;
  readonly hemisphere: 'N' | 'S';
  /** The ground itself, over the flight. */
  readonly terrain: Terrain;
  /** The file in which all this stands. */
  readonly truth: string;
}

/**
 * Makes a delivery of flight lines over a ground that is known, as `<folder>/<project>/delivery/…`, beside it the ground as
 * elevation tiles (`elevations`) and what was seen where (`truth`). What lies there under the same names is replaced. A line
 * is streamed: memory is bounded whatever its size. Throws RangeError for options that cannot be flown.
 */
export async function makeFlight(
  choice: Partial<FlightOptions> & Pick<FlightOptions, 'folder'>,
  progress: (line: string, share: number) => void = () => undefined,
): Promise<FlightMade> {
  const geoid = choice.geoid === undefined ? findGeoid() : choice.geoid;
  const options: FlightOptions = { ...FLIGHT_DEFAULTS, ...choice, geoid };
  checkFlight(options);
  const { sensor, julianDay, sortie, year, centre } = options;
  const project = join(resolve(options.folder), options.project);
  const day = String(julianDay).padStart(3, '0');
  const delivery = join(
    project,
    'delivery',
    `${options.project}-${year}_${day}${sortie}-${SENSORS[sensor].delivery}`,
  );
  const flightlines = join(delivery, 'flightlines');
  const truth = join(project, 'truth');
  const folders = ['level1b', 'navigation', 'line_information'].map((name) => join(flightlines, name));
  for (const folder of [...folders, truth]) await makeDirectory(folder);

  const box = areaOf(options);
  const terrain = new Terrain(options.terrain, box);
  // Elevations are ordered with 0.08 degrees around the flight.
  const elevations = await makeElevations(
    join(project, 'elevations'),
    options.terrain,
    widened(box, 0.09),
    geoid,
  );
  const { file: viewVectors, viewAngles } = await makeViewVectors(options, delivery);
  const wavelengths = wavelengthsOf(sensor, options.bands);
  const zone = utmZone(centre.longitude);
  const scene = { terrain, viewAngles, wavelengths, zone, flightlines, truth };
  const lines: LineMade[] = [];
  for (let line = 0; line < options.lines; line += 1) {
    const made = await makeLine(options, line, scene, (share) => progress(lineName(options, line), share));
    await writeFileAtomic(
      made.information,
      informationXml(made.name, made.name, `A simulated line of ${SENSORS[sensor].name}`, made.bounds),
    );
    lines.push(made);
  }
  const hemisphere = centre.latitude < 0 ? 'S' : 'N';
  const flight = {
    options,
    project,
    delivery,
    lines,
    viewVectors,
    elevations,
    geoid,
    wavelengths,
    zone,
    hemisphere,
  } as const;
  await writeFileAtomic(
    join(delivery, 'project_information', `${options.project}-project.xml`),
    informationXml(
      `${options.project}-${year}_${day}${sortie}`,
      options.project,
      'A simulated flight over a ground that is known',
      unionOf(lines.map(({ bounds }) => bounds)),
    ),
  );
  const truthFile = join(project, 'truth.json');
  await writeFileAtomic(truthFile, `${JSON.stringify(truthOf(flight), null, 2)}\n`);
  return { ...flight, terrain, truth: truthFile };
}

/** The area that can be seen: the ends of the lines, and what the widest view reaches from them. */
function areaOf(options: FlightOptions): Box {
  const { altitude, fieldOfView, sigma, centre } = options;
  const ends = Array.from({ length: options.lines }, (_, line) => trajectory(options, line)).flatMap(
    (fly) => [fly(0), fly(options.scans - 1)],
  );
  const reach = altitude * Math.tan((fieldOfView / 2 + 2 * sigma + 1) * RAD) + 10 * sigma + 100;
  const metres = metresPerRadian(centre.latitude * RAD);
  const north = reach / metres.north / RAD;
  const east = reach / metres.east / RAD;
  const latitudes = ends.map(({ latitude }) => latitude);
  const longitudes = ends.map(({ longitude }) => longitude);
  return {
    north: Math.max(...latitudes) + north,
    south: Math.min(...latitudes) - north,
    east: Math.max(...longitudes) + east,
    west: Math.min(...longitudes) - east,
  };
}

function unionOf(boxes: readonly Box[]): Box {
  return {
    north: Math.max(...boxes.map(({ north }) => north)),
    south: Math.min(...boxes.map(({ south }) => south)),
    east: Math.max(...boxes.map(({ east }) => east)),
    west: Math.min(...boxes.map(({ west }) => west)),
  };
}

/** What a reader of the delivery may check, with paths below the project. */
function truthOf(flight: Omit<FlightMade, 'terrain' | 'truth'>): object {
  const below = (path: string) => relative(flight.project, path);
  const { folder: _, geoid, ...options } = flight.options;
  return {
    options,
    utm: { zone: flight.zone, hemisphere: flight.hemisphere },
    level1: wavelengthMixtures(flight.wavelengths),
    elevations: { mosaic: below(flight.elevations.mosaic), geoid: geoid && basename(geoid) },
    viewVectors: below(flight.viewVectors),
    lines: flight.lines.map(({ name, level1, navigation, ground, bounds, altitude, flagged }) => ({
      name,
      level1: below(level1),
      navigation: below(navigation),
      ground: below(ground),
      bounds,
      altitude,
      flagged,
    })),
  };
}

function wavelengthMixtures(wavelengths: readonly number[]): object[] {
  return wavelengths.map((wavelength) => ({ wavelength, ...mixtureOf(wavelength) }));
}
