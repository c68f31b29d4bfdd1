import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import { RasterReader } from '../../src/airborne/envi/raster-reader.js';
import type { Samples } from '../../src/airborne/envi/samples.js';
import type { StageReport } from '../../src/airborne/contract.js';
import type { EnviHeader } from '../../src/formats/envi-header.js';

/** A folder that is gone after the file's tests. */
export function workFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'sipstream-air-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A raster as a whole, band after band within each line. */
export async function wholeRaster(path: string): Promise<{ header: EnviHeader; values: Samples }> {
  const reader = await RasterReader.open(path);
  try {
    return { header: reader.header, values: await reader.read(0, reader.header.lines) };
  } finally {
    await reader.close();
  }
}

/** Keeps what a kernel says. */
export function listener(): StageReport & { readonly lines: string[] } {
  const lines: string[] = [];
  return { lines, progress: () => undefined, say: (line) => void lines.push(line) };
}
