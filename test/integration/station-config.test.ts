import { mkdtemp, rm, writeFile, mkdir, chmod } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readConfig, stationPaths } from '../../src/adapters/station/config.js';
import { readMission } from '../../src/adapters/station/mission-file.js';
import { readStationFile } from '../../src/adapters/station/station-file.js';
import { OperationsError } from '../../src/domain/failures.js';
import { durationMs } from '../../src/domain/duration.js';
import { DEMO_FILE, MOPITT_FILE } from '../support/mopitt.js';

let home: string;
let count = 0;
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'station-config-'));
});
afterAll(() => rm(home, { recursive: true, force: true }));

/** A file of its own for every test. */
async function file(text: string | Uint8Array): Promise<string> {
  const path = join(home, `file-${(count += 1)}.yaml`);
  await writeFile(path, text);
  return path;
}

/** The sentences with which a file is refused; the name of the file is left out. */
async function refusal(work: Promise<unknown>, path?: string): Promise<string[]> {
  const error: unknown = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof OperationsError)) throw error ?? new Error('It was accepted.');
  expect(error.code).toBe('STATION_CONFIG');
  return error.message.split('\n').map((line) => (path ? line.replace(`${path}, `, '') : line));
}

/** What is said of a file that extends the mission. */
async function missionWith(text: string): Promise<string[]> {
  const path = await file(`extends: ${MOPITT_FILE}\n${text}`);
  return refusal(readMission(path), path);
}

async function stationWith(text: string): Promise<string[]> {
  const path = await file(text);
  return refusal(readConfig(home, path), path);
}

describe('the missions that the package comes with', () => {
  it('are valid', async () => {
    const mission = await readMission(MOPITT_FILE);
    expect(Object.keys(mission.levels)).toEqual(['L1', 'L2']);
    expect(mission.mission).toBe('mopitt');
  });

  it('differ in patience alone: the demo makes the same products of the same inputs', async () => {
    const [mission, demo] = [await readMission(MOPITT_FILE), await readMission(DEMO_FILE)];
    expect(demo.inputs).toEqual(mission.inputs);
    for (const level of ['L1', 'L2']) {
      expect(demo.levels[level]!.inputs).toEqual(mission.levels[level]!.inputs);
      expect(demo.levels[level]!.products).toEqual(mission.levels[level]!.products);
      expect(durationMs(demo.levels[level]!.deadline)).toBeLessThan(
        durationMs(mission.levels[level]!.deadline),
      );
    }
  });
});

describe('a file that extends another', () => {
  it('is that file with its own values instead, map by map', async () => {
    const path = await file(
      `extends: ${MOPITT_FILE}\ntitle: Mine\nlevels: { L1: { grace: 3h, run: { timeLimit: 5m } } }\n`,
    );
    const [mission, own] = [await readMission(MOPITT_FILE), await readMission(path)];
    expect(own).toMatchObject({ title: 'Mine', instrument: 'MOPITT' });
    expect(own.levels['L1']).toMatchObject({ grace: '3h', run: { timeLimit: '5m', attempts: 2 } });
    expect(own.levels['L2']).toEqual(mission.levels['L2']);
  });

  it('may extend one that extends one, by a name relative to itself', async () => {
    await mkdir(join(home, 'below'), { recursive: true });
    await writeFile(
      join(home, 'below', 'base.yaml'),
      `extends: ${MOPITT_FILE}\ntitle: Base\nplatform: Aura\n`,
    );
    const path = await file('extends: below/base.yaml\ntitle: Top\n');
    expect(await readMission(path)).toMatchObject({ title: 'Top', platform: 'Aura', instrument: 'MOPITT' });
  });

  it('names the file and the line in which a wrong value stands, its own or the other', async () => {
    const base = await file(`extends: ${MOPITT_FILE}\n\n\ndataVersion: 1\n`);
    const top = await file(`extends: ${base}\nnodeName: 5\n`);
    const said = await refusal(readMission(top));
    expect(said).toHaveLength(2);
    expect(said[0]).toMatch(`${base}, line 4: 'dataVersion': `);
    expect(said[1]).toMatch(`${top}, line 2: 'nodeName': `);
  });

  it('is named itself when a list of its own lacks something that the other list has', async () => {
    expect(
      await missionWith('levels:\n  L1:\n    inputs:\n      - { type: MOP00SCI, need: required }\n'),
    ).toEqual(["line 5: 'lun' is missing."]);
  });

  it('is named itself when a level of its own lacks something', async () => {
    const said = await missionWith('levels:\n  L3: { version: 1.0.1 }\n');
    expect(said).toContain("line 3: 'deadline' is missing.");
  });

  it('cannot extend itself, nor a circle of files', async () => {
    const [a, b] = [join(home, 'a.yaml'), join(home, 'b.yaml')];
    await writeFile(a, 'title: x\nextends: b.yaml\n');
    await writeFile(b, 'extends: a.yaml\n');
    expect(await refusal(readMission(a))).toEqual([`${b}, line 1: the files extend each other in a circle.`]);
    const self = join(home, 'self.yaml');
    await writeFile(self, '\nextends: self.yaml\n');
    expect(await refusal(readMission(self))).toEqual([
      `${self}, line 2: the files extend each other in a circle.`,
    ]);
  });

  it('that is not there is named with the line that wants it', async () => {
    const path = await file('title: x\nextends: nothing.yaml\n');
    expect(await refusal(readMission(path))).toEqual([
      `${path}, line 2: ${join(home, 'nothing.yaml')} is not there.`,
    ]);
  });

  it('must name one file', async () => {
    for (const text of ['extends:\n', 'extends: 5\n', 'extends: [a.yaml, b.yaml]\n']) {
      const path = await file(text);
      expect(await refusal(readMission(path), path)).toEqual([
        "line 1: 'extends' must be the name of a file.",
      ]);
    }
  });
});

