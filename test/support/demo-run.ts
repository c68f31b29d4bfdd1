import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'yaml';
import { compactDay, type DataDay } from '../../src/domain/data-day.js';
import { missionSchema, type Mission } from '../../src/domain/mission.js';
import { emitPcf, type PcfFile, type PcfFileSection } from '../../src/formats/pcf.js';
import type { InputGranule } from '../../src/simulator/instrument/input.js';

/** The mission that the station comes with. */
export function mopitt(): Mission {
  return missionSchema.parse(parse(readFileSync('missions/mopitt/mission.yaml', 'utf8')));
}

/** How a processor's run ended. */
export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A directory below the system's temporary one with a station's home, and staged runs of demo processors in it. */
export class DemoStation {
  readonly mission = mopitt();
  readonly version = '1.0.1';
  readonly root = mkdtempSync(join(tmpdir(), 'demo-processors-'));
  readonly home = join(this.root, 'home');
  #runs = 0;

  remove(): void {
    rmSync(this.root, { recursive: true, force: true });
  }

  /** Stages granules and writes the PCF of a level as the station would; gives the PCF and the output directory. */
  stage(
    level: 'L1' | 'L2',
    day: DataDay,
    granules: readonly InputGranule[],
    further: { lun: number; path: string }[] = [],
  ) {
    const directory = join(this.root, `run-${++this.#runs}`);
    const output = join(directory, 'out');
    mkdirSync(output, { recursive: true });
    for (const { files } of granules) {
      for (const file of files) writeFileSync(join(directory, file.name), Buffer.concat([...file.content()]));
    }
    const plan = this.mission.levels[level]!;
    const inputs = plan.inputs.flatMap(({ type, lun }) => {
      const staged = granules.filter((granule) => granule.type === type);
      const files = staged.flatMap(({ files, ur }) =>
        files.slice(0, -1).map(({ name }) => ({ lun, name, ur })),
      );
      return numbered([
        ...files,
        ...further
          .filter((file) => file.lun === lun)
          .map(({ path }) => ({ lun, name: path.split('/').at(-1)!, directory: join(path, '..') })),
      ]);
    });
    const outputs = plan.products
      .filter(({ madeFrom }) => !madeFrom)
      .flatMap(({ lun, name }) =>
        numbered(this.#names(name, day).map((product) => ({ lun, name: product }))),
      );
    const none: PcfFileSection = { directory, files: [] };
    const pcf = join(directory, `${level}.pcf`);
    const text = emitPcf({
      runId: '1',
      softwareId: '1',
      productInput: { directory, files: inputs },
      productOutput: { directory: output, files: outputs },
      supportInput: none,
      supportOutput: none,
      intermediateInput: none,
      intermediateOutput: none,
      temporary: none,
      parameters: [
        { lun: 900001, description: 'Data day', value: day },
        { lun: 900002, description: 'Processor version', value: this.version },
        {
          lun: 900003,
          description: 'Configuration directory',
          value: join(this.home, level, 'proc-1.0/cfg-1'),
        },
      ],
    });
    writeFileSync(pcf, text);
    return { pcf, output };
  }

  /** Starts the installed processor on a PCF, with nothing else in its environment. */
  start(level: 'L1' | 'L2', pcf: string) {
    return spawn(join(this.home, level, `proc-1.0/bin/${level}Processor`), [], {
      env: { PGS_PC_INFO_FILE: pcf },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
  }

  /** Runs the installed processor to its end. */
  async run(level: 'L1' | 'L2', pcf: string): Promise<Ended> {
    const child = this.start(level, pcf);
    let [stdout, stderr] = ['', ''];
    child.stdout.on('data', (data: Buffer) => (stdout += data.toString()));
    child.stderr.on('data', (data: Buffer) => (stderr += data.toString()));
    return new Promise((resolve, reject) => {
      child.once('error', reject);
      child.once('close', (code, signal) => resolve({ code, signal, stdout, stderr }));
    });
  }

  #names(pattern: string, day: DataDay): string[] {
    const name = pattern.replace('{day}', compactDay(day)).replace('{version}', this.version);
    if (!name.includes('{event}')) return [name];
    const events = ['T1', 'T2', 'T3', 'T4'].flatMap((train) =>
      ['cold', 'warm', 'hot'].map((event) => `${train}-${event}`),
    );
    return events.map((event) => name.replace('{event}', event));
  }
}

function numbered(files: readonly Omit<PcfFile, 'sequence'>[]): PcfFile[] {
  return files.map((file, index) => ({ ...file, sequence: files.length - index }));
}
