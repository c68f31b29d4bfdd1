import { OperationsError } from '../../domain/failures.js';
import { MASK_LETTERS } from '../../domain/scops/masks.js';
import type { EnviHeader } from '../../formats/envi-header.js';
import type { Kernel, MaskRequest } from '../contract.js';
import { lineBlocks } from '../envi/blocks.js';
import { withRasters } from '../envi/opened.js';
import type { RasterReader } from '../envi/raster-reader.js';
import { RasterWriter } from '../envi/raster-writer.js';
import { applyMask, maskTable } from './apply.js';

/**
 * Level-1 data in which the masked samples are 0: BIL, of the type and with the header of what was delivered. It holds one
 * block of lines of each file ({@link lineBlocks}). Facts: `samples` and `masked` of them, `scans` and `droppedScans`.
 * Throws RASTER_INVALID when a mask isn't uint8 or hasn't the dimensions of the level-1 file.
 */
export const mask: Kernel<MaskRequest> = async (request, report) => {
  const { level1, methods, output } = request;
  const paths = [level1, request.mask, ...(methods === null ? [] : [methods])];
  return withRasters(paths, async ([data, ...masks]) => {
    for (const reader of masks) fits(data!, reader);
    const writer = await RasterWriter.create(output, { ...data!.header, interleave: 'bil' });
    try {
      const counts = await copyMasked(data!, masks, writer, request, (percent) => report.progress(percent));
      await writer.commit();
      report.say(
        `${counts.masked} of ${counts.samples} samples are masked; ${counts.droppedScans} scans were dropped.`,
      );
      return counts;
    } catch (error) {
      await writer.discard();
      throw error;
    }
  });
};

async function copyMasked(
  data: RasterReader,
  masks: readonly RasterReader[],
  writer: RasterWriter,
  request: MaskRequest,
  progress: (percent: number) => void,
) {
  const { header } = data;
  const table = maskTable(request, masks.length > 1);
  const width = header.samples * header.bands;
  const buffers: Awaited<ReturnType<RasterReader['read']>>[] = [];
  let masked = 0;
  let droppedScans = 0;
  for (const { first, count } of lineBlocks(header)) {
    const readers = [data, ...masks];
    const read = await Promise.all(
      readers.map((reader, index) => reader.read(first, count, undefined, buffers[index])),
    );
    read.forEach((block, index) => (buffers[index] = block));
    const [block, bits, found] = read;
    masked += applyMask(block!, bits!, found ?? null, table, request.methodFlags);
    for (let line = 0; line < count; line += 1)
      if ((bits![line * width]! & MASK_LETTERS.n.bit) !== 0) droppedScans += 1;
    await writer.write(block!);
    progress((100 * (first + count)) / header.lines);
  }
  return { samples: width * header.lines, masked, scans: header.lines, droppedScans };
}

function fits(data: RasterReader, mask: RasterReader): void {
  const shape = ({ samples, lines, bands }: EnviHeader) =>
    `${samples} samples, ${lines} lines and ${bands} bands`;
  if (shape(mask.header) !== shape(data.header))
    throw new OperationsError(
      'RASTER_INVALID',
      `${mask.path} has ${shape(mask.header)}, and ${data.path} has ${shape(data.header)}; a mask has the dimensions of its level-1 file.`,
    );
  if (mask.header.type !== 1)
    throw new OperationsError(
      'RASTER_INVALID',
      `${mask.path}, the mask of ${data.path}, has data type ${mask.header.type} and not 1 (uint8).`,
    );
}
