import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Client, Connection, WorkflowUpdateFailedError } from '@temporalio/client';
import { afterAll, afterEach, beforeAll, expect } from 'vitest';
import { readMessage, type ReadMail } from '../../src/adapters/mail/read-mail.js';
import { workflowIds } from '../../src/domain/ids.js';
import type { DataDay } from '../../src/domain/data-day.js';
import type { Story, Verb } from '../../src/domain/story.js';
import { decodeAll } from '../../src/ledger/codec.js';
import type { Ledger } from '../../src/ledger/ledger.js';
import { openLedger } from '../../src/ledger/open.js';
import type { Rows, TableName } from '../../src/ledger/schema.js';
import { openByHand, type ByHand } from '../../src/simulator/daac/by-hand.js';
import { requestRelease, type FaultName } from '../../src/simulator/daac/daac.js';
import { DAAC_ADDRESS } from '../../src/simulator/daac/options.js';
import type { SimulatorOptions } from '../../src/simulator/program-options.js';
import { processesOf, startStation, until, type RunningStation } from './running-station.js';

/** Nothing is late by itself, and what looks again does so soon: a test says what happens when. */
const MISSION = {
  pickup: '{ quiet: 1s, sweep: 1s, unannounced: 2h }',
  receipt: '{ recheck: 2s, report: 2h, patience: 4h }',
  day: '{ patience: 2h, opensAt: null }',
  delivery: '{ expiry: 14d, panExpected: 2h, panLate: 4h }',
  pace: '{ firstRetry: 500ms, attempts: 2, recheck: 2s, heartbeat: 5s }',
  levels: `
  L1: { deadline: 2h, grace: 1s, run: { timeLimit: 5m, attempts: 2 } }
  L2: { deadline: 2h, grace: 1s, run: { timeLimit: 5m, attempts: 2 } }`,
};

/** Held back until the test releases it. */
const NEVER_MS = 24 * 3_600_000;

/** A generous limit: it is the end of a test that fails, never the measure of one that passes. Shorter while one mends. */
const LIMIT_MS = Number(process.env['SIPSTREAM_TEST_LIMIT_MS'] ?? 240_000);

/** The time limit of a test that waits for the station. */
export const PATIENT = { timeout: LIMIT_MS + 30_000 } as const;

/** What a test station is started with. */
export interface TestStationOptions {
  readonly days: readonly DataDay[];
  /** A directory of its own, where none is told. */
  readonly home?: string;
  readonly faults?: readonly FaultName[];
  /** Parts of the mission file as YAML, in place of the usual ones. */
  readonly mission?: Partial<typeof MISSION>;
  readonly answerBy?: 'mail' | 'file';
  readonly simulator?: Partial<SimulatorOptions>;
  readonly prepare?: (home: string) => Promise<void>;
  /** Takes back what `prepare` did beyond the home, after the station has stopped. */
  readonly restore?: () => void;
}

/** An operator's command; `why` and `by` are filled in. */
export type Words = Readonly<Record<string, unknown>>;

/** A whole station with the simulated DAAC beside it, and what a test needs to look at it and to speak with it. */
export class TestStation {
  private constructor(
    readonly running: RunningStation,
    readonly days: readonly DataDay[],
    /** A connection of its own, as any reader has. */
    readonly ledger: Ledger,
    private readonly connection: Connection,
    /** The DAAC by hand, for what the simulator does not do by itself. */
    readonly daac: ByHand,
  ) {}