describe('a file that is no YAML', () => {
  it.each([
    ['a line that is no setting', 'mission: mopitt\ntitle\n', 'line 2'],
    ['a bracket that is not closed', 'mission: mopitt\npickup: { quiet: 60s\n', 'line 3'],
    ['a tab for indentation', 'pickup:\n\tquiet: 60s\n', 'line 2'],
    ['a setting twice', 'title: a\nplatform: b\ntitle: c\n', 'line 3: Map keys must be unique.'],
    ['an alias of nothing', 'title: a\nplatform: *unknown\n', 'line 2: Unresolved alias'],
    ['two documents', 'title: a\n---\ntitle: b\n', 'line 2'],
  ])('for %s names the line', async (_, text, said) => {
    const path = await file(text);
    const sentences = await refusal(readMission(path), path);
    expect(sentences).toHaveLength(1);
    expect(sentences[0]).toContain(said);
    expect(sentences[0]).toMatch(/[^.:,]\.$/);
  });

  it('for aliases that multiply beyond reason is refused, quickly', async () => {
    const levels = Array.from(
      { length: 12 },
      (_, level) => `a${level + 1}: &a${level + 1} [${Array(10).fill(`*a${level}`).join(', ')}]`,
    );
    const path = await file(`a0: &a0 x\n${levels.join('\n')}\n`);
    expect((await refusal(readMission(path)))[0]).toMatch(/alias/i);
  });

  it('for bytes that are no text says so', async () => {
    const path = await file(Uint8Array.of(0x74, 0x3a, 0x20, 0xff, 0xfe, 0x0a));
    expect(await refusal(readMission(path))).toEqual([`${path} is not a text in UTF-8.`]);
  });

  it('for nothing in it asks for everything', async () => {
    for (const text of ['', '# only words\n', 'just words\n', '- a\n- list\n']) {
      const path = await file(text);
      expect((await refusal(readMission(path), path))[0]).toMatch(/^line 1: /);
    }
  });
});

