import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findProgram } from '../../src/adapters/programs.js';
import { closeDay } from '../../src/ledger/days.js';
import type { Ledger } from '../../src/ledger/ledger.js';
import { holdLevel, releaseLevel, upsertLevel } from '../../src/ledger/levels.js';
import { openLedger } from '../../src/ledger/open.js';
import { DAYS, fillMission } from './fixtures/mission-state.js';

const M = 'mopitt';
const PROGRAM = resolve('dist/operator/cli/main.js');
const script = findProgram('script', process.env);

let root: string;
let ledger: Ledger;

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'sipstream-watch-'));
  ledger = await openLedger(join(root, 'ledger.sqlite'));
  await fillMission(ledger, join(root, 'archive'));
});
afterAll(async () => {
  await ledger.close();
  await rm(root, { recursive: true, force: true });
});

/** A command that runs, and what it has written so far. */
class Watching {
  text = '';
  #heard = (): void => undefined;

  constructor(readonly child: ChildProcessWithoutNullStreams) {
    child.stdout.on('data', (data: Buffer) => {
      this.text += data.toString();
      this.#heard();
    });
  }

  /** Resolves when it has written something like this; the time limit of the test is the limit. */
  async says(wanted: RegExp): Promise<void> {
    while (!wanted.test(this.text)) await new Promise<void>((heard) => (this.#heard = heard));
  }

  async ended(): Promise<number | null> {
    if (this.child.exitCode === null) await once(this.child, 'close');
    return this.child.exitCode;
  }
}

const env = { PATH: process.env['PATH'], TERM: 'xterm' };

describe('status --watch without a terminal', () => {
  it('writes how all stands, then a line for each change, and ends when it is told to', async () => {
    const command = [PROGRAM, '--home', root, 'status', '--watch'];
    const watching = new Watching(spawn(process.execPath, command, { env }));
    await watching.says(/Open\n/);
    const level = { mission: M, day: DAYS.held, level: 'L1' };
    await releaseLevel(ledger, level, { at: Date.now() });
    await watching.says(new RegExp(`${DAYS.held} L1 running at 'await inputs'`));
    await holdLevel(ledger, level, {
      code: 'PAN_LATE',
      sentence: 'No PAN\u001b[31m has come.',
      details: [],
      at: Date.now(),
      stage: 'await PAN',
    });
    await watching.says(
      new RegExp(`${DAYS.held} L1 held at 'await PAN': PAN_LATE: No PAN·\\[31m has come\\.\n`),
    );
    for (const name of ['L1', 'L2'])
      await upsertLevel(
        ledger,
        { mission: M, day: DAYS.held, level: name },
        { state: 'done', stage: 'accepted', since: Date.now() },
      );
    await closeDay(ledger, { mission: M, day: DAYS.held }, { state: 'done', at: Date.now() });
    await watching.says(new RegExp(`${DAYS.held} L2 accepted`));
    watching.child.kill('SIGTERM');
    expect(await watching.ended()).toBe(0);
    // eslint-disable-next-line no-control-regex
    expect(watching.text).not.toMatch(/\u001b/);
  }, 60_000);

  it('writes one JSON document a line for programs', async () => {
    const command = [PROGRAM, '--home', root, '--json', 'status', '--watch'];
    const watching = new Watching(spawn(process.execPath, command, { env }));
    await watching.says(/\n/);
    await upsertLevel(
      ledger,
      { mission: M, day: DAYS.processing, level: 'L1' },
      { sentence: 'It has changed.' },
    );
    await watching.says(/It has changed.*\n/);
    watching.child.kill('SIGINT');
    expect(await watching.ended()).toBe(0);
    const views = watching.text
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as object);
    expect(views.length).toBeGreaterThan(1);
    expect(views[0]).toMatchObject({ mission: M, health: { disks: expect.any(Array) as unknown[] } });
  }, 60_000);
});

describe.skipIf(script === undefined)('status --watch on a terminal', () => {
  it.each([
    ['q', 'q'],
    ['Ctrl-C', '\u0003'],
  ])(
    'draws in place, and %s leaves the terminal as it was',
    async (_name, key) => {
      // The size of the terminal, then its settings before and after.
      const inside = `stty rows 30 cols 90; stty -g; '${process.execPath}' '${PROGRAM}' --home '${root}' status --watch; echo "ended $?"; stty -g`;
      const watching = new Watching(
        spawn(script!, ['-qfc', inside, '/dev/null'], { env: { ...env, SHELL: '/bin/sh' } }),
      );
      await watching.says(/q ends\./);
      await upsertLevel(
        ledger,
        { mission: M, day: DAYS.processing, level: 'L1' },
        { sentence: `Changed by ${_name}.` },
      );
      await watching.says(new RegExp(`Changed by ${_name}\\.`));
      watching.child.stdin.write(key);
      await watching.says(/ended 0\r\n\S+\r\n/);
      watching.child.stdin.end();
      await watching.ended();
      const settings = watching.text.match(/^[0-9a-f]+(:[0-9a-f]+){10,}/gm);
      expect(settings).toHaveLength(2);
      expect(settings![1]).toBe(settings![0]);
      // Drawn again from the first line of the drawing before, never on a cleared screen.
      // eslint-disable-next-line no-control-regex
      expect(watching.text).toMatch(/\r\u001b\[\d+A/);
      expect(watching.text).not.toContain('\u001b[2J');
      expect(watching.text.lastIndexOf('\u001b[?25h')).toBeGreaterThan(
        watching.text.lastIndexOf('\u001b[?25l'),
      );
    },
    60_000,
  );
});