  static async start(options: TestStationOptions): Promise<TestStation> {
    const home = options.home ?? (await mkdtemp(join(tmpdir(), 'sipstream-station-')));
    const parts = Object.entries({ ...MISSION, ...options.mission });
    const held = {
      lateDnMs: NEVER_MS,
      dnLeadMs: NEVER_MS,
      correctionMs: NEVER_MS,
      repushMs: NEVER_MS,
      missingAfterMs: null,
    };
    const running = await startStation({
      home,
      mission: parts.map(([name, value]) => `${name}: ${value}\n`).join(''),
      days: options.days,
      ...(options.faults && { faults: options.faults }),
      ...(options.prepare && { prepare: options.prepare }),
      simulator: {
        pollMs: 300,
        ...(options.answerBy && { answerBy: options.answerBy }),
        delays: { ...held, panLostMs: NEVER_MS, contradictionMs: NEVER_MS },
        ...options.simulator,
      },
    });
    const { station } = running;
    const connection = await Connection.connect({ address: station.file.temporal.address });
    const daac = openByHand({
      mission: station.mission,
      ftp: station.file.ftp,
      directories: { pickup: station.paths.pickup, delivery: station.paths.delivery },
      smtp: station.file.smtp!,
      from: DAAC_ADDRESS,
      ...(options.answerBy && { answerBy: options.answerBy }),
    });
    return new TestStation(running, options.days, await openLedger(station.paths.ledger), connection, daac);
  }

  get home(): string {
    return this.running.home;
  }

  get paths() {
    return this.running.station.paths;
  }

  get mission() {
    return this.running.station.mission;
  }

  /** The client that the Temporal UI and the CLI are too. */
  get client(): Client {
    return new Client({
      connection: this.connection,
      namespace: this.running.station.file.temporal.namespace,
    });
  }

  /** Every row of a table that has these values. */
  async rows<T extends TableName>(table: T, where: Partial<Rows[T]> = {}): Promise<Rows[T][]> {
    const rows = decodeAll(
      table,
      (await this.ledger.db
        .selectFrom(table as 'levels')
        .selectAll()
        .execute()) as never,
    );
    return (rows as Rows[T][]).filter((row) =>
      Object.entries(where).every(([key, value]) => row[key as keyof Rows[T]] === value),
    );
  }

  /** One level of a day in the ledger. */
  async level(day: DataDay, level: string): Promise<Rows['levels'] | undefined> {
    return (await this.rows('levels', { day, level }))[0];
  }

  /** Waits until the ledger says that a level is held with a code, and gives its row. */
  levelHeld(day: DataDay, level: string, code: string): Promise<Rows['levels']> {
    return this.until(`${day} ${level} is held with ${code}`, async () => {
      const row = await this.level(day, level);
      return row?.state === 'held' && row.heldCode === code ? row : undefined;
    });
  }

  /** Waits until the DAAC has accepted every level of a day, and its workflow has ended. */
  async dayDone(day: DataDay): Promise<void> {
    await this.until(
      `${day} is done`,
      async () => (await this.rows('days', { day, state: 'done' })).length > 0,
    );
    // The ledger is told first: until the workflow has ended a verb finds it as it was.
    await this.until(`the workflow of ${day} has ended`, async () => {
      return (await this.outcomeOf(day)).status !== 'RUNNING';
    });
  }

  /** Waits until something is so, however slow the machine is. What failed to come true is told with the station's state. */
  async until<T>(what: string, condition: () => Promise<T | undefined | false>, everyMs = 150): Promise<T> {
    const limit = Date.now() + LIMIT_MS;
    for (;;) {
      const found = await condition();
      if (found !== undefined && found !== false) return found;
      if (Date.now() > limit) throw new Error(`It has not come true that ${what}.\n${await this.dump()}`);
      await pause(everyMs);
    }
  }

  /** Says a verb to a workflow as the Temporal UI does: by name, with plain JSON. Gives its answer. */
  verb(name: Verb, workflowId: string, command: Words = {}): Promise<string> {
    return this.client.workflow
      .getHandle(workflowId)
      .executeUpdate<string, [Words]>(name, { args: [{ by: 'tester', why: 'a test', ...command }] });
  }

  /** Says a verb that is to be refused, and gives the sentence of the refusal. */
  async refused(name: Verb, workflowId: string, command: Words = {}): Promise<string> {
    const answer = await this.verb(name, workflowId, command).catch((error: unknown) => {
      if (!(error instanceof WorkflowUpdateFailedError)) throw error;
      return error;
    });
    if (typeof answer === 'string') throw new Error(`${name} was accepted: ${answer}`);
    return (answer.cause as Error).message;
  }

  story(workflowId: string): Promise<Story> {
    return this.client.workflow.getHandle(workflowId).query<Story>('story');
  }

