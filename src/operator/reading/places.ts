import { join } from 'node:path';
import { listDirectory } from '../../adapters/files/list-directory.js';
import type { StationPaths } from '../../adapters/station/config.js';
import type { Ledger } from '../../ledger/ledger.js';
import { knownNames } from '../../ledger/read-names.js';
import type { ArrivalRow, FileRow, StrayRow } from '../../ledger/schema.js';

/** Where files lie that are not in the archive. */
export const PLACES = ['incomplete', 'unmatched', 'complete', 'pickup'] as const;
/** One of those places. */
export type Place = (typeof PLACES)[number];

/** One thing that lies in a place, and what the ledger knows under its name. Times are epoch milliseconds. */
export interface PlacedFile {
  readonly name: string;
  /** What it is; everything but a `file` is never touched by the station. */
  readonly kind: 'file' | 'symlink' | 'directory' | 'special' | 'absent';
  /** Bytes, of a file. */
  readonly size?: number;
  readonly modifiedAt?: number;
  /** The name it came by, when it was set aside anew under the same name and this is the earlier one. */
  readonly olderOf?: string;
  /** What a DN says of it. */
  readonly arrival?: ArrivalRow;
  /** It is explained by no DN. */
  readonly stray?: StrayRow;
  /** A file of the archive that came under the same name. */
  readonly archived?: FileRow;
}

/** A part of what lies in a place. */
export interface PlaceView {
  readonly place: Place;
  /** How many there are in all. */
  readonly total: number;
  /** How many come before those that are shown. */
  readonly before: number;
  readonly files: readonly PlacedFile[];
  /** The name after which the next part begins; absent on the last one. */
  readonly next?: string;
}

/** The suffix that an older file gets when another of its name is set aside: its time. */
const OLDER = /\.\d{12,}$/;

/** Lists what lies in a place, by name, joined with what the ledger knows of the names. */
export async function readPlace(
  source: { readonly ledger: Ledger; readonly mission: string; readonly paths: StationPaths },
  place: Place,
  part: { readonly after?: string | undefined; readonly limit: number },
): Promise<PlaceView> {
  const { entries, total, before } = await listDirectory(directoryOf(source.paths, place), part);
  const names = entries.flatMap(({ name }) => [...new Set([name, name.replace(OLDER, '')])]);
  const known = await knownNames(source.ledger, source.mission, names);
  const knows = (name: string) =>
    known.arrivals.has(name) || known.strays.has(name) || known.archived.has(name);
  const files = entries.map(({ name, stat }): PlacedFile => {
    // Names of granules end in a time too: only what is known under the shorter name alone is an earlier one.
    const shorter = name.replace(OLDER, '');
    const came = !knows(name) && knows(shorter) ? shorter : name;
    const arrival = known.arrivals.get(came);
    const stray = known.strays.get(came);
    const archived = known.archived.get(came);
    return {
      name,
      kind: stat.kind === 'refused' ? stat.what : stat.kind,
      ...(stat.kind === 'file' && { size: stat.size, modifiedAt: Math.round(stat.mtimeMs) }),
      ...(came !== name && { olderOf: came }),
      ...(arrival && { arrival }),
      ...(stray && { stray }),
      ...(archived && { archived }),
    };
  });
  const last = files.at(-1)?.name;
  const isLast = before + files.length >= total;
  return { place, total, before, files, ...(!isLast && last !== undefined && { next: last }) };
}

/** The directory of a place. */
export function directoryOf(paths: StationPaths, place: Place): string {
  return place === 'pickup' ? paths.pickup : join(paths.overflow, place);
}
