import { createHash } from 'node:crypto';
import { realpath, stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { processorPaths, type ProcessorVersion } from '../../domain/processor-version.js';
import { digestFile, digestTree } from '../files/digest.js';
import { hasCode } from '../files/io-error.js';
import { checkProgram, missing } from './program-check.js';

/** A version of a processor as it is installed now. */
export interface InstalledProcessor {
  /** Absolute path of the program. */
  readonly program: string;
  /** Absolute path of `cfg-i`. */
  readonly configDirectory: string;
  /** SHA-256, hex, over the program and the configuration: changes when anybody changes either. */
  readonly digest: string;
}

/**
 * Looks at an installed processor: `L1/proc-N.n/bin/L1Processor` and `L1/proc-N.n/cfg-i` below the station's home.
 * Throws OperationsError PROCESSOR_MISSING or PROCESSOR_NOT_EXECUTABLE, which name the path below home.
 */
export async function inspectProcessor(
  home: string,
  level: string,
  version: ProcessorVersion,
): Promise<InstalledProcessor> {
  const paths = processorPaths(level, version);
  const program = resolve(home, paths.program);
  const configDirectory = resolve(home, paths.config);
  await checkProgram(program, paths.program);
  if (!(await isDirectory(configDirectory))) throw missing(paths.config);
  // A site may link the program to where it was built: what counts is what runs.
  const { sha256 = '' } = await digestFile(await realpath(program), { algorithms: ['sha256'] });
  const digest = createHash('sha256')
    .update(`${sha256}\n${await digestTree(configDirectory)}\n`)
    .digest('hex');
  return { program, configDirectory, digest };
}

async function isDirectory(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory();
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return false;
    throw error;
  }
}
