import { writeFile } from 'node:fs/promises';

/** A box in degrees, and the one shift that the grid has everywhere: seconds of arc, to the north and to the east. */
export interface ConstantShift {
  readonly west: number;
  readonly east: number;
  readonly south: number;
  readonly north: number;
  readonly toNorth: number;
  readonly toEast: number;
}

/** Writes an NTv2 grid of one sub-grid with the same shift at every node, a degree apart. */
export async function writeNtv2(path: string, grid: ConstantShift): Promise<string> {
  const text = (value: string) => Buffer.from(value.padEnd(8), 'latin1');
  const whole = (value: number) => {
    const bytes = Buffer.alloc(8);
    bytes.writeInt32LE(value, 0);
    return bytes;
  };
  const real = (value: number) => {
    const bytes = Buffer.alloc(8);
    bytes.writeDoubleLE(value, 0);
    return bytes;
  };
  const columns = grid.east - grid.west + 1;
  const rows = grid.north - grid.south + 1;
  const node = Buffer.alloc(16);
  node.writeFloatLE(grid.toNorth, 0);
  node.writeFloatLE(-grid.toEast, 4);
  const records: readonly (readonly [string, Buffer])[] = [
    ['NUM_OREC', whole(11)],
    ['NUM_SREC', whole(11)],
    ['NUM_FILE', whole(1)],
    ['GS_TYPE', text('SECONDS')],
    ['VERSION', text('TEST')],
    ['SYSTEM_F', text('OSGB36')],
    ['SYSTEM_T', text('WGS84')],
    ['MAJOR_F', real(6377563.396)],
    ['MINOR_F', real(6356256.909)],
    ['MAJOR_T', real(6378137)],
    ['MINOR_T', real(6356752.314)],
    ['SUB_NAME', text('ONE')],
    ['PARENT', text('NONE')],
    ['CREATED', text('20260101')],
    ['UPDATED', text('20260101')],
    ['S_LAT', real(grid.south * 3600)],
    ['N_LAT', real(grid.north * 3600)],
    // West is positive here.
    ['E_LONG', real(-grid.east * 3600)],
    ['W_LONG', real(-grid.west * 3600)],
    ['LAT_INC', real(3600)],
    ['LONG_INC', real(3600)],
    ['GS_COUNT', whole(columns * rows)],
  ];
  await writeFile(
    path,
    Buffer.concat([
      ...records.flatMap(([key, value]) => [text(key), value]),
      ...new Array<Buffer>(columns * rows).fill(node),
      Buffer.concat([text('END'), real(0)]),
    ]),
  );
  return path;
}
