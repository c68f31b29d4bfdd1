import { execFile } from 'node:child_process';
import { basename } from 'node:path';
import { promisify } from 'node:util';
import { parseEnviHeader } from '../../src/formats/envi-header.js';
import type { FlightMade } from '../../src/simulator/flight/flight.js';
import { truthAt } from '../../src/simulator/flight/truth.js';

const run = promisify(execFile);

/** How far values of a map are from where the ground has them. */
export interface Misplaced {
  /** Cells with a value, of all bands. */
  readonly cells: number;
  /** Cells whose value the ground has nowhere within a pixel of level 1. */
  readonly beyondAPixel: number;
  /** Cells whose value the ground has nowhere within the distance from which maps are filled. */
  readonly farther: number;
}

/** Holds a packed map of whole numbers against the ground that the simulator painted. */
export async function misplaced(flight: FlightMade, reach: number, zip: string): Promise<Misplaced> {
  const name = basename(zip, '.zip');
  const header = parseEnviHeader((await entry(zip, `${name}.hdr`)).toString('latin1'));
  const bytes = await entry(zip, name);
  const { samples, lines, bands } = header;
  const values = new Uint16Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
  const [, , , left, top, width, height] = mapInfo((await entry(zip, `${name}.hdr`)).toString('latin1'));
  const found = { cells: 0, beyondAPixel: 0, farther: 0 };
  for (let line = 0; line < lines; line += 1)
    for (let band = 0; band < bands; band += 1)
      for (let sample = 0; sample < samples; sample += 1) {
        const value = values[(line * bands + band) * samples + sample]!;
        if (value === 0) continue;
        found.cells += 1;
        const at = {
          x: Number(left) + (sample + 0.5) * Number(width),
          y: Number(top) - (line + 0.5) * Number(height),
        };
        const near = (radius: number) => isNear(value, flight.wavelengths[band]!, at, radius);
        if (!near(reach)) found.beyondAPixel += 1;
        if (!near(3 * Math.SQRT2 * reach)) found.farther += 1;
      }
  return found;
}

/** Whether the ground has a value within a distance, metres. */
function isNear(value: number, wavelength: number, at: { x: number; y: number }, radius: number): boolean {
  let [least, most] = [Infinity, -Infinity];
  for (let row = -4; row <= 4; row += 1)
    for (let column = -4; column <= 4; column += 1) {
      const truth = truthAt(wavelength, at.x + (column / 4) * radius, at.y + (row / 4) * radius);
      least = Math.min(least, truth);
      most = Math.max(most, truth);
    }
  return value >= least - 1 && value <= most + 1;
}

async function entry(zip: string, name: string): Promise<Buffer> {
  const program =
    'import sys, zipfile; sys.stdout.buffer.write(zipfile.ZipFile(sys.argv[1]).read(sys.argv[2]))';
  const { stdout } = await run('python3', ['-c', program, zip, name], {
    encoding: 'buffer',
    maxBuffer: 2 ** 30,
  });
  return stdout;
}

function mapInfo(header: string): string[] {
  return /map info = \{([^}]*)\}/
    .exec(header)![1]!
    .split(',')
    .map((part) => part.trim());
}