describe('a mission file', () => {
  it('that is not there, or is a directory, is named', async () => {
    const path = join(home, 'none.yaml');
    expect(await refusal(readMission(path))).toEqual([`${path} is not there.`]);
    expect((await refusal(readMission(home)))[0]).toMatch(`${home} cannot be read: `);
  });

  it.each([
    ['an unknown setting', 'titel: MOPITT\n', "line 2: 'titel' is not a setting here."],
    [
      'an unknown setting deep inside',
      'levels:\n  L1:\n    run:\n      timelimit: 5m\n',
      "line 5: 'timelimit' is not a setting here.",
    ],
    [
      'a duration that is none',
      'day:\n  patience: two days\n',
      "line 3: 'patience': 'two days' is not a duration; write for example 90s, 15m, 36h or 7d.",
    ],
    [
      'a version that is a number',
      'levels:\n  L1:\n    version: 1.0\n',
      "line 4: 'version': Invalid input: expected string, received number.",
    ],
    [
      'a version that is none',
      'levels:\n  L1: { version: v1 }\n',
      "line 3: 'version': 'v1' is not a processor version; write it as N.n.i, for example 1.0.1.",
    ],
    [
      'a regular expression that is none',
      'inputs:\n  DLLAPMIS:\n    pattern: "^DLL(A"\n',
      "line 4: 'pattern': is not a regular expression: Invalid regular expression: /^DLL(A/: Unterminated group.",
    ],
    [
      'an input whose name is no short name',
      'inputs:\n  dllapmis: { archive: DAS, every: 1d, size: { min: 1, max: 2 }, pattern: x }\n',
      "line 3: the name 'dllapmis' must be an ECS short name: at most 8 capital letters and digits.",
    ],
    [
      'a level whose name is none',
      'levels:\n  Level3: {}\n',
      "line 3: the name 'Level3' must be a level such as L1 or L2B.",
    ],
    [
      'a data version without quotes',
      'dataVersion: 001\n',
      "line 2: 'dataVersion': Invalid input: expected string, received number.",
    ],
    [
      'a time of day that is none',
      'day: { opensAt: 25:00 }\n',
      "line 2: 'opensAt': must be a time of day such as 06:00.",
    ],
    [
      'an item of a list',
      'levels:\n  L1:\n    inputs:\n      - { type: MOP00SCI, need: required, lun: 1, days: [0, 1.5] }\n',
      "line 5: 'days[1]': Invalid input: expected int, received number.",
    ],
    [
      'a contradiction',
      'inputs:\n  MOP00SCI:\n    pattern: "x"\n',
      "line 3: MOP00SCI needs either 'edos' or 'pattern', and not both.",
    ],
  ])('with %s is refused with the line', async (_, text, sentence) => {
    expect(await missionWith(text)).toEqual([sentence]);
  });

  it('is told of every problem at once', async () => {
    const text =
      'titel: x\nplatform: 7\nday: { patience: soon, open: 5 }\nlevels:\n  L2: { grace: 1 hour }\n';
    const said = await missionWith(text);
    expect(said.map((line) => /^line \d+/.exec(line)?.[0]).sort()).toEqual([
      'line 2',
      'line 3',
      'line 4',
      'line 4',
      'line 6',
    ]);
  });

  it('is told of every contradiction at once', async () => {
    const said = await missionWith(
      'inputs:\n  MOP00SCI: { pattern: x }\nlevels:\n  L2:\n    inputs: [{ type: XYZ, need: required, lun: 1 }]\n',
    );
    expect(said).toEqual([
      "line 3: MOP00SCI needs either 'edos' or 'pattern', and not both.",
      'line 6: XYZ is neither an input of the mission nor a product of a level.',
    ]);
  });

  it('may share a part by an alias, and a problem in it is found where it stands', async () => {
    const said = await missionWith(
      'levels:\n  L1: { run: &run { timeLimit: 5m, attempts: 99 } }\n  L2: { run: *run }\n',
    );
    expect(said).toHaveLength(2);
    for (const line of said) expect(line).toMatch(/^line 3: 'attempts': /);
  });
});

