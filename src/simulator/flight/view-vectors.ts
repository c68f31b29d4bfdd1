import { join } from 'node:path';
import { RasterWriter } from '../../airborne/envi/raster-writer.js';
import { makeDirectory } from '../../adapters/files/make-directory.js';
import { SENSORS } from '../../domain/scops/delivery.js';
import { RAD } from './earth.js';
import type { FlightOptions } from './options.js';
import { pixelAngle } from './trajectory.js';

/**
 * Writes the view angles of every pixel of the CCD, as sensors are delivered with them, and answers those of level 1: they fall
 * evenly from port to starboard, so that the mean of a binned pixel is its middle.
 */
export async function makeViewVectors(
  options: FlightOptions,
  delivery: string,
): Promise<{ readonly file: string; readonly viewAngles: Float64Array }> {
  const { samples, binning, xStart, sensor, fieldOfView } = options;
  const step = pixelAngle(options) / RAD;
  const angle = (pixel: number) => fieldOfView / 2 - pixel * step;
  const ccd = (samples + xStart) * binning;
  const rotations = new Float64Array(3 * ccd);
  for (let pixel = 0; pixel < ccd; pixel += 1)
    rotations[pixel] = angle((pixel + 0.5) / binning - 0.5 - xStart);
  const folder = join(delivery, 'sensor_FOV_vectors');
  await makeDirectory(folder);
  const file = join(folder, `${SENSORS[sensor].name}_fov_fullccd_vectors.bil`);
  const writer = await RasterWriter.create(file, {
    samples: ccd,
    lines: 1,
    bands: 3,
    type: 5,
    interleave: 'bil',
    fields: new Map([
      ['spatial binning', '1'],
      ['band names', '{Rotation X, Rotation Y, Rotation Z}'],
    ]),
    comments: ['Simulated'],
  });
  await writer.write(rotations);
  await writer.commit();
  return { file, viewAngles: Float64Array.from({ length: samples }, (_, pixel) => angle(pixel)) };
}
