import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { LevelTask } from '../../src/activities/contract.js';
import { pcfOf } from '../../src/activities/pcf-of.js';
import type { StagingManifest } from '../../src/activities/stage.js';
import { dataDay } from '../../src/domain/data-day.js';
import { PARAMETER_LUNS, TOOLKIT_LUNS } from '../../src/domain/luns.js';
import { planInputs } from '../../src/domain/readiness.js';
import { emitPcf, filesOf, parameterOf, parsePcf } from '../../src/formats/pcf.js';
import { mopitt } from '../support/mopitt.js';

const mission = await mopitt();
const DAY = dataDay('2026-11-20');
const DIRECTORIES = {
  inputs: '/s/in',
  products: '/s/run-1/out',
  log: '/s/run-1',
  config: '/h/L1/proc-1.0/cfg-1',
};

function task(level: string): LevelTask {
  return {
    mission: 'mopitt',
    day: DAY,
    level,
    version: '1.0.1',
    inputs: planInputs(mission, level, DAY, 0),
    pace: { firstRetryMs: 1, attempts: 1, recheckMs: 1, heartbeatMs: 1 },
    runAttempts: 1,
    timeLimitMs: 1,
    suspect: 'accept',
    delivery: { expiryMs: 1, panExpectedMs: 1, panLateMs: 1 },
  };
}

/** What would be staged of some planned granules: two files each for those of EDOS, one for the others. */
function manifest(level: string, keys: readonly string[]): StagingManifest {
  const lunOf = new Map(mission.levels[level]!.inputs.map((rule) => [rule.type, rule.lun]));
  return {
    inputs: keys.map((key) => {
      const type = key.split('/')[0]!;
      const name = key.replaceAll('/', '-');
      const files = mission.inputs[type]?.edos ? [`${name}.00`, `${name}.01`] : [name];
      return {
        key,
        lun: lunOf.get(type)!,
        files,
        ...(!mission.inputs[type]?.edos && { met: `${name}.met` }),
      };
    }),
    without: [],
  };
}
const keysOf = (level: string) => task(level).inputs.rules.flatMap((rule) => rule.granules);
const pcfText = (level: string, keys = keysOf(level)) =>
  emitPcf(pcfOf(mission, task(level), 3, manifest(level, keys), DIRECTORIES));

describe('the PCF of a run', () => {
  it.each(['L1', 'L2'])('of %s is one that the toolkit accepts and that says the same when read', (level) => {
    const pcf = pcfOf(mission, task(level), 3, manifest(level, keysOf(level)), DIRECTORIES);
    const read = parsePcf(emitPcf(pcf));
    expect(emitPcf(read)).toBe(emitPcf(pcf));
    expect(read.runId).toBe('3');
    expect(read.softwareId).toBe(`${level}-1.0.1`);
  });

  it('is valid for any part of the inputs, with none of them lost or invented', () => {
    fc.assert(
      fc.property(
        fc
          .constantFrom('L1', 'L2')
          .chain((level) => fc.tuple(fc.constant(level), fc.subarray(keysOf(level)))),
        ([level, keys]) => {
          const staged = manifest(level, keys);
          const read = parsePcf(pcfText(level, keys));
          const names = read.productInput.files.map(({ name }) => name).sort();
          expect(names).toEqual(staged.inputs.flatMap(({ files }) => files).sort());
          for (const { files, key, met, lun } of staged.inputs) {
            const listed = read.productInput.files.filter(({ name }) => files.includes(name));
            for (const file of listed) expect(file).toMatchObject({ lun, ur: key, ...(met && { met }) });
          }
        },
      ),
    );
  });

  it('finds every input below the inputs directory by its LUN, numbered down to 1', () => {
    const read = parsePcf(pcfText('L1'));
    const science = filesOf(read, 500001);
    expect(science).toHaveLength(24);
    expect(science[0]!.path).toBe('/s/in/MOP00SCI-2026-11-20-2200.01');
    expect(science[23]!.path).toBe('/s/in/MOP00SCI-2026-11-20-0000.00');
    expect(filesOf(read, 10502)).toHaveLength(12);
  });

  it('names each product that the run is to write, with its metadata, and none that the station makes itself', () => {
    const read = parsePcf(pcfText('L2'));
    expect(filesOf(read, 520001)).toEqual([
      {
        path: '/s/run-1/out/MOP02-20261120-L2V1.0.1.he5',
        met: '/s/run-1/out/MOP02-20261120-L2V1.0.1.he5.met',
      },
    ]);
    expect(read.productOutput.files.map(({ name }) => name)).not.toContain('MOP02B-20261120-L2V1.0.1.png');
  });

  it('names an event product once for every train and kind', () => {
    const events = filesOf(parsePcf(pcfText('L1')), 510004).map(({ path }) => path);
    expect(new Set(events).size).toBe(12);
    expect(events).toContain('/s/run-1/out/MOPCH-20261120-T4-cold-L1V1.0.1.he5');
  });

  it('tells day, version and configuration, and where the toolkit logs', () => {
    const read = parsePcf(pcfText('L1'));
    expect(parameterOf(read, PARAMETER_LUNS.dataDay)).toBe('2026-11-20');
    expect(parameterOf(read, PARAMETER_LUNS.processorVersion)).toBe('1.0.1');
    expect(parameterOf(read, PARAMETER_LUNS.configuration)).toBe('/h/L1/proc-1.0/cfg-1');
    expect(parameterOf(read, TOOLKIT_LUNS.loggingControl)).toBe('1');
    expect(filesOf(read, TOOLKIT_LUNS.logStatus)).toEqual([{ path: '/s/run-1/LogStatus' }]);
  });

  it('gives the processor the parameters of the mission', () => {
    const L1 = mission.levels['L1']!;
    const parameters = [{ lun: 600001, description: 'Iterations', value: '20' }];
    const own = { ...mission, levels: { L1: { ...L1, run: { ...L1.run, parameters } } } };
    const text = emitPcf(pcfOf(own, task('L1'), 1, manifest('L1', []), DIRECTORIES));
    expect(parameterOf(parsePcf(text), 600001)).toBe('20');
  });
});
