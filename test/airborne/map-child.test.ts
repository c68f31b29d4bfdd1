import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { runKernel } from '../support/kernel-child.js';
import { writeLine } from '../support/map-line.js';
import { mapRequest, scratch } from './map-run.js';

const value = (band: number, line: number, sample: number) =>
  line % 97 < 2 || sample === 333 + band ? 0 : 1 + ((line * 7 + sample * 3 + band * 11) % 5000);
const percent = (line: string) => Number(/^Approximate percent complete: (\d+)$/.exec(line)?.[1] ?? -1);
const partsIn = async (folder: string) => (await readdir(folder)).filter((name) => name.endsWith('.part'));

describe('mapping as a program of its own', () => {
  it('leaves nothing under the final names when it is killed, whenever that is, and the next run makes the same map', async () => {
    const folder = await scratch();
    const line = await writeLine(folder, 'line', { samples: 700, lines: 1200, bands: 4 }, 12, value);
    const request = mapRequest(folder, line, { type: 'uint16', bands: [1, 2, 3, 4] });
    const other = { ...request, index: join(folder, 'other.index'), output: join(folder, 'other.bil') };
    const untouched = await runKernel(folder, other);
    expect(untouched.code).toBe(0);
    const told = untouched.lines.map(percent).filter((step) => step >= 0);
    expect(told).toEqual([...told].sort((a, b) => a - b));
    expect(told.at(-1)).toBe(100);

    const early = await runKernel(folder, request, /complete: [1-9]\d/);
    expect(early.code).toBeNull();
    expect([existsSync(request.index), existsSync(request.output)]).toEqual([false, false]);
    const late = await runKernel(folder, request, /complete: [6-9]\d/);
    expect(late.code).toBeNull();
    expect([existsSync(request.index), existsSync(request.output)]).toEqual([true, false]);
    expect(await partsIn(folder)).not.toEqual([]);

    const whole = await runKernel(folder, request);
    expect(whole.code).toBe(0);
    expect(whole.result).toMatchObject({ facts: { indexMade: false } });
    expect((await readFile(request.output)).equals(await readFile(other.output))).toBe(true);
    expect((await partsIn(folder)).filter((name) => name.startsWith('.mapped.bil'))).toEqual([]);
  });

  it.each(['nearest', 'cubic'] as const)(
    'needs no more memory for a line four times as long, %s',
    async (interpolation) => {
      const peaks: number[] = [];
      for (const lines of [1200, 4800]) {
        const folder = await scratch();
        const line = await writeLine(
          folder,
          'line',
          { samples: 1000, lines, bands: 3, heading: 0 },
          12,
          value,
        );
        const wishes = { interpolation, type: 'uint16', bands: [1, 2, 3] } as const;
        const run = await runKernel(folder, mapRequest(folder, line, wishes));
        expect(run.code).toBe(0);
        peaks.push(run.peakMemory);
      }
      const [short, long] = peaks as [number, number];
      expect(long).toBeLessThan(256 * 2 ** 20);
      expect(long - short).toBeLessThan(32 * 2 ** 20);
    },
  );

  it('says what is wrong in a sentence with its code', async () => {
    const folder = await scratch();
    const line = { raster: join(folder, 'absent.bil'), igm: join(folder, 'absent.igm') };
    const run = await runKernel(folder, mapRequest(folder, line));
    expect(run.code).toBe(1);
    expect(run.result).toMatchObject({ failure: { code: 'RASTER_INVALID' } });
    expect(run.errors).toBe(`${line.raster} has no header beside it.\n`);
  });
});
