import { describe, expect, it } from 'vitest';
import { missionContradictions } from '../../src/domain/mission-contradictions.js';
import { missionSchema, type Mission } from '../../src/domain/mission.js';
import { mopitt } from '../support/mopitt.js';

const mission = await mopitt();

/** What is said of the mission after one change to a copy of it. */
function after(change: (copy: Mission) => void): string[] {
  const copy = structuredClone(mission);
  change(copy);
  return missionContradictions(copy).map(({ path, message }) => `${path.join('.')}: ${message}`);
}
const rule = (copy: Mission, level: string, index: number) => copy.levels[level]!.inputs[index]!;
const row = (copy: Mission, level: string, index: number) => copy.levels[level]!.products[index]!;

describe('a mission', () => {
  it('as it is shipped contradicts itself nowhere', () => {
    expect(missionContradictions(mission)).toEqual([]);
  });

  const cases: [string, (copy: Mission) => void, string][] = [
    [
      'an input that can be recognised in two ways',
      (copy) => (copy.inputs['MOP00SCI']!.pattern = 'x'),
      "inputs.MOP00SCI: MOP00SCI needs either 'edos' or 'pattern', and not both",
    ],
    [
      'an input that can be recognised in no way',
      (copy) => delete copy.inputs['DLLAPMIS']!.pattern,
      "inputs.DLLAPMIS: DLLAPMIS needs either 'edos' or 'pattern', and not both",
    ],
    [
      'two inputs of one source',
      (copy) => (copy.inputs['MOP00ENG']!.edos!.apid = 1217),
      'inputs.MOP00ENG.edos: MOP00ENG has the same source as MOP00SCI',
    ],
    [
      'a pattern that tells no day',
      (copy) => (copy.inputs['DLLAPMIS']!.pattern = String.raw`^DLLAPMIS\.(?<made>\d{13})$`),
      'inputs.DLLAPMIS.pattern: the pattern of DLLAPMIS lacks (?<date>…)',
    ],
    [
      'a pattern of a two-hourly input that tells no time',
      (copy) => (copy.inputs['MOPATTNF']!.pattern = '^(?<date>.)(?<made>.)$'),
      'inputs.MOPATTNF.pattern: the pattern of MOPATTNF lacks (?<time>…)',
    ],
    [
      'a size that nothing can have',
      (copy) => (copy.inputs['DLLAPMIS']!.size.max = 10),
      "inputs.DLLAPMIS.size: 'size': 1000 to 10 is no range",
    ],
    [
      'a rule about nothing',
      (copy) => (rule(copy, 'L2', 1).type = 'DLLXXX'),
      'levels.L2.inputs.1.type: DLLXXX is neither an input of the mission nor a product of a level',
    ],
    [
      'two rules about one type',
      (copy) => (rule(copy, 'L2', 2).type = 'DLLAPMIS'),
      'levels.L2.inputs.2.type: L2 has two rules for DLLAPMIS',
    ],
    [
      'a level that waits for itself',
      (copy) => (rule(copy, 'L1', 2).type = 'MOP01'),
      'levels.L1.inputs.2.type: L1 would wait for MOP01, which it makes itself',
    ],
    [
      'a minimum that cannot come',
      (copy) => (rule(copy, 'L2', 1).minimum = 3),
      'levels.L2.inputs.1.minimum: DLLAPMIS has only 2 granules, not 3',
    ],
    [
      'a nearest event of what has none',
      (copy) => (rule(copy, 'L1', 2).nearest = { trains: ['T1'], events: ['hot'], within: '1d' }),
      'levels.L1.inputs.2.nearest: MOP00SCI has no {event} to be nearest to',
    ],
    [
      'a product without a day in its name',
      (copy) => (row(copy, 'L1', 0).name = 'MOP01-V{version}.he5'),
      'levels.L1.products.0.name: the name of MOP01 lacks {day}',
    ],
    [
      'a product without a version in its name',
      (copy) => (row(copy, 'L1', 0).name = 'MOP01-{day}.he5'),
      'levels.L1.products.0.name: the name of MOP01 lacks {version}',
    ],
    [
      'a placeholder twice',
      (copy) => (row(copy, 'L1', 0).name = '{day}-{day}-{version}'),
      'levels.L1.products.0.name: the name of MOP01 holds a placeholder twice',
    ],
    [
      'a placeholder that is none',
      (copy) => (row(copy, 'L1', 0).name = '{day}-{orbit}-{version}'),
      'levels.L1.products.0.name: {orbit} is none of {day}, {version} and {event}',
    ],
    [
      'a directory in a name',
      (copy) => (row(copy, 'L1', 0).name = 'out/{day}-{version}'),
      "levels.L1.products.0.name: 'out/{day}-{version}' is no name for a product file",
    ],
    [
      'a product of two levels',
      (copy) => (row(copy, 'L2', 2).type = 'MOP01QE'),
      'levels.L2.products.2.type: MOP01QE stands in two product tables or twice in one',
    ],
    [
      'a picture of what the level does not make',
      (copy) => (row(copy, 'L2', 1).madeFrom!.type = 'MOP01'),
      'levels.L2.products.1.madeFrom.type: MOP02B is made from MOP01, which this level does not make',
    ],
    [
      'a LUN that is an input and a product',
      (copy) => (row(copy, 'L1', 0).lun = 500001),
      'levels.L1.products.0.lun: LUN 500001 is that of an input; a PCF cannot hold both',
    ],
    [
      'a LUN of the toolkit',
      (copy) => (row(copy, 'L1', 0).lun = 10100),
      "levels.L1.products.0.lun: LUN 10100 is the toolkit's own",
    ],
    [
      'a parameter that the station sets',
      (copy) => copy.levels['L1']!.run.parameters.push({ lun: 900001, description: 'Day', value: '1' }),
      'levels.L1.run.parameters.0.lun: the parameter of LUN 900001 would stand twice in the PCF',
    ],
    [
      'more products at least than at most',
      (copy) => (row(copy, 'L1', 0).count = { min: 2, max: 1 }),
      "levels.L1.products.0.count: 'count': 2 to 1 is no range",
    ],
    [
      'a limit of Suspect beyond that of Failed',
      (copy) => (row(copy, 'L1', 0).qa!.fields[0]!.missing = { suspect: 60, failed: 50 }),
      "levels.L1.products.0.qa.fields.0.missing: 'suspect' (60) is reached only after 'failed' (50)",
    ],
    [
      'a coverage that is Failed before it is Suspect',
      (copy) => (row(copy, 'L1', 0).qa!.time!.coverage = { suspect: 40, failed: 50 }),
      "levels.L1.products.0.qa.time.coverage: 'suspect' (40) is reached only after 'failed' (50)",
    ],
    [
      'a valid range upside down',
      (copy) => (row(copy, 'L1', 0).qa!.fields[0]!.valid = [20, 0]),
      'levels.L1.products.0.qa.fields.0.valid: 20 to 0 is no range',
    ],
  ];

  it.each(cases)('with %s is told so, and where', (_, change, sentence) => {
    expect(after((copy) => void change(copy))).toContain(sentence);
  });

  it('is told of every contradiction at once', () => {
    const found = after((copy) => {
      row(copy, 'L1', 0).count = { min: 2, max: 1 };
      rule(copy, 'L2', 1).minimum = 3;
      delete copy.inputs['DLLAXMIS']!.pattern;
    });
    expect(found).toHaveLength(3);
  });

  it('may give a picture, which no processor is told of, any LUN', () => {
    expect(after((copy) => (row(copy, 'L2', 1).lun = 510001))).toEqual([]);
  });

  it('may make a level from its own product of the day before', () => {
    const found = after((copy) => {
      copy.levels['L2']!.inputs.push({ type: 'MOP02', need: 'wanted', days: [-1], lun: 500030 });
    });
    expect(found).toEqual([]);
  });
});

