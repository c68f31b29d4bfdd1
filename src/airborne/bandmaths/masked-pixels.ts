import { OperationsError } from '../../domain/failures.js';
import { BAD_PIXEL } from '../../domain/scops/masks.js';
import type { EnviHeader } from '../../formats/envi-header.js';
import type { BandMathsRequest } from '../contract.js';
import { RasterReader } from '../envi/raster-reader.js';
import type { Samples } from '../envi/samples.js';

type Mask = NonNullable<BandMathsRequest['mask']>;

/** Which pixels are masked in any of some bands: OR over the bands, never a sum, in which two flags could look like a third. */
export class MaskedPixels {
  private flags: Samples | undefined;
  private methods: Samples | undefined;

  private constructor(
    private readonly mask: Mask,
    private readonly flagFile: RasterReader,
    private readonly methodFile: RasterReader | null,
  ) {}

  /** Opens the mask of a level-1 file. Throws OperationsError RASTER_INVALID when it isn't one of this file. */
  static async open(mask: Mask, level1: RasterReader): Promise<MaskedPixels> {
    const flagFile = await openLike(level1, mask.file);
    try {
      const methodFile = mask.methods === null ? null : await openLike(level1, mask.methods);
      return new MaskedPixels(mask, flagFile, methodFile);
    } catch (error) {
      await flagFile.close();
      throw error;
    }
  }

  /** Sets `masked` (0 or 1 a pixel, line by line) for `count` lines from `first`; `bands` from 0. */
  async read(first: number, count: number, bands: readonly number[], masked: Uint8Array): Promise<void> {
    const { samples } = this.flagFile.header;
    const { flags, methodFlags } = this.mask;
    this.flags = await this.flagFile.read(first, count, bands, this.flags);
    if (this.methodFile) this.methods = await this.methodFile.read(first, count, bands, this.methods);
    masked.fill(0, 0, count * samples);
    for (let line = 0; line < count; line += 1)
      for (let band = 0; band < bands.length; band += 1) {
        const from = (line * bands.length + band) * samples;
        const to = line * samples;
        for (let sample = 0; sample < samples; sample += 1) {
          let set = this.flags[from + sample]! & flags;
          if (set & BAD_PIXEL && this.methods && !(this.methods[from + sample]! & methodFlags))
            set &= ~BAD_PIXEL;
          if (set) masked[to + sample] = 1;
        }
      }
  }

  async close(): Promise<void> {
    await this.flagFile.close();
    await this.methodFile?.close();
  }
}

async function openLike(level1: RasterReader, path: string): Promise<RasterReader> {
  const reader = await RasterReader.open(path);
  const size = ({ samples, lines, bands }: EnviHeader) => `${samples} × ${lines} × ${bands}`;
  const [own, wanted] = [size(reader.header), size(level1.header)];
  if (own === wanted && reader.header.type === 1) return reader;
  await reader.close();
  throw new OperationsError(
    'RASTER_INVALID',
    own === wanted
      ? `${path} is no mask: a mask is of data type 1, this is of ${reader.header.type}.`
      : `${path} is ${own} (samples × lines × bands); ${level1.path} is ${wanted}.`,
  );
}
