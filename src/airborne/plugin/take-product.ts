import { realpath, rm } from 'node:fs/promises';
import { basename, resolve, sep } from 'node:path';
import { hasCode } from '../../adapters/files/io-error.js';
import { OperationsError } from '../../domain/failures.js';
import { ENVI_TYPES, enviBytes, type EnviHeader } from '../../formats/envi-header.js';
import type { StageFacts } from '../contract.js';
import { RasterReader } from '../envi/raster-reader.js';
import { RasterWriter } from '../envi/raster-writer.js';

/** What a plugin answered, and what is to become of it. */
export interface PluginProduct {
  /** The plugin's, for messages. */
  readonly name: string;
  readonly answer: unknown;
  readonly folder: string;
  readonly level1: EnviHeader;
  readonly output: string;
}

const BLOCK_BYTES = 8 * 2 ** 20;

/**
 * Puts the raster that a plugin made where it belongs, as ENVI BIL of its own type: the plugin's file stays. It must lie in
 * the plugin's folder (links followed), be whole, and have the samples and lines of the level-1 file. Throws
 * OperationsError PLUGIN_FAILED with what is wrong.
 */
export async function takeProduct(product: PluginProduct): Promise<StageFacts> {
  const path = await pathOf(product);
  const { reader, temporary } = await openRaster(product.name, path);
  try {
    const { samples, lines } = product.level1;
    const made = reader.header;
    if (made.samples !== samples || made.lines !== lines)
      throw failed(
        product.name,
        `made ${made.samples} samples × ${made.lines} lines; the level-1 file has ${samples} × ${lines}`,
      );
    await copyAsBil(reader, product.output);
    const ignored = Number(made.fields.get('data ignore value') ?? NaN);
    return {
      made: basename(path),
      bands: made.bands,
      type: ENVI_TYPES[made.type].name,
      ignoreValue: Number.isFinite(ignored) ? ignored : null,
    };
  } finally {
    await reader.close();
    if (temporary !== undefined)
      for (const file of [temporary, `${temporary}.hdr`]) await rm(file, { force: true });
  }
}

async function pathOf({ name, answer, folder }: PluginProduct): Promise<string> {
  if (typeof answer !== 'string' || answer.trim() === '')
    throw failed(name, 'did not tell the path of the file that it made');
  const told = resolve(folder, answer.trim());
  try {
    const path = await realpath(told);
    if (path.startsWith(`${await realpath(folder)}${sep}`)) return path;
  } catch (error) {
    if (!hasCode(error, 'ENOENT') && !hasCode(error, 'ENOTDIR') && !hasCode(error, 'ENAMETOOLONG'))
      throw error;
    throw failed(name, `told of ${shorten(told)}, which is not there`);
  }
  throw failed(name, `told of ${shorten(told)}, which is not in its output folder`);
}

/** What is no ENVI raster is translated to one beside it, when GDAL knows the format. */
async function openRaster(
  name: string,
  path: string,
): Promise<{ readonly reader: RasterReader; readonly temporary?: string }> {
  try {
    return { reader: await RasterReader.open(path) };
  } catch (error) {
    if (!(error instanceof OperationsError && error.code === 'RASTER_INVALID')) throw error;
    const { translateToEnvi } = await import('./translate.js');
    const temporary = `${path}.translated.bil`;
    const trouble = await translateToEnvi(path, temporary);
    if (trouble === null) return { reader: await RasterReader.open(temporary), temporary };
    throw failed(name, `made a file that is no raster: ${error.message.replace(/\.$/, '')}; ${trouble}`);
  }
}

async function copyAsBil(reader: RasterReader, output: string): Promise<void> {
  const { header } = reader;
  const blockLines = Math.max(1, Math.floor((BLOCK_BYTES * header.lines) / enviBytes(header)));
  const writer = await RasterWriter.create(output, { ...header, interleave: 'bil' });
  try {
    for (let first = 0; first < header.lines; first += blockLines)
      await writer.write(await reader.read(first, Math.min(blockLines, header.lines - first)));
    await writer.commit();
  } catch (error) {
    await writer.discard();
    throw error;
  }
}

function failed(name: string, what: string): OperationsError {
  return new OperationsError('PLUGIN_FAILED', `${name} ${what}.`);
}

function shorten(path: string): string {
  return path.length > 200 ? `…${path.slice(-199)}` : path;
}
