import { ENVI_TYPES, type EnviHeader } from '../../formats/envi-header.js';

/** Bytes of the block of lines that a kernel holds of one raster, unless a single line is larger. */
export const BLOCK_BYTES = 8 * 1024 * 1024;

/** Consecutive lines, from 0. */
export interface LineBlock {
  readonly first: number;
  readonly count: number;
}

/** Divides a raster into blocks of whole lines of at most `bytes`; a line that is larger is a block of its own. */
export function* lineBlocks(
  header: Pick<EnviHeader, 'samples' | 'lines' | 'bands' | 'type'>,
  bytes: number = BLOCK_BYTES,
): Generator<LineBlock> {
  const line = header.samples * header.bands * ENVI_TYPES[header.type].bytes;
  const most = Math.max(1, Math.floor(bytes / line));
  for (let first = 0; first < header.lines; first += most)
    yield { first, count: Math.min(most, header.lines - first) };
}
