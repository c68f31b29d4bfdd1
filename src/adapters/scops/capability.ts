import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { OperationsError } from '../../domain/failures.js';
import { writeFileOnce } from '../files/atomic-write.js';
import { hasCode } from '../files/io-error.js';

/** What a link in a mail may be for. Each opens its own page and nothing else. */
export const PURPOSES = ['confirm', 'status', 'download', 'dem'] as const;
/** One of them. */
export type Purpose = (typeof PURPOSES)[number];

/** What whoever has the link may do, without a login. */
export interface Capability {
  /** The order's id. */
  readonly order: string;
  readonly purpose: Purpose;
  /** Epoch milliseconds; the link is worth nothing from then on. */
  readonly expires: number;
}

/** The page of each purpose, below `/orders/<id>`. */
const PAGES: Readonly<Record<Purpose, string>> = {
  confirm: '/confirm',
  status: '',
  download: '/downloads',
  dem: '/dem',
};
/** The query parameter in which a link carries its token. */
export const LINK_KEY = 'key';
const KEY_BYTES = 32;

/** The key with which links are signed. */
export class LinkKey {
  constructor(private readonly key: Uint8Array) {}

  /** The token of a capability: when it ends, and a keyed hash (HMAC-SHA256) of all of it. */
  tokenOf({ order, purpose, expires }: Capability): string {
    const ends = Math.floor(expires).toString(36);
    return `${ends}.${this.#mac(order, purpose, ends).toString('base64url')}`;
  }

  /**
   * Whether a token is good for this order and this purpose at `now` (epoch milliseconds). Takes the same time whatever is
   * wrong with the hash.
   */
  allows(token: unknown, order: string, purpose: Purpose, now: number): boolean {
    if (typeof token !== 'string') return false;
    const [, ends, mac] = /^([0-9a-z]{1,11})\.([\w-]{43})$/.exec(token) ?? [];
    if (ends === undefined || mac === undefined) return false;
    const right = timingSafeEqual(Buffer.from(mac, 'base64url'), this.#mac(order, purpose, ends));
    return right && now < parseInt(ends, 36);
  }

  #mac(order: string, purpose: Purpose, ends: string): Buffer {
    const said = JSON.stringify(['sipstream link', order, purpose, ends]);
    return createHmac('sha256', this.key).update(said).digest();
  }
}

/**
 * The station's key, made by whoever needs it first: of any number at once, all get the same. Throws OperationsError
 * STATION_CONFIG when the file is damaged.
 */
export async function linkKey(path: string): Promise<LinkKey> {
  let text = await readIfThere(path);
  if (text === undefined) {
    await writeFileOnce(path, `${randomBytes(KEY_BYTES).toString('base64url')}\n`, { mode: 0o600 });
    text = await readFile(path, 'utf8');
  }
  const key = Buffer.from(text.trim(), 'base64url');
  if (key.length === KEY_BYTES) return new LinkKey(key);
  throw new OperationsError(
    'STATION_CONFIG',
    `${path} is damaged: it is no key of ${KEY_BYTES} bytes. Bring it back from a backup, or remove it: links in mails that were sent before then open nothing any more.`,
  );
}

/** The address that a mail names; `base` is where clients reach the front end, with or without a slash at its end. */
export function linkOf(base: string, key: LinkKey, capability: Capability): string {
  const { order, purpose } = capability;
  const page = `/orders/${encodeURIComponent(order)}${PAGES[purpose]}`;
  return `${base.replace(/\/+$/, '')}${page}?${LINK_KEY}=${key.tokenOf(capability)}`;
}

async function readIfThere(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return undefined;
    throw error;
  }
}
