import { OperationsError } from '../../domain/failures.js';
import { checkBandMaths } from '../../formats/band-maths/check.js';
import { emitBandMaths } from '../../formats/band-maths/emit.js';
import { isProblem, type BandMaths } from '../../formats/band-maths/parse.js';
import { ENVI_TYPES } from '../../formats/envi-header.js';
import type { BandMathsRequest, StageFacts, StageReport } from '../contract.js';
import { RasterReader } from '../envi/raster-reader.js';
import { RasterWriter } from '../envi/raster-writer.js';
import type { Samples } from '../envi/samples.js';
import { headerOfResult } from './header.js';
import { MaskedPixels } from './masked-pixels.js';
import { programOf, type Program } from './program.js';

/** Level-1 samples, masks and results of one block, in bytes; a block has one line at least. More takes longer: the cache. */
const BLOCK_BYTES = 2 * 2 ** 20;
/** Pixels that go through the loops at a time: few enough for their vectors to stay in the processor's cache. */
const CHUNK_PIXELS = 8192;

/**
 * Works out an expression for every pixel of a level-1 file: float32, one band, the same samples and lines. A pixel that is
 * masked in any band of the expression, and one whose result is no finite number, is 0, which mapping passes over.
 *
 * Memory: a block of 2 MiB (or one line, if that is more), and the vectors of the expression, 64 KiB each (or a line; doubles
 * take twice that); it doesn't grow with the lines of the file. Only the bands of the expression are read.
 *
 * Throws OperationsError ORDER_INVALID for an expression that has no meaning for this file, RASTER_INVALID for files that
 * are damaged or don't belong together.
 */
export async function bandMaths(request: BandMathsRequest, report: StageReport): Promise<StageFacts> {
  const level1 = await RasterReader.open(request.level1);
  try {
    const maths = checkBandMaths(request.expression, level1.header.bands);
    if (isProblem(maths))
      throw new OperationsError('ORDER_INVALID', `The equation cannot be worked out: ${maths.sentence}`, [
        maths.pointer,
      ]);
    const masks = request.mask && (await MaskedPixels.open(request.mask, level1));
    try {
      return await workOut(maths, level1, masks, request.output, report);
    } finally {
      await masks?.close();
    }
  } finally {
    await level1.close();
  }
}

async function workOut(
  maths: BandMaths,
  level1: RasterReader,
  masks: MaskedPixels | null,
  output: string,
  report: StageReport,
): Promise<StageFacts> {
  const { samples, lines, type } = level1.header;
  const expression = emitBandMaths(maths.ast);
  report.say(`Band maths: ${expression}`);
  const bands = maths.bands.map((band) => band - 1);
  const perLine = samples * (bands.length * (ENVI_TYPES[type].bytes + (masks ? 2 : 0)) + 9);
  const blockLines = Math.min(lines, Math.max(1, Math.floor(BLOCK_BYTES / perLine)));
  const chunkLines = Math.min(blockLines, Math.max(1, Math.floor(CHUNK_PIXELS / samples)));
  const program = programOf(maths, chunkLines * samples);
  const masked = masks && new Uint8Array(blockLines * samples);
  // One is written while the next is worked out.
  const results = [new Float32Array(blockLines * samples), new Float32Array(blockLines * samples)] as const;
  const writer = await RasterWriter.create(output, headerOfResult(level1.header, expression));
  let writing = Promise.resolve();
  try {
    let block: Samples | undefined;
    for (let first = 0, turn = 0; first < lines; first += blockLines, turn = 1 - turn) {
      const count = Math.min(blockLines, lines - first);
      block = await level1.read(first, count, bands, block);
      if (masked) await masks.read(first, count, bands, masked);
      const result = results[turn as 0 | 1].subarray(0, count * samples);
      for (let line = 0; line < count; line += chunkLines) {
        const rows = Math.min(chunkLines, count - line);
        load(program, block, line, rows, samples);
        const from = line * samples;
        if (masked) program.masked.set(masked.subarray(from, from + rows * samples));
        program.run(rows * samples);
        result.set(program.tally.clean(rows * samples), from);
      }
      await writing;
      writing = writer.write(result);
      // Waited for above or below; until then a failure must not count as one that nobody handles.
      writing.catch(() => undefined);
      report.progress((100 * (first + count)) / lines);
    }
    await writing;
    await writer.commit();
  } catch (error) {
    await writing.catch(() => undefined);
    await writer.discard();
    throw error;
  }
  return { expression, bands: maths.bands, ...program.tally.facts() };
}

/** Puts some lines of a block (line by line, band by band) where the program looks for them. */
function load({ inputs }: Program, block: Samples, line: number, rows: number, samples: number): void {
  for (let row = 0; row < rows; row += 1)
    for (let band = 0; band < inputs.length; band += 1) {
      const from = ((line + row) * inputs.length + band) * samples;
      inputs[band]!.set(block.subarray(from, from + samples), row * samples);
    }
}
