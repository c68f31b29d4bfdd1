import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openLedger } from '../../src/ledger/open.js';
import { runCommand } from '../../src/operator/cli/program.js';
import { DAYS, fillMission, HOSTILE, NOW } from './fixtures/mission-state.js';

let home: string;
let empty: string;

beforeAll(async () => {
  const directory = await mkdtemp(join(tmpdir(), 'sipstream-cli-'));
  home = join(directory, 'home');
  empty = join(directory, 'empty');
  await mkdir(empty);
  const ledger = await openLedger(join(home, 'ledger.sqlite'));
  await fillMission(ledger, join(home, 'archive'));
  await ledger.close();
});
afterAll(() => rm(join(home, '..'), { recursive: true, force: true }));

interface Said {
  readonly status: number;
  readonly out: string;
  readonly err: string;
  readonly json: Record<string, unknown>;
}

async function sipstream(words: readonly string[], terminal = false): Promise<Said> {
  let out = '';
  let err = '';
  const status = await runCommand(words, {
    stdout: (text) => (out += text),
    stderr: (text) => (err += text),
    isTerminal: terminal,
    environment: { SIPSTREAM_HOME: home, PATH: '' },
    now: () => NOW,
  });
  return {
    status,
    out,
    err,
    get json() {
      return JSON.parse(out) as Record<string, unknown>;
    },
  };
}

/** Command lines are for copying and names of files for reading: those alone may be longer than a screen. */
function tooWide(text: string): string[] {
  return text.split('\n').filter((line) => [...line].length > 80 && !/ --why /.test(line));
}

const READING = [
  ['status'],
  ['why', DAYS.held],
  ['why', DAYS.accepted],
  ['why', '2026-11-25'],
  ['why', '--receipt', 'DN-4711'],
  ['day', DAYS.accepted],
  ['day', DAYS.held],
  ['day', DAYS.processing],
  ['calendar'],
  ['calendar', '--year'],
  ['files', DAYS.accepted],
  ['messages'],
  ['interventions'],
  ['interventions', '--day', DAYS.held],
  ['gaps'],
  ['processors'],
  ['digest'],
  ['digest', '--day', '2026-11-20'],
] as const;

describe('every reading command', () => {
  it.each(READING.map((words) => [words.join(' '), words] as const))(
    '%s: fits 80 columns',
    async (_, words) => {
      const { status, out, err } = await sipstream(words);
      expect({ status, err }).toEqual({ status: 0, err: '' });
      expect(tooWide(out)).toEqual([]);
    },
  );

  it.each(READING.map((words) => [words.join(' '), words] as const))(
    '%s: lets nothing from outside steer the terminal',
    async (_, words) => {
      const { out } = await sipstream(words);
      // eslint-disable-next-line no-control-regex
      expect(out).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/);
      const coloured = await sipstream(words, true);
      expect(coloured.out).not.toContain(HOSTILE);
    },
  );

  it.each(READING.map((words) => [words.join(' '), words] as const))(
    '%s: answers one JSON document',
    async (_, words) => {
      const { status, json } = await sipstream([...words, '--json']);
      expect(status).toBe(0);
      expect(Object.keys(json).length).toBeGreaterThan(1);
    },
  );
});

