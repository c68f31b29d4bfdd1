import type { DataDay } from '../../domain/data-day.js';
import { emitMet, type MetFields } from '../../formats/met.js';

/** A file to be pushed. Its bytes are made as they are read, in pieces of at most some 200 kB, the same every time. */
export interface InputFile {
  readonly name: string;
  /** Exact number of bytes. */
  readonly size: number;
  content(): Iterable<Uint8Array>;
}

/** One granule as the DAAC distributes it: its data files, then its `.met`. */
export interface InputGranule {
  readonly type: string;
  readonly day: DataDay;
  /** Start of its two hours, `HHMM`; daily granules have none. */
  readonly slot?: string;
  /** Universal reference. */
  readonly ur: string;
  readonly localGranuleId: string;
  /** Three digits. */
  readonly versionId: string;
  /** Production time, UTC text to the second. */
  readonly made: string;
  readonly files: readonly InputFile[];
}

/** Version of every collection that the simulated archive holds. */
export const VERSION_ID = '001';

/** A file of bytes that are there already. */
export function fileOfBytes(name: string, bytes: Uint8Array): InputFile {
  return { name, size: bytes.length, content: () => [bytes] };
}

/** A file of which the last `missing` bytes never arrived: a push that broke off. */
export function truncated(file: InputFile, missing: number): InputFile {
  const size = Math.max(0, file.size - missing);
  return {
    name: file.name,
    size,
    *content() {
      let left = size;
      for (const piece of file.content()) {
        if (left <= 0) return;
        yield piece.subarray(0, left);
        left -= piece.length;
      }
    },
  };
}

/** A granule of data files, with the UR and the `.met` that its production time and database id give it. */
export function granuleOf(parts: {
  readonly type: string;
  readonly day: DataDay;
  readonly slot?: string;
  readonly localGranuleId: string;
  readonly made: string;
  /** Number of the granule in the archive's database. */
  readonly databaseId: number;
  /** First and last instant of the data, UTC text. */
  readonly range: readonly [string, string];
  readonly files: readonly InputFile[];
}): InputGranule {
  const { databaseId, range, files, ...granule } = parts;
  const met: MetFields = {
    shortName: parts.type,
    versionId: Number(VERSION_ID),
    localGranuleId: parts.localGranuleId,
    productionDateTime: parts.made,
    localVersionId: '1',
    rangeBegin: range[0],
    rangeEnd: range[1],
    pgeVersion: '1',
    inputPointers: [],
    parameterName: parts.type,
    operationalFlag: 'Not Investigated',
    operationalExplanation: 'Not investigated',
    automaticFlag: 'Passed',
    automaticExplanation: 'Complete as received',
    percentMissing: 0,
    percentOutOfBounds: 0,
  };
  const metFile = fileOfBytes(
    `${files[0]?.name ?? parts.localGranuleId}.met`,
    new TextEncoder().encode(emitMet(met)),
  );
  return { ...granule, ur: urOf(parts.type, databaseId), versionId: VERSION_ID, files: [...files, metFile] };
}

/** A UR is a chain of server references, each with the length of what follows. */
function urOf(type: string, databaseId: number): string {
  const granule = `SC:${type}.${VERSION_ID}:${databaseId}`;
  const server = '[LDP:DSSDSRV]';
  return `UR:10:DsShESDTUR:UR:15:DsShSciServerUR:${server.length}:${server}:${granule.length}:${granule}`;
}
