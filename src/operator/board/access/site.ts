import { BlockList, isIP } from 'node:net';
import type { StationConfig } from '../../../adapters/station/config.js';
import type { Place, Role } from './policy.js';

/** One request, as far as it matters who makes it. */
export interface Incoming {
  /** The other end of the connection; undefined when it is gone. */
  readonly remoteAddress: string | undefined;
  readonly header: (name: string) => string | undefined;
}

/** What the board makes of it. */
export interface Asked {
  readonly place: Place;
  /** Who asks, as far as is known: the address that the proxy names, or the other end itself. */
  readonly address: string;
  /** Whether the browser speaks TLS. */
  readonly secure: boolean;
  /** Whether the board is served under the name that was asked for. */
  readonly ownHost: boolean;
  /** Whether a page of this board sent it, as the browser says; a request of which nothing is said was not. */
  readonly ownOrigin: boolean;
  /** Whom the proxy says it is. */
  readonly named?: { readonly name: string; readonly role: Role };
}

const LOOPBACK_NAMES = ['127.0.0.1', 'localhost', '[::1]'];
/** What proxies add. A request with one of them has not come straight from a browser of this host. */
const FORWARDING = [
  'forwarded',
  'via',
  'x-forwarded-for',
  'x-forwarded-host',
  'x-forwarded-proto',
  'x-real-ip',
];
const PROXY_NAME = /^[\w.@+\\-]{1,64}$/;

const loopback = new BlockList();
loopback.addSubnet('127.0.0.0', 8, 'ipv4');
loopback.addAddress('::1', 'ipv6');

/** Under which names the board is served, to whom, and by which proxy. */
export class Site {
  readonly #local: boolean;
  readonly #names: ReadonlySet<string> | undefined;
  readonly #trusted: BlockList;

  /** `host` is the address on which the board listens. */
  constructor(
    host: string,
    readonly board: StationConfig['board'],
  ) {
    const { url, proxy } = board;
    const shown = host.includes(':') ? `[${host}]` : host;
    const listensHere = host === 'localhost' || contains(loopback, host);
    // What is published through a proxy is open to the network, wherever the proxy runs.
    this.#local = listensHere && url === undefined && proxy === undefined;
    // Without a name of its own a board on the network answers to any: nobody is let in by the name alone there.
    const all = [...LOOPBACK_NAMES, shown, ...(url === undefined ? [] : [new URL(url).hostname])];
    this.#names = listensHere || url !== undefined ? new Set(all) : undefined;
    this.#trusted = networks(proxy?.trusted ?? []);
  }

  /** Looks at one request. */
  look({ remoteAddress, header }: Incoming): Asked {
    const from = (remoteAddress ?? '').replace(/^::ffff:(?=\d+\.)/i, '');
    const trusted = contains(this.#trusted, from);
    const host = (header('host') ?? '').toLowerCase();
    const secure = (trusted && last(header('x-forwarded-proto')) === 'https') || this.#isSecureName(host);
    const direct = contains(loopback, from) && FORWARDING.every((name) => header(name) === undefined);
    const named = trusted ? this.#named(header) : undefined;
    return {
      place: this.#local && direct ? 'loopback' : 'network',
      address: trusted ? this.#farthest(header('x-forwarded-for'), from) : from,
      secure,
      ownHost: this.#names?.has(host.replace(/:\d+$/, '')) ?? host !== '',
      ownOrigin: this.#isOwn(
        header('origin'),
        header('sec-fetch-site'),
        `${secure ? 'https' : 'http'}://${host}`,
      ),
      ...(named && { named }),
    };
  }

  #isSecureName(host: string): boolean {
    const { url } = this.board;
    return url !== undefined && url.startsWith('https:') && new URL(url).host === host;
  }

  /** A browser says at least one of the two with everything that is not a mere look, and scripts cannot forge them. */
  #isOwn(origin: string | undefined, fetchSite: string | undefined, own: string): boolean {
    if (origin === undefined && fetchSite === undefined) return false;
    const isOurs = origin === undefined || origin === own || origin === this.board.url;
    return isOurs && (fetchSite === undefined || fetchSite === 'same-origin');
  }

  #named(header: Incoming['header']): Asked['named'] {
    const { proxy } = this.board;
    const name = proxy?.header === undefined ? undefined : header(proxy.header)?.trim();
    if (name === undefined || !PROXY_NAME.test(name)) return undefined;
    return { name, role: proxy!.operators.includes(name) ? 'operator' : 'viewer' };
  }

  /** Each proxy adds on the right where a request came from; what is left of the first one that is not ours is hearsay. */
  #farthest(forwarded: string | undefined, from: string): string {
    const hops = (forwarded ?? '').split(',').map((hop) => hop.trim());
    const far = hops.findLast((hop) => !contains(this.#trusted, hop));
    return far !== undefined && isIP(far) !== 0 ? far : from;
  }
}

function networks(texts: readonly string[]): BlockList {
  const list = new BlockList();
  for (const text of texts) {
    const [address = '', bits] = text.split('/');
    const family = isIP(address) === 6 ? 'ipv6' : 'ipv4';
    if (bits === undefined) list.addAddress(address, family);
    else list.addSubnet(address, Number(bits), family);
  }
  return list;
}

function contains(list: BlockList, address: string): boolean {
  const family = isIP(address);
  return family !== 0 && list.check(address, family === 6 ? 'ipv6' : 'ipv4');
}

function last(list: string | undefined): string | undefined {
  return list?.split(',').at(-1)?.trim().toLowerCase();
}