describe('status', () => {
  it('names what is held first, with its code and the command that tells more', async () => {
    const { out } = await sipstream(['status']);
    const held = out.indexOf(`${DAYS.held} L1, await inputs`);
    expect(held).toBeGreaterThan(0);
    expect(held).toBeLessThan(out.indexOf(`${DAYS.processing}  L1`));
    expect(out).toContain('MISSING_INPUT: ');
    expect(out).toMatch(new RegExp(`sipstream why ${DAYS.held} L1\n`));
  });

  it('has the same in JSON, the longest hold first, with times in ISO 8601', async () => {
    const { json } = await sipstream(['status', '--json']);
    expect(json).toMatchObject({
      mission: 'mopitt',
      at: '2026-11-22T15:30:00.000Z',
      station: null,
      held: [
        { kind: 'receipt', receipt: 'DN-4711', code: 'FILE_INCOMPLETE' },
        {
          kind: 'level',
          day: DAYS.held,
          level: 'L1',
          code: 'MISSING_INPUT',
          since: '2026-11-22T12:00:00.000Z',
        },
      ],
      days: { open: 2, done: 1 },
      messages: { quarantined: 1 },
      strays: { unmatched: 1 },
    });
  });

  it('shows the addresses of a station that runs', async () => {
    const file = join(home, 'station.json');
    await writeFile(
      file,
      JSON.stringify({
        pid: process.pid,
        mission: 'mopitt',
        missionFile: '/nowhere/mission.yaml',
        startedAt: '2026-11-22T00:00:00Z',
        temporal: { address: '127.0.0.1:9', namespace: 'sipstream' },
        temporalUi: null,
        board: 'http://127.0.0.1:8080',
        ftp: { host: '127.0.0.1', port: 2121 },
        smtp: null,
        front: 'http://127.0.0.1:8090',
      }),
    );
    const { out } = await sipstream(['status']);
    await rm(file);
    expect(out).toMatch(/board +http:\/\/127\.0\.0\.1:8080\n/);
    expect(out).toMatch(/orders +http:\/\/127\.0\.0\.1:8090\n/);
    expect(out).toMatch(/FTP +127\.0\.0\.1:2121\n/);
  });
});

describe('why', () => {
  it('says of a hold what is missing, what to do, and the exact commands', async () => {
    const { out } = await sipstream(['why', DAYS.held, 'L1']);
    expect(out).toContain("2026-11-20 L1 is held at 'await inputs' since 2026-11-22 12:00:00 UTC");
    expect(out).toContain('missing: MOP00SCI 04:00 06:00');
    expect(out).toMatch(/sipstream proceed 2026-11-20 L1 --without all --why/);
    expect(out).toMatch(/sipstream wait 2026-11-20 L1 --until \+2h --why/);
    expect(out).toMatch(/sipstream abandon 2026-11-20 L1 --why/);
    expect(out.replace(/\s+/g, ' ')).toContain('This is what the ledger knows.');
  });

  it('says of a wait until when it lasts and what happens then', async () => {
    const { out } = await sipstream(['why', DAYS.held, 'L2']);
    const words = out.replace(/\s+/g, ' ');
    expect(words).toContain('It waits until 2026-11-23 12:00:00 UTC, in 20 h 30 min.');
    expect(words).toContain('If nothing changes until then, it holds, and operators are told');
  });

  it('covers the receipts that hold files of the day', async () => {
    const { out } = await sipstream(['why', DAYS.held]);
    expect(out).toContain("DN DN-4711 is held at 'receive'");
    expect(out).toMatch(/sipstream retry --receipt DN-4711 --why/);
    const l2 = await sipstream(['why', DAYS.held, 'L2']);
    expect(l2.out).not.toContain('DN-4711');
  });

  it('says of a day that nobody opened what opens it', async () => {
    const { out } = await sipstream(['why', '2026-11-25']);
    expect(out).toContain('2026-11-25 has not been opened');
    expect(out).toContain('MOP00SCI');
    expect(out).toMatch(/sipstream open 2026-11-25 --why/);
  });

  it('repeats the home in its command lines when one was named', async () => {
    const { out } = await sipstream(['--home', home, 'why', DAYS.held, 'L1']);
    expect(out).toContain(`--home ${home} abandon 2026-11-20 L1`);
  });
});

