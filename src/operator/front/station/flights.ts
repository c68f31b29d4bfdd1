import { basename, join } from 'node:path';
import { listDirectory } from '../../../adapters/files/list-directory.js';
import { hasCode } from '../../../adapters/files/io-error.js';
import type { Project } from '../../../adapters/scops/projects-file.js';
import type { Flight } from '../services.js';

/** Folders of a project that are looked at. */
const MOST_FOLDERS = 1_000;

/**
 * The flights of a project, the newest first: those that its operator listed, else those that folders name, the project's own or
 * one in it: `2018123a`, `GB18_00-2018_123a-London`.
 */
export async function flightsOf(project: Project): Promise<Flight[]> {
  const flights =
    project.flights.length > 0
      ? project.flights.map(({ folder = project.folder, ...flight }) => ({ ...flight, folder }))
      : await namedByFolders(project.folder);
  const order = ({ year, julianDay, sortie }: Flight) =>
    `${year}${String(julianDay).padStart(3, '0')}${sortie}`;
  return flights.sort((a, b) => (order(a) < order(b) ? 1 : -1));
}

async function namedByFolders(root: string): Promise<Flight[]> {
  const own = flightIn(root);
  if (own) return [own];
  const found = new Map<string, Flight>();
  for (const name of await foldersIn(root)) {
    const flight = flightIn(join(root, name));
    // Of two folders of one flight the first counts.
    const key = flight && `${flight.year} ${flight.julianDay} ${flight.sortie}`;
    if (key !== undefined && !found.has(key)) found.set(key, flight!);
  }
  return [...found.values()];
}

async function foldersIn(root: string): Promise<string[]> {
  try {
    const { entries } = await listDirectory(root, { limit: MOST_FOLDERS });
    return entries
      .filter(({ stat }) => stat.kind === 'refused' && stat.what === 'directory')
      .map(({ name }) => name);
  } catch (error) {
    if (hasCode(error, 'ENOENT') || hasCode(error, 'ENOTDIR')) return [];
    throw error;
  }
}

/** The flight that the name of a folder says, by year and day of the year. */
function flightIn(folder: string): Flight | undefined {
  const found = /(?:^|[^0-9])((?:19|20)\d{2})[_-]?(\d{3})([a-z]?)(?![0-9A-Za-z])/.exec(basename(folder));
  const [year, julianDay] = [Number(found?.[1]), Number(found?.[2])];
  if (!found || julianDay < 1 || julianDay > 366) return undefined;
  return { year, julianDay, sortie: found[3]!, folder };
}
