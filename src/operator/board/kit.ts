import type { Client } from '@temporalio/client';
import type { Context, Hono } from 'hono';
import type { StationPaths } from '../../adapters/station/config.js';
import type { StationFile } from '../../adapters/station/station-file.js';
import { dataDay, type DataDay } from '../../domain/data-day.js';
import type { Mission } from '../../domain/mission.js';
import type { Ledger } from '../../ledger/ledger.js';
import { SCOPS } from '../../domain/scops/order-input.js';
import { heldThings } from '../../ledger/read-lists.js';
import { hasOrders, ordersThatNeedAPerson } from '../../ledger/read-orders.js';
import { jsonText } from '../words/times.js';
import type { Changes } from './changes.js';
import { html, text, type Html } from './html.js';
import { page, type PageFrame } from './page.js';
import { Flashes } from './verbs/flash.js';

/** What the pages are made of. */
export interface BoardSources {
  readonly ledger: Ledger;
  readonly mission: Mission;
  /** The root of the archive, for browse pictures. */
  readonly archive: string;
  /** The station's directories; absent where only the ledger is shown. */
  readonly paths?: StationPaths;
  /** The transfer log of a site's FTP server; that of the station's own is found. */
  readonly transferLog?: string | undefined;
  /** Whether orders of flight lines are taken; those that the ledger has are shown either way. */
  readonly orders?: boolean;
  /** The folder of logs below an order's; default: SCOPS's. */
  readonly orderLogs?: string;
  /** What the running station publishes, as of now. */
  readonly station: () => StationFile | undefined;
  /** The engine, for verbs and for one day's live detail; absent where the board only shows. */
  readonly client?: Client;
  /** How operators call the command; default `sipstream`. */
  readonly program?: string;
  /** Epoch milliseconds; for tests. */
  readonly now?: () => number;
  /** Hears of what went wrong while a page was made. */
  readonly onError?: (error: unknown) => void;
}

/** Who looks at the board. A `viewer` reads; an `operator` may intervene. */
export interface Reader {
  readonly name: string;
  readonly role: 'viewer' | 'operator';
  /** The token that every form of this reader carries; a POST without it is refused. */
  readonly formToken: string;
  /** How the board knows who it is; `host`: whoever is on this host, where there are no users. Absent: it does not. */
  readonly knownBy?: 'session' | 'proxy' | 'password' | 'host';
}

/** What every request carries. */
export interface BoardEnvironment {
  Variables: {
    reader: Reader;
    /** How the ledger stood before it was read; see {@link Changes}. Only for pages. */
    mark?: string;
  };
}
/** One request. */
export type BoardContext = Context<BoardEnvironment>;
/** The board's routes. */
export type BoardApp = Hono<BoardEnvironment>;

/** What every route stands on: the sources, and how a page, an absence and a document are answered. */
export class Kit {
  readonly name: string;
  readonly program: string;
  readonly now: () => number;
  /** What forms have to say on the page to which they lead. */
  readonly flashes = new Flashes();

  constructor(
    readonly sources: BoardSources,
    readonly changes: Changes,
  ) {
    this.name = sources.mission.mission;
    this.program = sources.program ?? 'sipstream';
    this.now = sources.now ?? Date.now;
  }

  get ledger(): Ledger {
    return this.sources.ledger;
  }

  get mission(): Mission {
    return this.sources.mission;
  }

  /** Answers with a page. */
  async shown(
    context: BoardContext,
    frame: Pick<PageFrame, 'title' | 'here' | 'scripts'>,
    body: readonly (Html | '')[],
    status: 200 | 400 | 403 | 404 | 409 | 429 | 500 = 200,
  ): Promise<Response> {
    const held = await heldThings(this.ledger, this.name);
    const hasSome = this.sources.orders === true || (await hasOrders(this.ledger, SCOPS));
    const orders = hasSome ? await ordersThatNeedAPerson(this.ledger, SCOPS) : [];
    const count = held.levels.length + held.receipts.length + orders.length;
    const reader = context.get('reader');
    const told = this.flashes.read(context.req.query('told'));
    const flash = told === undefined ? '' : html`<p class="told" role="status">${text(told)}</p>`;
    const mark = context.get('mark');
    return context.html(
      page({ ...frame, mission: this.mission, held: count, orders: hasSome, reader, mark }, [flash, ...body]),
      status,
    );
  }

  /** Answers that there is no such page. */
  nothing(context: BoardContext, sentence: string): Promise<Response> {
    const body = html`<h1>Not found</h1>
      <p>${sentence}</p>`;
    return this.shown(context, { title: 'Not found', here: 'none' }, [body], 404);
  }

  /** Answers with JSON; instants are ISO 8601. */
  json(context: BoardContext, document: unknown, status: 200 | 400 | 403 | 404 | 409 = 200): Response {
    return context.body(jsonText(document), status, { 'content-type': 'application/json; charset=utf-8' });
  }
}

/** A day as an address names it; undefined when there is no such day. */
export function dayOf(text: string): DataDay | undefined {
  try {
    return dataDay(text);
  } catch {
    return undefined; // The page says that there is no such day.
  }
}
