import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { LinkKey, linkKey, linkOf, PURPOSES } from '../../src/adapters/scops/capability.js';
import { needOf, takesFiles } from '../../src/operator/front/access/policy.js';

const key = new LinkKey(Buffer.alloc(32, 1));
const capability = fc.record({
  order: fc.stringMatching(/^[A-Z0-9_]{1,20}$/),
  purpose: fc.constantFrom(...PURPOSES),
  expires: fc.integer({ min: 1, max: 2 ** 42 }),
});

describe('the token of a link', () => {
  it('is good for its order and purpose until it ends', () => {
    fc.assert(
      fc.property(capability, fc.nat(1000), (one, ms) => {
        const token = key.tokenOf(one);
        expect(key.allows(token, one.order, one.purpose, one.expires - 1 - ms)).toBe(true);
        expect(key.allows(token, one.order, one.purpose, one.expires + ms)).toBe(false);
      }),
    );
  });

  it('is good for nothing else', () => {
    fc.assert(
      fc.property(capability, capability, (one, other) => {
        fc.pre(one.order !== other.order || one.purpose !== other.purpose);
        expect(key.allows(key.tokenOf(one), other.order, other.purpose, 0)).toBe(false);
        const foreign = new LinkKey(Buffer.alloc(32, 2)).tokenOf(one);
        expect(key.allows(foreign, one.order, one.purpose, 0)).toBe(false);
      }),
    );
  });

  it('is no good with any character changed', () => {
    const one = { order: 'GB18_00_2018_123a_0', purpose: 'confirm', expires: 10_000 } as const;
    const token = key.tokenOf(one);
    for (let at = 0; at < token.length - 1; at += 1) {
      const turned = token[at] === '0' ? '1' : '0';
      const forged = token.slice(0, at) + turned + token.slice(at + 1);
      expect(key.allows(forged, one.order, one.purpose, 0)).toBe(false);
    }
    for (const other of [undefined, 1, '', '.', `${token}=`, [token]])
      expect(key.allows(other, one.order, one.purpose, 0)).toBe(false);
  });
});

describe('the key of links', () => {
  let home: string;
  beforeEach(async () => {
    home = await mkdtemp(join(tmpdir(), 'links-'));
  });
  afterEach(() => rm(home, { recursive: true, force: true }));

  it('is made once, whoever asks first, for the station alone', async () => {
    const path = join(home, 'links.key');
    const keys = await Promise.all(Array.from({ length: 8 }, () => linkKey(path)));
    const one = { order: 'a', purpose: 'dem', expires: 10 } as const;
    expect(new Set(keys.map((each) => each.tokenOf(one))).size).toBe(1);
    expect((await stat(path)).mode & 0o777).toBe(0o600);
  });

  it('is refused when it is damaged', async () => {
    const path = join(home, 'links.key');
    await writeFile(path, 'short');
    await expect(linkKey(path)).rejects.toMatchObject({ code: 'STATION_CONFIG' });
  });
});

describe('the address of a link', () => {
  it.each([
    ['https://x.org', 'confirm', 'https://x.org/orders/A/confirm?key='],
    ['https://x.org/', 'status', 'https://x.org/orders/A?key='],
    ['https://x.org', 'download', 'https://x.org/orders/A/downloads?key='],
    ['https://x.org', 'dem', 'https://x.org/orders/A/dem?key='],
  ] as const)('%s %s', (base, purpose, start) => {
    const link = linkOf(base, key, { order: 'A', purpose, expires: 1000 });
    expect(link.startsWith(start)).toBe(true);
    // What a link names is what its purpose opens.
    const { pathname } = new URL(link);
    expect(needOf('GET', pathname)).toEqual({ kind: 'order', id: 'A', purpose });
  });
});

describe('who may what', () => {
  it.each([
    ['GET', '/login', { kind: 'public' }],
    ['POST', '/login', { kind: 'public' }],
    ['GET', '/front.css', { kind: 'public' }],
    ['POST', '/front.css', { kind: 'member' }],
    ['GET', '/', { kind: 'member' }],
    ['POST', '/order', { kind: 'member' }],
    ['GET', '/api/orders', { kind: 'api' }],
    ['GET', '/api/orders/A', { kind: 'api', id: 'A', purpose: 'status' }],
    ['GET', '/api/orders/A/provenance', { kind: 'api', id: 'A', purpose: 'download' }],
    ['POST', '/api/orders/A/dem', { kind: 'api', id: 'A', purpose: 'dem' }],
    ['POST', '/api/orders/A/cancel', { kind: 'api', id: 'A' }],
    ['GET', '/api/orders/', { kind: 'nothing' }],
    ['GET', '/api/uploads', { kind: 'api' }],
    ['GET', '/apiary', { kind: 'member' }],
    ['POST', '/orders/A', { kind: 'order', id: 'A' }],
    ['POST', '/orders/A/confirm', { kind: 'order', id: 'A', purpose: 'confirm' }],
    ['DELETE', '/orders/A/all', { kind: 'order', id: 'A' }],
    ['POST', '/orders/A/equations', { kind: 'order', id: 'A' }],
    ['GET', '/orders/A/constructor', { kind: 'order', id: 'A' }],
    ['GET', '/orders/../x', { kind: 'nothing' }],
    ['GET', '/orders//confirm', { kind: 'nothing' }],
  ] as const)('%s %s', (method, path, need) => {
    expect(needOf(method, path)).toEqual(need);
  });

  it('files come with four forms alone', () => {
    expect(['/order', '/orders/A/dem', '/api/orders/A/dem', '/api/uploads'].every(takesFiles)).toBe(true);
    expect(['/', '/orders/A', '/orders/A/confirm', '/orders/A/b/dem', '/login'].some(takesFiles)).toBe(false);
  });
});