describe('day', () => {
  it('shows the inputs slot by slot', async () => {
    const { out } = await sipstream(['day', DAYS.held]);
    expect(out).toMatch(/MOP00SCI {3}\+ {2}\+ {2}- {2}- {2}\+.* 10 of 12 {2}required/);
    expect(out).toMatch(/DLLAPMIS +2026-11-20 \+ +2026-11-21 o +1 of 2 +at least 1/);
  });

  it('shows QA with figures, deliveries with the answer of the DAAC, and runs', async () => {
    const { out } = await sipstream(['day', DAYS.accepted]);
    const words = out.replace(/\s+/g, ' ');
    expect(words).toContain('RetrievedCOTotalColumn: 61.3% missing, 0.04% out of range');
    expect(words).toContain('short PAN 2026-11-20 12:00:00 UTC: SUCCESSFUL');
    expect(words).toContain('succeeded, exit status 0');
  });

  it('refuses a day that was not opened, and says how to learn more', async () => {
    const { status, err } = await sipstream(['day', '2026-11-25']);
    expect(status).toBe(1);
    expect(err).toContain('`sipstream why 2026-11-25` says what opens it.');
  });
});

describe('calendar', () => {
  it('has one character for each level and day', async () => {
    const { out } = await sipstream(['calendar']);
    expect(out).toMatch(/^2026-11 +L1 +\.{18}AHr\.{9}$/m);
    expect(out).toMatch(/^ +L2 +\.{18}Aii\.{9}$/m);
  });

  it('shows a year by its number, and only what is asked for', async () => {
    const held = await sipstream(['calendar', '--year', '2026', '--held-for', 'MISSING_INPUT']);
    expect(held.out).toMatch(/^2026-01 +L1$/m);
    expect(held.out).toMatch(/^2026-11 +L1 {22}H$/m);
    expect(held.out).toContain('Only held for MISSING_INPUT: 1 of 730 levels.');
    const accepted = await sipstream(['calendar', '--state', 'accepted', '--made-with', '1.0.1', '--json']);
    expect(accepted.json['days']).toEqual([
      {
        day: DAYS.accepted,
        state: 'done',
        levels: {
          L1: { stage: 'accepted', state: 'done', processorVersion: '1.0.1' },
          L2: { stage: 'accepted', state: 'done', processorVersion: '1.0.1' },
        },
      },
    ]);
    expect((await sipstream(['calendar', '--year', '2027'])).out).toMatch(/^2027-02 +L1 +\.{28}$/m);
  });

  it('takes no word for a year, a state or a reason that is none', async () => {
    for (const wrong of [
      ['--year', 'now'],
      ['--state', 'fine'],
      ['--held-for', 'RAIN'],
    ])
      expect((await sipstream(['calendar', ...wrong])).status).toBe(2);
  });
});

describe('messages', () => {
  it('are chosen by state and kind', async () => {
    const quarantined = await sipstream(['messages', '--state', 'quarantined', '--json']);
    expect(quarantined.json['messages']).toMatchObject([
      { id: '<spam@elsewhere.example>', code: 'MAIL_SENDER' },
    ]);
    const notices = await sipstream(['messages', '--kind', 'dn', '--json']);
    expect(notices.json['messages']).toMatchObject([{ id: '<dn-4711@daac.example>' }]);
  });
});

describe('log', () => {
  it('shows the newest run, or the one that is asked for', async () => {
    const directory = join(home, 'log', 'processors', DAYS.accepted, 'L1');
    await mkdir(directory, { recursive: true });
    for (const run of [2, 10]) {
      await writeFile(join(directory, `run-${run}.out`), `run ${run} says hello\n`);
      await writeFile(join(directory, `run-${run}.err`), '');
    }
    const newest = await sipstream(['log', DAYS.accepted, 'l1']);
    expect(newest.out).toContain('run 10 says hello');
    expect(newest.out).toContain(join(directory, 'run-10.err'));
    const second = await sipstream(['log', DAYS.accepted, 'L1', '--run', '2']);
    expect(second.out).toContain('run 2 says hello');
    const third = await sipstream(['log', DAYS.accepted, 'L1', '--run', '3']);
    expect(third).toMatchObject({ status: 1 });
    expect(third.err.replace(/\s+/g, ' ')).toContain('There are logs of run 2, run 10.');
  });

  it('shows whole lines of the end of a long one, and says how much it left out', async () => {
    const directory = join(home, 'log', 'processors', DAYS.held, 'L1');
    await mkdir(directory, { recursive: true });
    const lines = Array.from({ length: 20_000 }, (_, index) => `line ${index}`).join('\n');
    await writeFile(join(directory, 'run-1.out'), lines);
    const { out } = await sipstream(['log', DAYS.held, 'L1']);
    expect(out.trimEnd().split('\n').at(-1)).toBe('line 19999');
    expect(out).toMatch(/\d+ bytes before this are left out/);
    expect(out.split('\n')[1]).toMatch(/^line \d+$/);
    const all = await sipstream(['log', DAYS.held, 'L1', '--all']);
    expect(all.out).toContain('\nline 0\n');
  });
});

