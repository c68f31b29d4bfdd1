import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import gdal from 'gdal-async';
import type { FlightMade } from '../../src/simulator/flight/flight.js';

/** The tile of a flight's elevations that the flight lies in. */
export const TILE = 'N50W005.tif';

/** Writes a DEM as a client has it: so many degrees around the middle of a flight. Gives its path. */
export async function cutDem(flight: FlightMade, path: string, degrees: number): Promise<string> {
  await mkdir(dirname(path), { recursive: true });
  const whole = await gdal.openAsync(join(flight.elevations.tiles, TILE));
  const { latitude, longitude } = flight.options.centre;
  const box = [longitude - degrees, latitude + degrees, longitude + degrees, latitude - degrees];
  const cut = await gdal.translateAsync(path, whole, ['-projwin', ...box.map(String), '-of', 'GTiff']);
  cut.close();
  whole.close();
  return path;
}