describe('the schema of a mission', () => {
  const parse = (change: (copy: Record<string, never>) => void) => {
    const copy = structuredClone(mission) as unknown as Record<string, never>;
    change(copy);
    return missionSchema
      .safeParse(copy)
      .error?.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
  };

  it('takes what it gave', () => {
    expect(parse(() => undefined)).toBeUndefined();
  });

  it('refuses a pause of nothing, in whatever unit', () => {
    for (const none of ['0s', '0ms', '0.0h', '0d0h']) {
      expect(parse((copy) => Object.assign(copy['pickup']!, { sweep: none }))).toEqual([
        'pickup.sweep: must be longer than nothing',
      ]);
      expect(parse((copy) => Object.assign(copy['pickup']!, { quiet: none }))).toBeUndefined();
    }
    expect(parse((copy) => Object.assign(copy['pace']!, { heartbeat: '0.5s' }))).toBeUndefined();
  });

  it('refuses a mission without levels', () => {
    expect(parse((copy) => Object.assign(copy, { levels: {} }))).toEqual([
      'levels: needs at least one level',
    ]);
  });

  it('refuses a rule about no day', () => {
    const found = parse((copy) => {
      const levels = copy['levels'] as unknown as Mission['levels'];
      levels['L2']!.inputs[1]!.days = [];
    });
    expect(found).toHaveLength(1);
    expect(found![0]).toMatch(/^levels\.L2\.inputs\.1\.days: /);
  });
});
