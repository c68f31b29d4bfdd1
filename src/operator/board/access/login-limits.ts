import { isIP } from 'node:net';
import { RateLimiterMemory } from 'rate-limiter-flexible';
import { USER_NAME } from './users-file.js';

const WINDOW_SECONDS = 15 * 60;
/** Wrong passwords in that time, for one name wherever they come from, and from one address for any name. */
export const ATTEMPTS = { name: 10, address: 20 } as const;

/** What came of an attempt: what was found by it, or for how many seconds nothing more is tried. */
export type Tried<T> = { readonly found: T | undefined } | { readonly waitSeconds: number };

/** One side of an attempt: who is asked for, or where it comes from. */
interface Side {
  readonly wrong: RateLimiterMemory;
  readonly most: number;
  readonly key: string;
  /** Attempts that are being looked at. */
  readonly open: Map<string, number>;
}

/**
 * Counts wrong passwords. While one is looked at it may turn out wrong, so no more are looked at at once than may still be wrong;
 * others wait for their turn. The right password costs nothing, however many bring it at once.
 */
export class LoginLimits {
  readonly #names = sideOf(ATTEMPTS.name);
  readonly #addresses = sideOf(ATTEMPTS.address);
  /** Called when an attempt ends. */
  #waiting: (() => void)[] = [];
  /** Counting is one step after the other: what is read must still be so when it is acted upon. */
  #step: Promise<unknown> = Promise.resolve();

  /** `names` is what somebody can be called here; everything else is counted as one name. */
  constructor(private readonly names: RegExp = USER_NAME) {}

  /** Looks by `look` whether a password is right, which finds something, unless too many were wrong. */
  async attempt<T>(address: string, name: string, look: () => Promise<T | undefined>): Promise<Tried<T>> {
    const sides = [
      { ...this.#addresses, key: addressKey(address) },
      { ...this.#names, key: this.nameKey(name) },
    ];
    for (;;) {
      const turn = await this.#alone(() => this.#begin(sides));
      if (turn === 'begun') break;
      if ('waitSeconds' in turn) return turn;
      await turn.next;
    }
    let isWrong = false;
    try {
      const found = await look();
      isWrong = found === undefined;
      return { found };
    } finally {
      await this.#alone(() => this.#end(sides, isWrong));
    }
  }

  async #begin(
    sides: readonly Side[],
  ): Promise<'begun' | { readonly waitSeconds: number } | { readonly next: Promise<void> }> {
    let busy = false;
    for (const { wrong, most, key, open } of sides) {
      const so = await wrong.get(key);
      const before = so?.consumedPoints ?? 0;
      if (before >= most) return { waitSeconds: Math.max(1, Math.ceil((so?.msBeforeNext ?? 0) / 1000)) };
      busy ||= before + (open.get(key) ?? 0) >= most;
    }
    // In an object: a promise that is returned would be waited for.
    if (busy) return { next: new Promise((resolve) => void this.#waiting.push(resolve)) };
    for (const { open, key } of sides) open.set(key, (open.get(key) ?? 0) + 1);
    return 'begun';
  }

  async #end(sides: readonly Side[], isWrong: boolean): Promise<void> {
    for (const { wrong, key, open } of sides) {
      if (isWrong) await wrong.penalty(key);
      const left = open.get(key)! - 1;
      if (left > 0) open.set(key, left);
      else open.delete(key);
    }
    for (const go of this.#waiting.splice(0)) go();
  }

  #alone<R>(step: () => Promise<R>): Promise<R> {
    const mine = this.#step.then(step);
    this.#step = mine.catch(() => undefined);
    return mine;
  }

  /** The table does not grow by what strangers type. */
  private nameKey(name: string): string {
    return this.names.test(name) ? name : '';
  }
}

function sideOf(most: number): Omit<Side, 'key'> {
  return { wrong: new RateLimiterMemory({ points: most, duration: WINDOW_SECONDS }), most, open: new Map() };
}

/** A home has at least 2^64 addresses of IPv6, so the network counts and not the host. */
function addressKey(address: string): string {
  if (isIP(address) !== 6) return address;
  const [before = '', after] = address.split('::');
  const groups = before === '' ? [] : before.split(':');
  const rest = after === undefined || after === '' ? [] : after.split(':');
  const zeros = after === undefined ? 0 : Math.max(0, 8 - groups.length - rest.length);
  return [...groups, ...Array<string>(zeros).fill('0'), ...rest].slice(0, 4).join(':');
}
