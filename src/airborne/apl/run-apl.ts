import { randomBytes } from 'node:crypto';
import { readFile, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { execa } from 'execa';
import { fsyncDirectory } from '../../adapters/files/atomic-write.js';
import { hasCode } from '../../adapters/files/io-error.js';
import { isExecutable } from '../../adapters/programs.js';
import { OperationsError } from '../../domain/failures.js';
import { enviBytes, parseEnviHeader, type EnviHeader } from '../../formats/envi-header.js';
import { FormatError } from '../../formats/format-error.js';
import type { StageFacts, StageReport } from '../contract.js';
import { removeLeftovers } from '../leftovers.js';
import { aplCommand, type AplRequest } from './commands.js';
import { mappedMegabytes, percentOf } from '../progress.js';
import { aplFailure } from './verdict.js';

/** More than this of what APL prints is not kept for its verdict; all of it goes to the log. */
const KEPT_CHARACTERS = 1_000_000;

/**
 * Does a stage with an executable of APL in a folder. What it prints goes to the log as it comes; the output has its name
 * only when all that can be checked is right. Throws OperationsError APL_FAILED with APL's own words.
 */
export async function runApl(folder: string, request: AplRequest, report: StageReport): Promise<StageFacts> {
  const output = join(
    dirname(request.output),
    `.apl-${randomBytes(6).toString('hex')}-${basename(request.output)}`,
  );
  await removeLeftovers(request.output);
  const source = await readHeader(sourceOf(request));
  const { program, args } = aplCommand({ ...request, output }, source?.bands);
  const path = join(folder, program);
  if (!isExecutable(path))
    throw new OperationsError('APL_FAILED', `${program} is not there, or cannot be executed: ${path}.`);
  report.say([path, ...args].map((word) => JSON.stringify(word)).join(' '));
  try {
    const end = await called(path, args, report);
    const made = {
      bytes: await sizeOf(output),
      described: bytesOf(await readHeader(output)),
      expected: expectedBytes(request, source),
    };
    const failure = aplFailure({ program, ...end, made });
    if (failure) throw new OperationsError('APL_FAILED', failure.sentence, failure.words);
    if (request.kind === 'map' && request.bounds !== null) {
      report.say("APL has mapped the whole line; the map is cut to the order's bounds.");
      await (await import('./cut-map.js')).cutMap(output, request, request.output);
    } else {
      // The header first, as everywhere: a raster that is there is whole.
      await rename(`${output}.hdr`, `${request.output}.hdr`);
      await rename(output, request.output);
      await fsyncDirectory(dirname(request.output));
    }
    const megabytes = end.output
      .split('\n')
      .map(mappedMegabytes)
      .findLast((size) => size !== undefined);
    return { program, bytes: await sizeOf(request.output), ...(megabytes !== undefined && { megabytes }) };
  } finally {
    for (const name of [output, `${output}.hdr`]) await rm(name, { force: true });
  }
}

async function called(
  path: string,
  args: readonly string[],
  report: StageReport,
): Promise<{ exitCode: number | null; signal: string | null; output: string; errors: string }> {
  // Its process ends with this one; numbers are printed with a decimal point whatever the language of the host.
  const child = execa(path, [...args], {
    reject: false,
    buffer: false,
    stdin: 'ignore',
    env: { LC_ALL: 'C' },
  });
  const follow = async (from: 'stdout' | 'stderr'): Promise<string> => {
    let kept = '';
    for await (const line of child.iterable({ from })) {
      kept = `${kept}${line}\n`;
      if (kept.length > 2 * KEPT_CHARACTERS) kept = kept.slice(-KEPT_CHARACTERS);
      const percent = percentOf(line);
      if (percent === undefined) report.say(line);
      else report.progress(percent);
    }
    return kept;
  };
  const [output, errors, result] = await Promise.all([follow('stdout'), follow('stderr'), child]);
  if (result.exitCode === undefined && result.signal === undefined)
    throw new OperationsError('APL_FAILED', `${path} could not be started: ${result.shortMessage}.`);
  return { exitCode: result.exitCode ?? null, signal: result.signal ?? null, output, errors };
}

/** The raster by which the size of the output is known. */
function sourceOf(request: AplRequest): string {
  switch (request.kind) {
    case 'mask':
    case 'geocorrect':
      return request.level1;
    case 'reproject':
      return request.igm;
    case 'map':
      return request.raster;
  }
}

/** The size of a map does not follow from its input without making it. */
function expectedBytes(request: AplRequest, source: EnviHeader | undefined): number | null {
  if (source === undefined || request.kind === 'map') return null;
  if (request.kind === 'geocorrect') return enviBytes({ ...source, bands: 3, type: 5 });
  return enviBytes(source);
}

function bytesOf(header: EnviHeader | undefined): number | null {
  return header ? header.offset + enviBytes(header) : null;
}

/** The header of a raster: `x.bil.hdr`, or `x.hdr`. Undefined when neither is there or it cannot be read. */
async function readHeader(raster: string): Promise<EnviHeader | undefined> {
  for (const name of [`${raster}.hdr`, raster.replace(/\.[^./]+$/, '.hdr')]) {
    try {
      return parseEnviHeader(await readFile(name, 'latin1'));
    } catch (error) {
      if (error instanceof FormatError) return undefined;
      if (!hasCode(error, 'ENOENT')) throw error;
    }
  }
  return undefined;
}

async function sizeOf(path: string): Promise<number | null> {
  try {
    return (await stat(path)).size;
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return null;
    throw error;
  }
}
