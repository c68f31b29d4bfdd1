import { stat } from 'node:fs/promises';
import { bytesText, counted } from '../../domain/words.js';
import { makeFlight } from '../../simulator/flight/flight.js';
import type { FlightOptions } from '../../simulator/flight/options.js';
import { CommandError } from '../reading/command-error.js';
import type { Session } from './io.js';

/** Makes a delivery of flight lines below a folder; no station is needed. */
export async function simulateFlight(
  session: Session,
  folder: string,
  options: Partial<FlightOptions>,
): Promise<number> {
  const flight = await makeFlight({ ...options, folder }).catch((error: unknown) => {
    if (error instanceof RangeError) throw new CommandError('USAGE', error.message, '', { cause: error });
    throw error;
  });
  const { project, delivery, elevations, geoid, truth } = flight;
  const lines = flight.lines.map(({ name, level1, bounds }) => ({ name, level1, bounds }));
  const { size } = await stat(flight.lines[0]!.level1);
  session.answer({ project, delivery, lines, mosaic: elevations.mosaic, geoid, truth }, () => [
    `${counted(lines.length, 'flight line')} of ${bytesText(size)}: ${lines.map(({ name }) => name).join(', ')}.`,
    `source folder  ${project}`,
    `delivery       ${delivery}`,
    `elevations     ${elevations.mosaic}`,
    `geoid          ${geoid ?? 'none is installed: the heights are above the ellipsoid'}`,
    `truth          ${truth}`,
  ]);
  return 0;
}
