import { spawnSync } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { BandMathsRequest } from '../../src/airborne/contract.js';
import { RasterWriter } from '../../src/airborne/envi/raster-writer.js';
import { cpuTimes } from './support/cpu.js';
import { findPythonGdal } from './support/python-gdal.js';
import { report } from './support/report.js';

const SAMPLES = 1000;
const LINES = 4000;
const RUNS = 7;
const MEGAPIXELS = (SAMPLES * LINES) / 1e6;
const KERNEL = fileURLToPath(new URL('../../dist/airborne/main.js', import.meta.url));
const SCOPS = fileURLToPath(new URL('./support/scops-band-maths.py', import.meta.url));
/** Has a process of Node.js say its largest memory, in KiB, when it ends. */
const SAY_MEMORY =
  '--import=data:text/javascript,process.on("exit",()=>process.stderr.write(String(process.resourceUsage().maxRSS)))';

const EQUATIONS = [
  { bands: 2, expression: '(band2-band1)/(band2+band1)' },
  { bands: 50, expression: '(band30-band10)/(band30+band10)' },
  { bands: 50, expression: 'where(band30>500,sqrt(band30)*log(band10+1),sin(band10)**2)' },
] as const;

describe('band maths, file to file', () => {
  const peer = findPythonGdal();
  let folder: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'sipstream-bench-'));
    for (const bands of new Set(EQUATIONS.map((equation) => equation.bands))) await writeLevel1(bands);
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it.each(EQUATIONS)('$expression of $bands bands', async ({ bands, expression }) => {
    const level1 = join(folder, `${bands}.bil`);
    const request: BandMathsRequest = {
      kind: 'bandmaths',
      ...{ level1, expression, mask: null, output: join(folder, 'ours.bil') },
    };
    const asked = join(folder, 'request.json');
    await writeFile(asked, JSON.stringify(request));
    const theirs = join(folder, 'theirs.bil');
    const own: Taken[] = [];
    const others: Taken[] = [];
    // Taken in turn, so that both meet the same neighbours of the machine.
    for (let run = 0; run < RUNS; run += 1) {
      // A file system that gives the blocks of a replaced file back at once would be what is measured.
      for (const old of [request.output, theirs]) await rm(old, { force: true });
      own.push(timed(process.execPath, [SAY_MEMORY, KERNEL, asked]));
      if (peer.python !== undefined)
        others.push(timed(peer.python, ['-W', 'ignore', SCOPS, level1, expression, theirs]));
    }
    const version = peer.python === undefined ? `nothing to compare with: ${peer.why}` : peer.versions;
    const of = `Band maths over 4 million pixels, file to file, whole processes (${version})`;
    const memory = Math.max(...own.map(({ said }) => Number(said)));
    report(of, `${expression}, ${bands} bands`, `${figures(own)}; ${(memory / 1024).toFixed(0)} MiB at most`);
    if (peer.python === undefined) return;
    const ratio = (of: 'wall' | 'cpu') =>
      (median(others.map((run) => run[of])) / median(own.map((run) => run[of]))).toFixed(2);
    report(
      of,
      '  as SCOPS does it',
      `${figures(others)}; ${ratio('wall')} times as long (CPU ${ratio('cpu')})`,
    );
    await sameResults(theirs);
  });

  async function writeLevel1(bands: number): Promise<void> {
    const writer = await RasterWriter.create(join(folder, `${bands}.bil`), {
      ...{ samples: SAMPLES, lines: LINES, bands, type: 12, interleave: 'bil' },
      ...{ fields: new Map(), comments: [] },
    });
    const line = new Uint16Array(SAMPLES * bands);
    let state = 1;
    for (let count = 0; count < LINES; count += 1) {
      for (let at = 0; at < line.length; at += 1) {
        state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
        line[at] = 1 + (state >>> 20);
      }
      await writer.write(line);
    }
    await writer.commit();
  }

  /** Both are right: to 1e-6. */
  async function sameResults(theirs: string): Promise<void> {
    const [a, b] = await Promise.all(
      [join(folder, 'ours.bil'), theirs].map(async (path) => {
        const { buffer, byteOffset, byteLength } = await readFile(path);
        return new Float32Array(buffer.slice(byteOffset, byteOffset + byteLength));
      }),
    );
    let worst = 0;
    a!.forEach((value, at) => {
      worst = Math.max(worst, Math.abs(value - b![at]!) - 1e-6 * Math.abs(b![at]!));
    });
    expect(worst).toBeLessThanOrEqual(1e-6);
  }
});

interface Taken {
  readonly wall: number;
  readonly cpu: number;
  readonly said: string;
}

/** Milliseconds of a process from its start to its end, and of CPU. */
function timed(program: string, parameters: readonly string[]): Taken {
  const cpu = () => cpuTimes({ self: process.pid })['self']!.children;
  const [began, before] = [performance.now(), cpu()];
  const { status, stderr } = spawnSync(program, parameters, { encoding: 'utf8' });
  const taken = { wall: performance.now() - began, cpu: cpu() - before, said: stderr };
  if (status !== 0) throw new Error(`${program} ${parameters.join(' ')}: ${stderr}`);
  return taken;
}

function figures(runs: readonly Taken[]): string {
  const wall = median(runs.map((run) => run.wall));
  const cpu = median(runs.map((run) => run.cpu));
  return `${wall.toFixed(0).padStart(5)} ms, CPU ${cpu.toFixed(0)} ms; ${((1000 * MEGAPIXELS) / wall).toFixed(1)} Mpix/s`;
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]!;
}
