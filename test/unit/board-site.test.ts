import { describe, expect, it } from 'vitest';
import { configSchema } from '../../src/adapters/station/config.js';
import { Site, type Asked } from '../../src/operator/board/access/site.js';

function look(
  [host, board]: [string, object],
  remoteAddress: string | undefined,
  headers: Record<string, string> = {},
): Asked {
  const all: Record<string, string> = { host: 'localhost:8080', ...headers };
  const site = new Site(host, configSchema.parse({ board }).board);
  return site.look({ remoteAddress, header: (name) => all[name.toLowerCase()] });
}

describe('where a request comes from', () => {
  it.each([
    ['this host', '127.0.0.1', '127.0.0.1'],
    ['this host, by IPv6', '::1', '::1'],
    ['this host, by a name', 'localhost', '127.0.0.1'],
    ['this host, by another of its addresses', '127.0.0.2', '127.0.0.9'],
    ['this host, as some sockets write it', '127.0.0.1', '::ffff:127.0.0.1'],
  ])('is the loopback address for %s', (_, host, from) => {
    expect(look([host, {}], from).place).toBe('loopback');
  });

  it.each<[string, [string, object], string | undefined]>([
    ['another host', ['127.0.0.1', {}], '10.0.0.1'],
    ['somebody who has gone', ['127.0.0.1', {}], undefined],
    ['this host to a board on the network', ['0.0.0.0', {}], '127.0.0.1'],
    ['this host to a board on an address of its own', ['10.0.0.1', {}], '10.0.0.1'],
    ['this host to a board that is published', ['127.0.0.1', { url: 'https://a.example' }], '127.0.0.1'],
    ['this host to a board behind a proxy', ['127.0.0.1', { proxy: { trusted: ['10.0.0.1'] } }], '127.0.0.1'],
  ])('is the network for %s', (_, site, from) => {
    expect(look(site, from).place).toBe('network');
  });
});

describe('who asks, through proxies', () => {
  const board = { proxy: { trusted: ['10.1.0.0/16', '::1'] } };

  it.each([
    ['what the nearest proxy saw', '10.1.2.3', '203.0.113.5', '203.0.113.5'],
    ['the last that is not a proxy of ours', '10.1.2.3', '1.1.1.1, 203.0.113.5, 10.1.9.9', '203.0.113.5'],
    ['by IPv6', '::1', '2001:db8::1', '2001:db8::1'],
    ['the proxy itself when it names none', '10.1.2.3', '', '10.1.2.3'],
    ['the proxy itself when it names nonsense', '10.1.2.3', 'unknown', '10.1.2.3'],
    ['the proxy itself when all are proxies', '10.1.2.3', '10.1.0.1, 10.1.0.2', '10.1.2.3'],
    ['whoever it is when that is no proxy', '10.2.0.1', '203.0.113.5', '10.2.0.1'],
  ])('is %s', (_, from, forwarded, address) => {
    expect(look(['0.0.0.0', board], from, { 'x-forwarded-for': forwarded }).address).toBe(address);
  });
});

describe('the settings of the board', () => {
  const problem = (board: object) => configSchema.safeParse({ board }).error?.issues[0];

  it.each([
    ['a path in its address', { url: 'https://a.example/b' }, /without a path/],
    ['an address of another kind', { url: 'ftp://a.example' }, /without a path/],
    ['an address with a user', { url: 'https://u:p@a.example' }, /without a path/],
    ['a proxy from nowhere', { proxy: { trusted: [] } }, /./],
    ['a proxy by name', { proxy: { trusted: ['proxy.example'] } }, /must be an IP address or a network/],
    ['a network that is none', { proxy: { trusted: ['10.0.0.0/33'] } }, /must be an IP address or a network/],
    ['two networks in one', { proxy: { trusted: ['10.0.0.0/8/8'] } }, /must be an IP address or a network/],
    ['a header that is none', { proxy: { trusted: ['::1'], header: 'a b' } }, /must be the name of a header/],
  ])('cannot have %s', (_, board, message) => {
    expect(problem(board)?.message).toMatch(message);
  });

  it('may write the address with the slash that browsers show', () => {
    expect(configSchema.parse({ board: { url: 'https://a.example/' } }).board.url).toBe('https://a.example');
    expect(problem({ proxy: { trusted: ['10.0.0.0/8', '::1', 'fd00::/8'] } })).toBeUndefined();
  });
});
