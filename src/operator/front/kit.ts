import type { Context, Hono } from 'hono';
import type { LinkKey } from '../../adapters/scops/capability.js';
import type { Ledger } from '../../ledger/ledger.js';
import type { OrderRow } from '../../ledger/order-rows.js';
import { LoginLimits } from '../board/access/login-limits.js';
import { Sessions } from '../board/access/sessions.js';
import type { Site } from '../board/access/site.js';
import { FormTokens } from '../board/access/tokens.js';
import type { Changes } from '../board/changes.js';
import { html, text, type Html } from '../board/html.js';
import { Flashes } from '../board/verbs/flash.js';
import { MEMBER, type Member, type MemberList } from './access/members.js';
import type { Filled } from './body/filled.js';
import { page, type FrontFrame } from './page.js';
import type { FrontServices } from './services.js';

/** What the front end stands on. */
export interface FrontSources {
  readonly ledger: Ledger;
  /** Under which the ledger has the orders. */
  readonly mission: string;
  readonly services: FrontServices;
  readonly key: LinkKey;
  /** Epoch milliseconds. */
  readonly now: () => number;
  /** Hears of what went wrong while a page was made. */
  readonly onError?: (error: unknown) => void;
}

/** What a request carries once it has passed the gate. */
export interface FrontEnvironment {
  Variables: {
    /** Who has logged in, or brought name and password. */
    member?: Member;
    /** The token of the link by which somebody came who has not. */
    linkKey?: string;
    /** The order of `/orders/<id>`: who asks may see it. */
    order: OrderRow;
    /** What was filled in, of a POST. */
    filled: Filled;
    /** The token that this reader's forms carry. */
    formToken: string;
  };
}
/** One request. */
export type FrontContext = Context<FrontEnvironment>;
/** The front end's routes. */
export type FrontApp = Hono<FrontEnvironment>;

/** What every route stands on. */
export class FrontKit {
  readonly sessions = new Sessions();
  readonly tokens = new FormTokens();
  readonly limits = new LoginLimits(MEMBER);
  readonly flashes = new Flashes();

  constructor(
    readonly sources: FrontSources,
    readonly site: Site,
    readonly members: MemberList,
    readonly changes: Changes,
  ) {}

  get services(): FrontServices {
    return this.sources.services;
  }

  get ledger(): Ledger {
    return this.sources.ledger;
  }

  get mission(): string {
    return this.sources.mission;
  }

  get now(): number {
    return this.sources.now();
  }

  /** Answers with a page. */
  shown(
    context: FrontContext,
    frame: Pick<FrontFrame, 'title' | 'live'>,
    body: readonly (Html | '')[],
    status: 200 | 400 | 403 | 404 | 409 | 422 | 500 = 200,
  ): Response | Promise<Response> {
    const told = this.flashes.read(context.req.query('told'));
    const flash = told === undefined ? '' : html`<p class="told" role="status">${text(told)}</p>`;
    const member = context.get('member');
    const formToken = context.get('formToken');
    return context.html(page({ ...frame, member, formToken }, [flash, ...body]), status);
  }

  /** Leads to a page that says a sentence. */
  told(context: FrontContext, path: string, sentence: string): Response {
    const told = this.flashes.keep(sentence, this.now);
    return context.redirect(`${path}${path.includes('?') ? '&' : '?'}told=${told}`, 303);
  }

  /** Answers with JSON. */
  json(
    context: FrontContext,
    document: unknown,
    status: 200 | 201 | 400 | 404 | 409 | 413 | 415 | 422 = 200,
  ): Response {
    return context.body(`${JSON.stringify(document, undefined, 2)}\n`, status, {
      'content-type': 'application/json; charset=utf-8',
    });
  }
}

/** The address of an order's page, with the link's token for who came by one. */
export function orderHref(context: FrontContext, page = ''): string {
  const { id } = context.get('order');
  const key = context.get('linkKey');
  return `/orders/${id}${page}${key === undefined ? '' : `?key=${encodeURIComponent(key)}`}`;
}

/** Who says something to an order: the user, or whoever has the link of a mail. */
export function speaker(context: FrontContext): string {
  const member = context.get('member');
  return member ? `${member.user} of ${member.project.code}` : `${context.get('order').email} (by a link)`;
}