describe('a station file', () => {
  it('may be absent, and everything has a default', async () => {
    const config = await readConfig(join(home, 'nowhere'));
    expect(config).toMatchObject({ host: '127.0.0.1', ftp: { server: 'own' }, processors: { atOnce: 2 } });
    expect(stationPaths('/h', config)).toMatchObject({
      archive: '/h/archive',
      filenamesTable: '/h/archive/filenames.tbl',
      log: '/h/log',
    });
  });

  it('may not be absent when it was named', async () => {
    const path = join(home, 'named.yaml');
    expect(await refusal(readConfig(home, path))).toEqual([`${path} is not there.`]);
  });

  it('is station.yaml of the home', async () => {
    const own = await mkdtemp(join(home, 'own-'));
    await writeFile(join(own, 'station.yaml'), 'processors: { atOnce: 4 }\n');
    expect((await readConfig(own)).processors.atOnce).toBe(4);
  });

  it.runIf(process.getuid?.() !== 0)('that may not be read is an error, and never the defaults', async () => {
    const own = await mkdtemp(join(home, 'closed-'));
    await writeFile(join(own, 'station.yaml'), 'processors: { atOnce: 4 }\n');
    await chmod(join(own, 'station.yaml'), 0);
    expect((await refusal(readConfig(own)))[0]).toMatch(/cannot be read: EACCES/);
  });

  it.each([
    ['a port that is none', 'ports:\n  smtp: 70000\n', /^line 2: 'smtp': .*65535/],
    [
      'a sender that is none',
      'mail:\n  allow:\n    - "@daac.gov"\n    - nobody\n',
      /^line 4: 'allow\[1\]': must be user@host, @host, or \*\.$/,
    ],
    ['an address that is none', 'mail: { from: sips }\n', /^line 1: 'from': must be an e-mail address\.$/],
    ['a typo', 'processors:\n  at_once: 3\n', /^line 2: 'at_once' is not a setting here\.$/],
    ['an unknown FTP server', 'ftp: { server: none }\n', /^line 1: 'server': .*"own"\|"site"/],
    [
      'a mailbox without a user',
      'mail:\n  imap: { host: h, passwordFile: p }\n',
      /^line 2: 'user' is missing\.$/,
    ],
    ['an empty directory', 'directories: { pickup: "" }\n', /^line 1: 'pickup': /],
    ['a list instead of settings', '- host: a\n', /^line 1: the file: Invalid input: expected object/],
  ])('with %s is refused with the line', async (_, text, sentence) => {
    const said = await stationWith(text);
    expect(said).toHaveLength(1);
    expect(said[0]).toMatch(sentence);
  });

  it('is told of every problem at once', async () => {
    expect(await stationWith('hots: x\nports: { smtp: a, ftp: -1 }\nmail: { maxBytes: 0 }\n')).toHaveLength(
      4,
    );
  });

  it('may put directories and ledger anywhere; relative ones are below the home', async () => {
    const path = await file(
      'directories: { archive: /data/archive, staging: fast }\nledger: db/ledger.sqlite\n',
    );
    expect(stationPaths('/h', await readConfig(home, path))).toMatchObject({
      archive: '/data/archive',
      filenamesTable: '/data/archive/filenames.tbl',
      staging: '/h/fast',
      ledger: '/h/db/ledger.sqlite',
    });
    const postgres = await file('ledger: postgres://sips@db/ledger\n');
    expect(stationPaths('/h', await readConfig(home, postgres)).ledger).toBe('postgres://sips@db/ledger');
  });
});

describe('station.json', () => {
  const running = {
    pid: 4711,
    mission: 'mopitt',
    missionFile: '/m.yaml',
    startedAt: '2026-11-20T00:00:00Z',
    temporal: { address: '127.0.0.1:7233', namespace: 'sipstream' },
    temporalUi: null,
    board: null,
    ftp: { host: '127.0.0.1', port: 2121 },
    smtp: null,
  };
  const homeWith = async (text: string) => {
    const own = await mkdtemp(join(home, 'json-'));
    await writeFile(join(own, 'station.json'), text);
    return own;
  };

  it('is undefined where no station was started', async () => {
    expect(await readStationFile(join(home, 'nowhere'))).toBeUndefined();
  });

  it('tells where the station answers', async () => {
    expect(await readStationFile(await homeWith(JSON.stringify(running)))).toEqual(running);
    const process = { pid: 4711, startTicks: '12', bootId: 'b' };
    const known = { ...running, process };
    expect(await readStationFile(await homeWith(JSON.stringify(known)))).toEqual(known);
  });

  it.each(['', '{', 'null', '{"pid":1}', JSON.stringify({ ...running, colour: 'red' })])(
    'of another release (%j) is named, with what to do',
    async (text) => {
      const own = await homeWith(text);
      expect(await refusal(readStationFile(own))).toEqual([
        `${join(own, 'station.json')} was not written by this release of sipstream; remove it if no station runs in this home.`,
      ]);
    },
  );
});
