import { execFile } from 'node:child_process';
import { appendFile, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { resolve } from 'node:path';
import { promisify } from 'node:util';
import { isGrpcServiceError, WorkflowNotFoundError, WorkflowUpdateFailedError } from '@temporalio/client';
import { expect } from 'vitest';
import { stringify } from 'yaml';
import type * as Submitting from '../../src/adapters/scops/submit-order.js';
import type * as ScopsConfigModule from '../../src/adapters/station/scops-config.js';
import type * as Facts from '../../src/airborne/delivery/order-facts.js';
import { workflowIds } from '../../src/domain/ids.js';
import type { Order } from '../../src/domain/scops/order.js';
import type { OrderRow } from '../../src/ledger/order-rows.js';
import type { OrderStory } from '../../src/workflows/order-messages.js';
import { makeFlight, type FlightMade } from '../../src/simulator/flight/flight.js';
import type { FlightOptions } from '../../src/simulator/flight/options.js';
import type { TestStation } from './station.js';

const run = promisify(execFile);

/** Settings of orders as a test needs them: nothing waits long, and links lead somewhere. */
const SETTINGS = {
  serverBase: 'http://orders.example.org',
  mail: { error: ['errors@example.org'], bcc: ['copies@example.org'] },
  lineGrace: '2h',
};

/**
 * The flight and the settings of a test's orders; `made` is there when the station is. Settings that name files of the
 * test's own are made from the home.
 */
export function orderSite(
  settings: Record<string, unknown> | ((home: string) => Promise<Record<string, unknown>>) = {},
  flight: Partial<FlightOptions> = {},
): { readonly prepare: (home: string) => Promise<void>; readonly made: () => FlightMade } {
  let made: FlightMade | undefined;
  return {
    async prepare(home) {
      made = await makeFlight({ folder: join(home, 'flights'), samples: 40, scans: 60, bands: 5, ...flight });
      const mosaics = [{ name: 'srtm', path: made.elevations.tiles, geoid: made.geoid }];
      const more = typeof settings === 'function' ? await settings(home) : settings;
      const scops = { ...SETTINGS, dem: { mosaics }, ...more };
      await appendFile(join(home, 'station.yaml'), stringify({ scops }));
      await mkdir(join(home, 'scops/uploads'), { recursive: true });
      await writeFile(join(home, 'scops/.keep'), '');
    },
    made: () => made!,
  };
}

/** An order of both lines of a flight, unmasked ground and nothing else. */
export function orderOf(flight: FlightMade, more: Partial<Order> = {}): Order {
  const { project, year, julianDay, sortie } = flight.options;
  return {
    project,
    year,
    julianDay,
    sortie,
    email: 'ada@example.org',
    sourceFolder: flight.project,
    projection: { kind: 'utm', zone: flight.zone, hemisphere: flight.hemisphere },
    pixelSize: { x: 15, y: 15 },
    interpolation: 'nearest',
    masking: 'none',
    bounds: null,
    dem: { source: 'mosaic', name: 'srtm' },
    lines: flight.lines.map(({ name }) => ({
      name,
      process: true,
      bands: 'ALL' as const,
      equations: [],
      plugins: [],
    })),
    bandMaths: false,
    equations: [],
    plugins: [],
    formats: [],
    ...more,
  };
}

/** What a zip has, by the system's own tool, sorted. */
export async function listed(zip: string): Promise<string[]> {
  const { stdout } = await run('python3', ['-m', 'zipfile', '-l', zip]);
  return stdout
    .split('\n')
    .slice(1)
    .flatMap((line) => line.split(/\s+/)[0] || [])
    .sort();
}

/** Orders of a station, as the command line and the front end send them. */
export class OrderDesk {
  constructor(private readonly station: () => TestStation) {}

  /** Sends an order; `needed: false` confirms it by that. */
  async submit(
    order: Order,
    { needed }: { readonly needed?: boolean } = {},
  ): Promise<{ readonly id: string; readonly isNew: boolean }> {
    const { submitOrder } = await compiled<typeof Submitting>('adapters/scops/submit-order.js');
    const { orderFacts } = await compiled<typeof Facts>('airborne/delivery/order-facts.js');
    const { readScopsConfig } = await compiled<typeof ScopsConfigModule>('adapters/station/scops-config.js');
    const { config, paths } = this.station().running.station;
    const scops = readScopsConfig(config, paths, {});
    const facts = await orderFacts(order, scops);
    const confirmation = { ...scops.confirmation, ...(needed !== undefined && { needed }) };
    return submitOrder({ client: this.station().client, config: { confirmation }, order, facts, by: 'ada' });
  }

  /** Says something to an order, or to one of its lines. */
  say(name: string, id: string, words: Record<string, unknown> = {}, line?: string): Promise<string> {
    return this.handle(id, line).executeUpdate<string, [Record<string, unknown>]>(name, {
      args: [{ by: 'tester', why: 'a test', ...words }],
    });
  }

  handle(id: string, line?: string) {
    const workflowId = line === undefined ? workflowIds.order(id) : workflowIds.flightLine(id, line);
    return this.station().client.workflow.getHandle(workflowId);
  }

  /** What an order, or one of its lines, says of itself. */
  story(id: string, line?: string): Promise<OrderStory> {
    return this.handle(id, line).query<OrderStory>('orderStory');
  }

  /** Says something that is to be refused, and gives the sentence of the refusal. */
  async refused(name: string, id: string, words: Record<string, unknown> = {}): Promise<string> {
    const answer = await this.say(name, id, words).catch((error: unknown) => {
      if (!(error instanceof WorkflowUpdateFailedError)) throw error;
      return error;
    });
    if (typeof answer === 'string') throw new Error(`${name} was accepted: ${answer}`);
    return (answer.cause as Error).message;
  }

  /** How the workflow of an order has ended. */
  ended(id: string): Promise<unknown> {
    return this.station().client.workflow.getHandle(workflowIds.order(id)).result();
  }

  async row(id: string): Promise<OrderRow | undefined> {
    return (await this.station().rows('orders', { id }))[0];
  }

  /** Waits until an order is in a state, and gives its row. */
  inState(id: string, ...states: readonly OrderRow['state'][]): Promise<OrderRow> {
    return this.station().until(`${id} is ${states.join(' or ')}`, async () => {
      const row = await this.row(id);
      return row !== undefined && states.includes(row.state) && row;
    });
  }

  /** Waits until a line is held, and gives its hold. */
  async held(id: string, line: string): Promise<NonNullable<OrderStory['held']>> {
    const handle = this.station().client.workflow.getHandle(workflowIds.flightLine(id, line));
    return this.station().until(`${line} of ${id} is held`, async () => {
      const row = await this.row(id);
      // Before that there is no line that could be asked.
      if (row?.state !== 'processing') return undefined;
      return (await handle.query<OrderStory>('orderStory').catch(notYet))?.held;
    });
  }

  /** Waits for a mail about an order whose subject has a text. */
  async mailed(id: string, subject: string): Promise<void> {
    await this.station().until(`a mail about ${id} says '${subject}'`, async () =>
      (await this.station().mails(subject)).some((mail) => `${mail.subject} ${mail.text}`.includes(id)),
    );
  }

  /** The entries of an order's master zip, sorted. */
  entries({ folder, masterZip }: OrderRow): Promise<string[]> {
    return listed(join(folder!, masterZip!));
  }

  /** The subjects of the mails about an order, each once, sorted. */
  async subjects(id: string): Promise<string[]> {
    const mails = await this.station().mails();
    const about = mails.filter((mail) => `${mail.subject} ${mail.text}`.includes(id));
    const subjects = about.map((mail) => mail.subject ?? '');
    expect(new Set(subjects).size).toBe(subjects.length);
    return subjects.sort();
  }
}

/** What the engine says when no worker takes a question: DEADLINE_EXCEEDED, or FAILED_PRECONDITION when none has been there. */
const NOBODY_ANSWERS: ReadonlySet<number> = new Set([4, 9]);

/** A line that has not begun, or no worker that could answer for it. */
function notYet(error: unknown): undefined {
  if (error instanceof WorkflowNotFoundError) return undefined;
  const { cause } = error as Error;
  if (isGrpcServiceError(cause) && NOBODY_ANSWERS.has(cause.code)) return undefined;
  throw error;
}

async function compiled<M>(path: string): Promise<M> {
  return (await import(pathToFileURL(resolve('dist', path)).href)) as M;
}
