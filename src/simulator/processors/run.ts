import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { dataDay, type DataDay } from '../../domain/data-day.js';
import { processorVersion, versionText } from '../../domain/processor-version.js';
import { filesOf, parameterOf, parsePcf, type Pcf, type ResolvedPcfFile } from '../../formats/pcf.js';
import { readConfiguration, type Configuration } from './configuration.js';
import { LUN } from './luns.js';
import { reasonOf, UnusableInput } from './unusable-input.js';

/** One run of a demo processor: what its PCF says. */
export class Run {
  readonly day: DataDay;
  /** `N.n.i`. */
  readonly version: string;
  readonly configuration: Configuration;
  readonly #pcf: Pcf;
  readonly #used = new Map<string, string>();

  /** Throws UnusableInput when the PCF names no data day, version or configuration, or the configuration is unusable. */
  constructor(pcf: Pcf) {
    this.#pcf = pcf;
    this.day = parameter(pcf, LUN.dataDay, 'Data day', dataDay);
    this.version = parameter(pcf, LUN.processorVersion, 'Processor version', (text) =>
      versionText(processorVersion(text)),
    );
    this.configuration = readConfiguration(
      parameter(pcf, LUN.configuration, 'Configuration directory', (text) => text),
    );
  }

  /** The files of a LUN by name; those that are read count as inputs of every product. */
  inputs(lun: number): ResolvedPcfFile[] {
    const files = filesOf(this.#pcf, lun).sort((a, b) => (a.path < b.path ? -1 : 1));
    for (const file of files) this.#used.set(file.path, file.ur ?? basename(file.path));
    return files;
  }

  /** The only output of a LUN. Throws UnusableInput when the PCF names none or several. */
  output(lun: number): ResolvedPcfFile {
    const [file, ...others] = filesOf(this.#pcf, lun);
    if (!file || others.length > 0) {
      throw new UnusableInput(
        `The PCF names ${file ? 'several files' : 'no file'} under LUN ${lun}, and one is to be written.`,
      );
    }
    return file;
  }

  /** All outputs of a LUN. */
  outputs(lun: number): ResolvedPcfFile[] {
    return filesOf(this.#pcf, lun);
  }

  /** References of the inputs asked for so far, each once: several files of a granule share theirs. */
  get inputPointers(): string[] {
    return [...new Set(this.#used.values())];
  }
}

/** The run of the PCF that the environment names. Throws UnusableInput when there is none or it cannot be read. */
export function currentRun(environment: Readonly<Record<string, string | undefined>> = process.env): Run {
  const path = environment['PGS_PC_INFO_FILE'];
  if (!path) throw new UnusableInput('PGS_PC_INFO_FILE is not set, so there is no process control file.');
  try {
    return new Run(parsePcf(readFileSync(path, 'utf8')));
  } catch (error) {
    if (error instanceof UnusableInput) throw error;
    throw new UnusableInput(`The process control file ${path} cannot be read: ${reasonOf(error)}.`);
  }
}

/** Runs a processor's main; its exit code is 0, 3 with a sentence on stderr for unusable input, or 1 for anything else. */
export async function runProgram(main: () => Promise<void>): Promise<void> {
  try {
    await main();
  } catch (error) {
    if (error instanceof UnusableInput) {
      process.stderr.write(`${error.message}\n`);
      process.exitCode = 3;
    } else {
      process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
      process.exitCode = 1;
    }
  }
}

function parameter<T>(pcf: Pcf, lun: number, what: string, read: (text: string) => T): T {
  const text = parameterOf(pcf, lun);
  if (!text) throw new UnusableInput(`The PCF has no parameter ${lun}, '${what}'.`);
  try {
    return read(text);
  } catch (error) {
    throw new UnusableInput(`The PCF's parameter ${lun}, '${what}', cannot be used: ${reasonOf(error)}`);
  }
}
