import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { SHIPPED_PLUGINS } from '../../src/adapters/scops/plugins.js';
import { findProgram } from '../../src/adapters/programs.js';
import type { StageRequest } from '../../src/airborne/contract.js';
import { readRaster, writeRaster } from './rasters.js';

const MAIN = fileURLToPath(new URL('../../dist/airborne/main.js', import.meta.url));

describe('the program of the airborne stages', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'sipstream-stage-'));
    await writeRaster(
      join(folder, 'l1b.bil'),
      { samples: 5, lines: 4, bands: 3, type: 12 },
      (sample, line, band) => 1 + sample + 10 * line + 100 * band,
      { wavelength: '{500, 700, 900}' },
    );
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  const plugin = (path: string): StageRequest => ({
    kind: 'plugin',
    ...{ plugin: path, python: findProgram('python3') ?? 'python3', level1: join(folder, 'l1b.bil') },
    ...{ folder: join(folder, 'work'), output: join(folder, 'out.bil') },
  });
  async function start(request: StageRequest) {
    await writeFile(join(folder, 'request.json'), JSON.stringify(request));
    return spawn(process.execPath, [MAIN, join(folder, 'request.json'), join(folder, 'result.json')], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
  }
  async function run(request: StageRequest) {
    const child = await start(request);
    let log = '';
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (text: string) => (log += text));
    const [status] = (await once(child, 'close')) as [number | null];
    const result = existsSync(join(folder, 'result.json'))
      ? (JSON.parse(await readFile(join(folder, 'result.json'), 'utf8')) as Record<string, unknown>)
      : undefined;
    return { status, log, result };
  }

  it('works out an equation', async () => {
    const expression = '(band3-band1)/(band3+band1)';
    const request = {
      kind: 'bandmaths',
      level1: join(folder, 'l1b.bil'),
      expression,
      mask: null,
      output: join(folder, 'out.bil'),
    } as const;
    const { status, log, result } = await run(request);
    expect(status).toBe(0);
    expect(log).toContain('Approximate percent complete: 100');
    expect(result).toMatchObject({ facts: { bands: [1, 3], pixels: 20 } });
    expect((await readRaster(join(folder, 'out.bil'))).samples[0]).toBe(Math.fround(200 / 202));
  });

  it('says where an equation is wrong', async () => {
    const request = {
      kind: 'bandmaths',
      level1: join(folder, 'l1b.bil'),
      expression: 'band1 < 2 < 3',
      mask: null,
      output: join(folder, 'out.bil'),
    } as const;
    const { status, result } = await run(request);
    expect(status).toBe(1);
    expect(result).toMatchObject({
      failure: { code: 'ORDER_INVALID', details: ['band1 < 2 < 3\n          ^'] },
    });
  });

  it('runs the plugin that comes with sipstream', async () => {
    const { status, result } = await run(plugin(join(SHIPPED_PLUGINS, 'spectral_angle.js')));
    expect(status).toBe(0);
    expect(result).toMatchObject({ facts: { type: 'uint16', ignoreValue: 65535 } });
  });

  it("has a plugin's words in its log, and its failure in its result", async () => {
    const path = join(folder, 'loud.cjs.js');
    await writeFile(
      path,
      'exports.run = () => { console.log("hello"); console.error("oh"); throw new TypeError("no"); };',
    );
    const { status, log, result } = await run(plugin(path));
    expect(status).toBe(1);
    expect(log).toMatch(/hello/);
    expect(log).toMatch(/TypeError: no\n +at /);
    expect(result).toEqual({
      failure: { code: 'PLUGIN_FAILED', sentence: 'loud.cjs.js failed: no', details: [] },
    });
  });

  it('fails, and says why, when a plugin ends the process', async () => {
    const path = join(folder, 'quits.mjs');
    await writeFile(path, 'export const run = () => process.exit(0);');
    const { status, log, result } = await run(plugin(path));
    expect(status).toBe(1);
    expect(log).toContain('quits.mjs ended the process in which it ran');
    expect(result).toBeUndefined();
  });

  it('takes the Python of a plugin with it when it is ended', async () => {
    const path = join(folder, 'waits.py');
    await writeFile(
      path,
      'import os, sys, time\nopen(sys.argv[1] + "/pid.part", "w").write(str(os.getpid()))\nos.rename(sys.argv[1] + "/pid.part", sys.argv[1] + "/pid")\ntime.sleep(3600)\n',
    );
    const child = await start(plugin(path));
    child.stdout.resume();
    child.stderr.resume();
    const pid = Number(
      await vi.waitFor(() => readFile(join(folder, 'work', 'pid'), 'utf8'), { timeout: 60_000 }),
    );
    expect(existsSync(`/proc/${pid}`)).toBe(true);
    child.kill('SIGTERM');
    await once(child, 'close');
    await expect.poll(() => isRunning(pid), { timeout: 60_000 }).toBe(false);
  });
});

/** A zombie that its parent has not taken yet runs no more. */
async function isRunning(pid: number): Promise<boolean> {
  try {
    return !/^\d+ \(.*\) Z/s.test(await readFile(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}
