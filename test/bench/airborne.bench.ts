import { mkdtemp, open, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type {
  GeocorrectRequest,
  MapRequest,
  ReprojectRequest,
  StageFacts,
  StageRequest,
} from '../../src/airborne/contract.js';
import type { Projection } from '../../src/domain/scops/order.js';
import { FLOWN, relief, writeDem, writeFlight } from '../support/flight-fixture.js';
import { warpByGeolocation } from '../support/geolocation-warp.js';
import { runKernel, type ChildRun } from '../support/kernel-child.js';
import { writeNoise } from './support/noise-raster.js';
import { diskTime } from './support/disk-time.js';
import { report } from './support/report.js';

const SHAPE = { samples: 1000, lines: 4000, bands: 50 } as const;
const MEGAPIXELS = (SHAPE.samples * SHAPE.lines) / 1e6;
const RUNS = 3;
const TITLE =
  'A flight line of 1000 × 4000 pixels and 50 bands (uint16, 400 MB), each stage a program from start to end';
const VERSUS =
  'Mapping 5 of its bands beside GDAL (warp by geolocation arrays), both until it is on the disk';
const projection: Projection = { kind: 'utm', zone: 30, hemisphere: 'N' };

describe('a flight line', () => {
  let folder: string;
  let flight: { readonly navigation: string; readonly viewVectors: string };
  const at = (name: string) => join(folder, name);

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'sipstream-bench-'));
    flight = await writeFlight(folder, { ...FLOWN, ...SHAPE });
    await writeNoise(at('level1.bil'), { ...SHAPE, type: 12 }, (bits) => 1 + (bits & 4095));
    // One in 64 pixels is bad.
    await writeNoise(at('mask.bil'), { ...SHAPE, type: 1 }, (bits) => ((bits & 63) === 0 ? 1 : 0));
    const hills = (x: number, y: number) => 150 + 80 * Math.sin(x * 900) * Math.cos(y * 700);
    await writeDem(at('dem.bil'), relief(FLOWN, 0.12, hills));
    await ran(geocorrect());
    await ran(reproject());
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it('is masked, geocorrected, reprojected and mapped', async () => {
    const level1 = at('level1.bil');
    await measured('mask', 'samples', MEGAPIXELS * SHAPE.bands, ['level1.bil', 'mask.bil'], 'masked.bil', {
      ...{ kind: 'mask', level1, mask: at('mask.bil'), methods: null, flags: 127, methodFlags: 63 },
      output: at('masked.bil'),
    });
    await measured('geocorrect', 'pixels', MEGAPIXELS, ['dem.bil'], 'line.igm', geocorrect());
    await measured('reproject', 'pixels', MEGAPIXELS, ['line.igm'], 'utm.igm', reproject());
    const all = Array.from({ length: SHAPE.bands }, (_, band) => band + 1);
    for (const interpolation of ['nearest', 'bilinear', 'cubic'] as const) {
      const one = mapOf(interpolation, [1]);
      const first = await best(one, () => rm(one.index, { force: true }));
      const second = await best(one);
      tell(`map ${interpolation}: index and one band`, 'pixels', MEGAPIXELS, first);
      tell(`map ${interpolation}: one more band by itself`, 'pixels', MEGAPIXELS, second);
      if (interpolation !== 'nearest') continue;
      const whole = mapOf(interpolation, all);
      const inputs = ['level1.bil', 'utm.igm'];
      const facts = await measured(
        'map nearest: all bands',
        'samples',
        MEGAPIXELS * 50,
        inputs,
        'map.bil',
        whole,
      );
      expect(facts['indexMade']).toBe(false);
      const masked = { ...whole, raster: at('masked.bil') };
      await measured(
        'map nearest: all bands, every 64th sample filled from neighbours',
        ...(['samples', MEGAPIXELS * 50, ['masked.bil', 'utm.igm'], 'map.bil', masked] as const),
      );
    }
  });

  it.each([
    ['nearest', 'near'],
    ['bilinear', 'bilinear'],
    ['cubic', 'cubic'],
  ] as const)('is mapped beside GDAL, %s', async (interpolation, method) => {
    const bands = [1, 11, 21, 31, 41];
    const request = mapOf(interpolation, bands);
    const [own, others]: [Taken[], Taken[]] = [[], []];
    // Taken in turn, so that both meet the same neighbours of the machine.
    for (let run = 0; run < RUNS; run += 1) {
      for (const old of [request.index, request.output, at('warped.bil')]) await rm(old, { force: true });
      const { facts, milliseconds, cpuMilliseconds } = await ran(request);
      own.push({ wall: milliseconds, cpu: cpuMilliseconds });
      const { left, top, columns, rows } = facts as Record<'left' | 'top' | 'columns' | 'rows', number>;
      const [started, cpu] = [performance.now(), process.cpuUsage()];
      const line = { raster: request.raster, igm: request.igm, proj: '+proj=utm +zone=30 +datum=WGS84' };
      await warpByGeolocation(line, at('warped.bil'), { left, top, pixel: 1, columns, rows, bands, method });
      await flushed(at('warped.bil'));
      const { user, system } = process.cpuUsage(cpu);
      others.push({ wall: performance.now() - started, cpu: (user + system) / 1000 });
    }
    const figure = (of: 'wall' | 'cpu') => {
      const [mine, theirs] = [own, others].map((runs) => Math.min(...runs.map((run) => run[of]))) as [
        number,
        number,
      ];
      return `${seconds(mine)}, GDAL ${seconds(theirs)}: ${(theirs / mine).toFixed(2)} times as long`;
    };
    report(VERSUS, interpolation, `with its index ${figure('wall')}; CPU ${figure('cpu')}`);
  });

  function geocorrect(): GeocorrectRequest {
    const { navigation, viewVectors } = flight;
    const inputs = { level1: at('level1.bil'), navigation, viewVectors, dem: at('dem.bil') };
    return { kind: 'geocorrect', ...inputs, output: at('line.igm') };
  }

  function reproject(): ReprojectRequest {
    return { kind: 'reproject', igm: at('line.igm'), projection, osngGrid: null, output: at('utm.igm') };
  }

  function mapOf(interpolation: MapRequest['interpolation'], bands: readonly number[]): MapRequest {
    return {
      ...{ kind: 'map', igm: at('utm.igm'), raster: at('level1.bil'), pixelSize: { x: 1, y: 1 }, bands },
      ...{ interpolation, type: 'uint16', projection, bounds: null, ignoreValue: 0 },
      ...{ index: at(`${interpolation}.index`), ignoreFreeSpace: false, output: at('map.bil') },
    };
  }

  async function ran(request: StageRequest): Promise<ChildRun & { readonly facts: StageFacts }> {
    const run = await runKernel(folder, request);
    if (!run.result || 'failure' in run.result) throw new Error(`${request.kind}: ${run.errors}`);
    return { ...run, facts: run.result.facts };
  }

  /**
   * The quickest of some runs: what the machine's neighbours took is in the others. What an earlier run left is removed
   * before: a file system that gives the blocks of a replaced file back at once would be what is measured.
   */
  async function best(request: RasterRequest, before: () => Promise<unknown> = () => Promise.resolve()) {
    const runs = [];
    for (let run = 0; run < RUNS; run += 1) {
      await rm(request.output, { force: true });
      await before();
      runs.push(await ran(request));
    }
    return runs.reduce((one, other) => (other.milliseconds < one.milliseconds ? other : one));
  }

  async function measured(
    what: string,
    unit: string,
    millions: number,
    inputs: readonly string[],
    output: string,
    request: RasterRequest,
  ): Promise<StageFacts> {
    const run = await best(request);
    const disk = diskTime(inputs.map(at), (await stat(at(output))).blocks * 512, at('scratch'));
    tell(what, unit, millions, run, `; the disk alone ${seconds(disk)}`);
    return run.facts;
  }
});

/** What makes one raster. */
type RasterRequest = Extract<StageRequest, { readonly output: string }>;

/** Milliseconds. */
interface Taken {
  readonly wall: number;
  readonly cpu: number;
}

function tell(what: string, unit: string, millions: number, run: ChildRun, more = ''): void {
  const rate = ((millions / run.milliseconds) * 1000).toFixed(1);
  const peak = (run.peakMemory / 2 ** 20).toFixed(0);
  report(
    TITLE,
    what,
    `${seconds(run.milliseconds)}; ${rate} million ${unit} a second; ${peak} MiB at most${more}`,
  );
}

const seconds = (milliseconds: number) => `${(milliseconds / 1000).toFixed(2)} s`;

async function flushed(path: string): Promise<void> {
  const file = await open(path, 'r');
  await file.sync();
  await file.close();
}