describe('exit status', () => {
  it.each([
    [['frobnicate']],
    [['why', '2026-02-30']],
    [['why', DAYS.held, 'first']],
    [['why']],
    [['retry', DAYS.held, 'L1']],
    [['retry', '--why', 'x']],
    [['hold', DAYS.held, '--why', 'x']],
    [['wait', DAYS.held, 'L1', '--why', 'x', '--until', 'tomorrow']],
    [['proceed', DAYS.held, 'L1', '--why', 'x']],
    [['status', '--nonsense']],
    [[]],
  ])('is 2 for wrong usage: %j', async (words) => {
    const { status, out, err } = await sipstream(words);
    expect(status).toBe(2);
    expect(out).toBe('');
    expect(err).not.toBe('');
  });

  it('is 0 for --help and --version', async () => {
    expect((await sipstream(['--help'])).status).toBe(0);
    expect((await sipstream(['proceed', '--help'])).out).toContain('--without');
    expect((await sipstream(['--version'])).out).toMatch(/^\d+\.\d+\.\d+\n$/);
  });

  it.each([[['retry', DAYS.held, 'L1', '--why', 'try']], [['open', '2026-11-25', '--why', 'reprocessing']]])(
    'is 1 with one sentence and the next step when no station runs: %j',
    async (words) => {
      const { status, out, err } = await sipstream(words);
      expect(status).toBe(1);
      expect(out).toBe('');
      expect(err.replace(/\s+/g, ' ')).toMatch(/^NOT_RUNNING: No station runs in .*sipstream up/);
    },
  );

  it('is 0 when the reader goes away', async () => {
    const program = new URL('../../dist/operator/cli/main.js', import.meta.url).pathname;
    const child = spawn(process.execPath, [program, '--help'], { stdio: ['ignore', 'pipe', 'pipe'] });
    child.stdout.destroy();
    let complaints = '';
    child.stderr.on('data', (chunk: Buffer) => (complaints += chunk.toString()));
    const [code] = (await once(child, 'close')) as [number | null];
    expect({ code, complaints }).toEqual({ code: 0, complaints: '' });
  });

  it('makes nothing in a home where no station has run', async () => {
    const { status, err } = await sipstream(['--home', join(empty, 'typo'), 'status']);
    expect(status).toBe(1);
    expect(err).toContain('No station has run in');
    await expect(rm(join(empty, 'typo'))).rejects.toMatchObject({ code: 'ENOENT' });
  });

  it('names the line of a configuration that is wrong', async () => {
    await writeFile(join(empty, 'station.yaml'), 'host: 127.0.0.1\nprots: {}\n');
    const { status, err } = await sipstream(['--home', empty, 'status']);
    expect(status).toBe(1);
    expect(err.replace(/\s+/g, ' ')).toContain("station.yaml, line 2: 'prots' is not a setting here");
    const { json } = await sipstream(['--home', empty, '--json', 'status']);
    expect(json).toMatchObject({ error: { code: 'STATION_CONFIG' } });
  });
});