  /** Lets the DAAC go on with what a fault holds back. */
  release(fault: FaultName): Promise<void> {
    return requestRelease(join(this.home, 'simulator'), fault);
  }

  /** The station's mails to its people, oldest first; only those whose subject has a text, when one is given. */
  async mails(subject = ''): Promise<ReadMail[]> {
    const directory = join(this.paths.mail, 'out');
    const names = (await readdir(directory)).filter((name) => name.endsWith('.eml'));
    const mails = await Promise.all(
      names.map(async (name) => readMessage(await readFile(join(directory, name)))),
    );
    return mails.filter((mail) => (mail.subject ?? '').includes(subject));
  }

  /** Waits for a mail whose subject has a text, and gives it; there must be no other. */
  async oneMail(subject: string): Promise<ReadMail> {
    const [mail, ...others] = await this.until(`a mail says '${subject}'`, async () => {
      const mails = await this.mails(subject);
      return mails.length > 0 && mails;
    });
    expect(others).toEqual([]);
    return mail!;
  }

  /** The names in a directory below the home that are not hidden, sorted. */
  async names(place: string): Promise<string[]> {
    return (await readdir(join(this.home, place))).filter((name) => !name.startsWith('.')).sort();
  }

  /** What the workflow of a day has come to. */
  async outcomeOf(day: DataDay): Promise<{ status: string; result: unknown }> {
    const handle = this.client.workflow.getHandle(workflowIds.day(this.mission.mission, day));
    const { status } = await handle.describe();
    return { status: status.name, result: status.name === 'COMPLETED' ? await handle.result() : undefined };
  }

  /** How the station stands, for whoever has to find out why a test failed. */
  async dump(): Promise<string> {
    const lines: string[] = [];
    for (const row of await this.rows('levels'))
      lines.push(
        `${row.day} ${row.level}: ${row.stage}, ${row.state}, ${row.heldCode ?? ''} ${row.heldSentence ?? row.sentence ?? ''}`,
      );
    for (const row of (await this.rows('receipts')).filter(({ state }) => state !== 'done'))
      lines.push(
        `receipt ${row.key}: ${row.state} ${row.heldSentence ?? ''} ${(row.heldDetails ?? []).join('; ')}`,
      );
    for (const row of await this.rows('deliveries'))
      lines.push(`${row.pdr}: ${row.state} ${row.disposition ?? ''}`);
    for (const place of [
      'pickup',
      'overflow/complete',
      'overflow/incomplete',
      'overflow/unmatched',
      'delivery',
    ])
      lines.push(`${place}: ${(await readdir(join(this.home, place))).join(' ')}`);
    lines.push(...this.running.said.slice(-10));
    for (const name of ['workers', 'gateway', 'temporal', 'simulator']) {
      const text = await readFile(join(this.paths.log, `${name}.log`), 'utf8').catch(() => '');
      lines.push(
        `--- ${name}.log`,
        ...text
          .trimEnd()
          .split('\n')
          .slice(-12)
          .map((line) => line.slice(0, 400)),
      );
    }
    return lines.join('\n');
  }

  /** Stops everything; afterwards no process of the station may be left. */
  async stop(): Promise<void> {
    this.daac.close();
    await this.connection.close();
    await this.ledger.close();
    await this.running.stop();
    // A process that was killed is there until the kernel has done with it.
    const left = () => processesOf(this.home);
    await until(
      async () => (await left()).length === 0,
      async () => `The station has left behind: ${(await left()).join('; ')}`,
      { limitMs: 30_000 },
    );
  }
}

/** A station for the tests of a `describe`: started before them, stopped after them, and shown when one of them fails. */
export function useStation(options: TestStationOptions): () => TestStation {
  let station: TestStation | undefined;
  beforeAll(async () => {
    station = await TestStation.start(options);
  }, LIMIT_MS);
  afterEach(async ({ task }) => {
    if (task.result?.state === 'fail' && station) process.stderr.write(`${await station.dump()}\n`);
  });
  afterAll(async () => {
    await station?.stop();
    options.restore?.();
    if (station) await rm(station.home, { recursive: true, force: true });
  }, LIMIT_MS);
  return () => station!;
}
