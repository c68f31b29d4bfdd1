import { isIP } from 'node:net';
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { USER_NAME } from './users-file.js';

const WINDOW_SECONDS = 15 * 60;
/** Wrong passwords in that time, for one name wherever they come from, and from one address for any name. */
export const ATTEMPTS = { name: 10, address: 20 } as const;

/**
 * Counts attempts to log in. An attempt counts before its password is looked at, so that many at once are as many; the
 * right password takes its own back.
 */
export class LoginLimits {
  readonly #names = new RateLimiterMemory({ points: ATTEMPTS.name, duration: WINDOW_SECONDS });
  readonly #addresses = new RateLimiterMemory({ points: ATTEMPTS.address, duration: WINDOW_SECONDS });

  /** `names` is what somebody can be called here; everything else is counted as one name. */
  constructor(private readonly names: RegExp = USER_NAME) {}

  /** Takes one attempt: undefined when there was one left, else the seconds until there is again. */
  async take(address: string, name: string): Promise<number | undefined> {
    try {
      await this.#addresses.consume(addressKey(address));
      await this.#names.consume(this.nameKey(name));
      return undefined;
    } catch (refused) {
      if (!(refused instanceof RateLimiterRes)) throw refused;
      return Math.max(1, Math.ceil(refused.msBeforeNext / 1000));
    }
  }

  /** The password was right: the name starts afresh, and the address gets this attempt back. */
  async succeeded(address: string, name: string): Promise<void> {
    await this.#names.delete(this.nameKey(name));
    await this.#addresses.reward(addressKey(address));
  }

  /** The table does not grow by what strangers type. */
  private nameKey(name: string): string {
    return this.names.test(name) ? name : '';
  }
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
