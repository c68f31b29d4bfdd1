/**
 * The simulated DAO files: magic `SIMGRID1`, u32 length of the header, the header as JSON text, then big-endian 32-bit
 * floats in the order field, time, level, row (south to north), column (west to east).
 */
export interface GridHeader {
  readonly product: string;
  /** YYYY-MM-DD. */
  readonly day: string;
  /** Production time, UTC text. */
  readonly made: string;
  readonly times: number;
  readonly levels: number;
  readonly rows: number;
  readonly columns: number;
  readonly fields: readonly { readonly name: string; readonly units: string }[];
}

/** First octets of a grid file. */
export const GRID_MAGIC = 'SIMGRID1';

/** Magic, length and JSON text of a header. */
export function encodeGridHeader(header: GridHeader): Uint8Array {
  const json = new TextEncoder().encode(JSON.stringify(header));
  const bytes = new Uint8Array(12 + json.length);
  bytes.set(new TextEncoder().encode(GRID_MAGIC));
  new DataView(bytes.buffer).setUint32(8, json.length);
  bytes.set(json, 12);
  return bytes;
}

/** Number of values of one field. */
export function fieldValues({ times, levels, rows, columns }: GridHeader): number {
  return times * levels * rows * columns;
}
