import { mkdir, readFile, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { writeProjects } from '../../src/adapters/scops/projects-file.js';
import { ATTEMPTS } from '../../src/operator/board/access/login-limits.js';
import type { Answer } from '../support/board-visitor.js';
import { FrontHouse, PASSWORD, PRODUCTS, PROJECTS } from '../support/front-house.js';

let house: FrontHouse;
beforeAll(async () => {
  house = await FrontHouse.make();
});
afterEach(() => {
  expect(house.errors.splice(0)).toEqual([]);
  house.said.length = 0;
  house.refusal = undefined;
});
afterAll(() => house.remove());

const code = ({ status, body }: Answer) =>
  `${status} ${/class="code">(\w+)</.exec(body)?.[1] ?? /"code": ?"(\w+)"/.exec(body)?.[1] ?? 'no code'}`;

/** Every page of an order. */
const PAGES = [
  ...['', '/progress', '/events', '/confirm', '/equations', '/cancel', '/dem', '/downloads', '/all'],
  ...[`/files/${PRODUCTS[0]}/zip`, `/looks/${PRODUCTS[0]}`],
];
const DOINGS = ['/confirm', '/equations', '/cancel', '/dem'];

async function completeOrder(): Promise<string> {
  const id = await house.order({ state: 'complete', masterZip: 'all.zip' });
  await house.product(
    id,
    PRODUCTS[0]!,
    { state: 'complete', stage: 'complete', progress: 100, files: { zip: 'one.zip', quickLook: 'one.png' } },
    { 'all.zip': 'everything', 'one.zip': 'one product', 'one.png': 'a picture' },
  );
  return id;
}

describe("an order is for its own project's users (fault 24)", () => {
  it.each(PAGES)('%s is as if it were not there for users of another project', async (page) => {
    const id = await completeOrder();
    const eve = await house.member('eve');
    const there = await eve.ask(`/orders/${id}${page}`);
    const nowhere = await eve.ask(`/orders/GB18_00_2018_123a_ffffffffffff${page}`);
    expect(there.status).toBe(404);
    expect(there.body).toBe(nowhere.body);
    // SCOPS looked at the project that the address named, and not at that of the order.
    expect((await eve.ask(`/orders/${id}${page}?project=${PROJECTS.other}`)).status).toBe(404);
    expect((await eve.ask(`/orders/${id}${page}?project=${PROJECTS.own}`)).status).toBe(404);
  });

  it.each(DOINGS)('nobody of another project does %s, though with a right token', async (page) => {
    const id = await house.order({ state: 'needs attention' });
    const eve = await house.member('eve');
    const token = await eve.tokenOf('/');
    const answer = await eve.ask(`/orders/${id}${page}`, {
      method: 'POST',
      form: { token, dem: 'mosaic:srtm' },
    });
    expect(answer.status).toBe(404);
    expect(house.said).toEqual([]);
  });

  it.each(PAGES)('%s is nothing for strangers, whether the order is there or not', async (page) => {
    const id = await completeOrder();
    const stranger = house.stranger();
    for (const order of [id, 'GB18_00_2018_123a_ffffffffffff']) {
      const { status, headers } = await stranger.ask(`/orders/${order}${page}`);
      if (page === '/progress' || page === '/events') expect(status).toBe(401);
      else {
        expect(status).toBe(303);
        expect(headers.location).toMatch(/^\/login\?next=/);
      }
    }
  });

  it('through the API neither', async () => {
    const id = await completeOrder();
    const basic = (name: string) => ({
      authorization: `Basic ${Buffer.from(`${name}:${PASSWORD}`).toString('base64')}`,
    });
    const stranger = house.stranger();
    const own = await stranger.ask(`/api/orders/${id}`, { headers: basic(`${PROJECTS.own}/anna`) });
    expect(own.status).toBe(200);
    expect(JSON.parse(own.body)).toMatchObject({ id, state: 'complete' });
    // A user who is called as the project need only say the project: so it is after an import from SCOPS.
    expect((await stranger.ask(`/api/orders/${id}`, { headers: basic(PROJECTS.own) })).status).toBe(200);
    const other = await stranger.ask(`/api/orders/${id}`, { headers: basic(`${PROJECTS.other}/eve`) });
    expect(other.status).toBe(404);
    expect(
      (await stranger.ask('/api/orders', { headers: basic(`${PROJECTS.other}/eve`) })).body,
    ).not.toContain(id);
    expect(code(await stranger.ask(`/api/orders/${id}`))).toBe('401 LOGIN_NEEDED');
  });

  it.each([
    '/orders/..%2f..%2fetc%2fpasswd',
    '/orders/%2e%2e/confirm',
    '/orders/x%00/confirm',
    '/orders/a/files/..%2f..%2fledger.sqlite/zip',
    '/orders/a/../../projects.json',
  ])('no address leads out of the orders (%s)', async (path) => {
    const anna = await house.member();
    expect((await anna.ask(path)).status).toBe(404);
  });
});

describe('only what the ledger names is downloaded', () => {
  it.each([
    ['a path upwards', '../../ledger.sqlite'],
    ['an absolute path', '/etc/passwd'],
    ['a link to a file elsewhere', 'link'],
    ['a file below a link to a folder elsewhere', 'folder/secret'],
    ['a folder', 'mapped'],
    ['nothing', 'absent.zip'],
  ])('%s is not there', async (_what, name) => {
    const id = await house.order({ state: 'complete', masterZip: name });
    const folder = join(house.home, 'output', id);
    const outside = join(house.home, 'outside');
    await mkdir(outside, { recursive: true });
    await writeFile(join(outside, 'secret'), 'secret');
    const link = (target: string, path: string) => symlink(target, join(folder, path)).catch(() => undefined);
    await link(join(outside, 'secret'), 'link');
    await link(outside, 'folder');
    await house.product(id, PRODUCTS[0]!, { state: 'complete', files: { zip: name, quickLook: name } });
    const anna = await house.member();
    for (const page of ['/all', `/files/${PRODUCTS[0]}/zip`, `/looks/${PRODUCTS[0]}`])
      expect((await anna.ask(`/orders/${id}${page}`)).status).toBe(404);
  });

  it('an order whose folder lies elsewhere has nothing', async () => {
    await writeFile(join(house.home, 'all.zip'), 'x');
    const id = await house.order({ state: 'complete', masterZip: 'all.zip', folder: house.home });
    expect((await (await house.member()).ask(`/orders/${id}/all`)).status).toBe(404);
  });

  it.each(['constructor', '__proto__', 'hasOwnProperty', 'log', 'quickLook'])(
    '%s is no kind of file',
    async (kind) => {
      const id = await completeOrder();
      const anna = await house.member();
      expect((await anna.ask(`/orders/${id}/files/${PRODUCTS[0]}/${kind}`)).status).toBe(404);
    },
  );
});

describe('a link opens one thing (faults 23 and 25)', () => {
  const OPENS = {
    confirm: ['/confirm'],
    status: ['', '/progress', `/looks/${PRODUCTS[0]}`],
    download: ['/downloads', '/all', `/files/${PRODUCTS[0]}/zip`],
    dem: ['/dem'],
  } as const;

  it.each(Object.keys(OPENS) as (keyof typeof OPENS)[])(
    '%s: its own pages and no others',
    async (purpose) => {
      const id = await completeOrder();
      const key = (await house.link({ order: id, purpose })).split('?')[1]!;
      const stranger = house.stranger();
      for (const page of PAGES.filter((page) => page !== '/events')) {
        const { status } = await stranger.ask(`/orders/${id}${page}?${key}`);
        expect([page, status]).toEqual([page, OPENS[purpose].some((open) => open === page) ? 200 : 403]);
      }
    },
  );

  it.each(['confirm', 'dem'] as const)('%s: another order does not open', async (purpose) => {
    const [id, other] = [await house.order(), await house.order({}, { email: 'otto@example.org' })];
    expect(id).not.toBe(other);
    const link = await house.link({ order: id, purpose });
    expect(code(await house.stranger().ask(link.replace(id, other)))).toBe('403 LINK_ENDED');
  });

  it('ends when it says', async () => {
    const id = await house.order();
    const link = await house.link({ order: id, purpose: 'confirm', expires: house.clock + 1000 });
    expect((await house.stranger().ask(link)).status).toBe(200);
    house.clock += 1000;
    expect(code(await house.stranger().ask(link))).toBe('403 LINK_ENDED');
  });

  it('is worth nothing with anything in it changed', async () => {
    const id = await house.order();
    const link = await house.link({ order: id, purpose: 'confirm' });
    const [ends, mac] = link.split('key=')[1]!.split('.') as [string, string];
    const longer = (parseInt(ends, 36) + 1).toString(36);
    const turned = mac.startsWith('A') ? `B${mac.slice(1)}` : `A${mac.slice(1)}`;
    for (const key of [`${longer}.${mac}`, `${ends}.${turned}`, `${ends}.`, mac, '', `${ends}.${mac}x`])
      expect((await house.stranger().ask(`/orders/${id}/confirm?key=${key}`)).status).toBe(403);
  });

  it('of a confirmation confirms nothing when it is only followed, by whatever method (fault 25)', async () => {
    const id = await house.order();
    const link = await house.link({ order: id, purpose: 'confirm' });
    for (const method of ['GET', 'HEAD', 'GET'])
      expect((await house.stranger().ask(link, { method })).status).toBe(200);
    // A scanner that sends the form blindly has no token of it.
    expect(code(await house.stranger().ask(link, { method: 'POST', form: {} }))).toBe('403 FORM_TOKEN');
    expect(house.said).toEqual([]);
    const visitor = house.stranger();
    const token = await visitor.tokenOf(link);
    const answer = await visitor.ask(link, { method: 'POST', form: { token } });
    expect(answer.status).toBe(303);
    expect(house.said).toEqual([`confirm ${id} by anna@example.org (by a link)`]);
  });

  it('the key is kept from others on the disk', async () => {
    expect((await stat(join(house.home, 'links.key'))).mode & 0o777).toBe(0o600);
    expect((await stat(join(house.home, 'projects.json'))).mode & 0o777).toBe(0o600);
  });
});

describe('nothing is changed by looking, nor by pages of others (fault 25)', () => {
  it.each(DOINGS)('%s is only shown by GET', async (page) => {
    const id = await house.order();
    const anna = await house.member();
    expect((await anna.ask(`/orders/${id}${page}?do=send&dem=mosaic:srtm&confirm=1`)).status).toBe(200);
    expect(house.said).toEqual([]);
  });

  it.each(['/order', '/logout', ...DOINGS])('POST %s needs the token of this reader', async (page) => {
    const path = DOINGS.includes(page) ? `/orders/${await house.order()}${page}` : page;
    const [anna, other] = [await house.member(), await house.member()];
    for (const token of ['', 'x', await other.tokenOf('/')])
      expect(code(await anna.ask(path, { method: 'POST', form: { token } }))).toBe('403 FORM_TOKEN');
    const headers = { origin: 'https://evil.example' };
    const token = await anna.tokenOf('/');
    expect(code(await anna.ask(path, { method: 'POST', form: { token }, headers }))).toBe(
      '403 FOREIGN_ORIGIN',
    );
    expect(house.said).toEqual([]);
  });

  it('an API password that a browser remembers is no use to pages of others', async () => {
    const headers = {
      authorization: `Basic ${Buffer.from(`${PROJECTS.own}:${PASSWORD}`).toString('base64')}`,
      'content-type': 'text/plain',
      origin: 'https://evil.example',
    };
    const stranger = house.stranger();
    expect(code(await stranger.ask('/api/orders', { method: 'POST', headers, body: '{}' }))).toBe(
      '403 FOREIGN_ORIGIN',
    );
    const asProgram = { ...headers, origin: house.url };
    expect(
      (await stranger.ask('/api/orders', { method: 'POST', headers: asProgram, body: '{}' })).status,
    ).toBe(415);
  });

  it('cookies are kept from scripts and other sites, and pages from frames and foreign scripts', async () => {
    const visitor = house.stranger();
    const token = await visitor.tokenOf('/login');
    const form = { project: PROJECTS.own, name: 'anna', password: PASSWORD, token, next: '//evil.example' };
    const { cookies, headers } = await visitor.ask('/login', { method: 'POST', form });
    expect(cookies).toHaveLength(1);
    expect(cookies[0]).toMatch(/^sipstream-orders-\d+=[\w-]{43}; Path=\/; HttpOnly; SameSite=Lax$/);
    expect(headers.location).toBe('/');
    const page = await visitor.ask('/');
    expect(page.headers['content-security-policy']).toContain("default-src 'self'");
    expect(page.headers['content-security-policy']).toContain("frame-ancestors 'none'");
    expect(page.headers['cache-control']).toBe('no-store');
    expect(page.body).not.toMatch(/<script(?![^>]* src=)|style="|onclick=/);
  });

  it('is not served under the name of somebody else', async () => {
    expect(code(await house.stranger().ask('/login', { headers: { host: 'evil.example' } }))).toBe(
      '403 WRONG_HOST',
    );
  });
});

describe('passwords (fault 26)', () => {
  it('are kept as hashes, and nobody learns whether a name is known', async () => {
    expect(await readFile(join(house.home, 'projects.json'), 'utf8')).not.toContain(PASSWORD);
    const answers = [];
    for (const [project, name] of [
      [PROJECTS.own, 'anna'],
      [PROJECTS.own, 'nobody'],
      ['XX00', 'anna'],
      ['__proto__', ''],
    ]) {
      const visitor = house.stranger();
      const token = await visitor.tokenOf('/login');
      const form = { project: project!, name: name!, password: 'wrong', token };
      const { status, body } = await visitor.ask('/login', { method: 'POST', form });
      expect(status).toBe(403);
      answers.push(body.replace(/ value="[^"]*"/g, ''));
    }
    expect(new Set(answers).size).toBe(1);
  });

  it('of one project let nobody into another', async () => {
    const visitor = house.stranger();
    const token = await visitor.tokenOf('/login');
    const form = { project: PROJECTS.own, name: 'eve', password: PASSWORD, token };
    expect((await visitor.ask('/login', { method: 'POST', form })).status).toBe(403);
  });

  it('end their sessions when they are changed or taken away', async () => {
    const mine = await FrontHouse.make();
    try {
      const anna = await mine.member();
      expect((await anna.ask('/')).status).toBe(200);
      await writeProjects(join(mine.home, 'projects.json'), new Map());
      expect((await anna.ask('/')).status).toBe(303);
    } finally {
      await mine.remove();
    }
  });

  it('are tried only so often, and one name costs another nothing', async () => {
    const mine = await FrontHouse.make();
    try {
      const wrong = async (name: string) => {
        const headers = { authorization: `Basic ${Buffer.from(`${name}:wrong`).toString('base64')}` };
        return (await mine.stranger().ask('/api/orders', { headers })).status;
      };
      for (let n = 0; n < ATTEMPTS.name; n += 1) expect(await wrong(`${PROJECTS.own}/anna`)).toBe(401);
      expect(await wrong(`${PROJECTS.own}/anna`)).toBe(429);
      await mine.member('eve');
    } finally {
      await mine.remove();
    }
  });

  it('a damaged projects file lets nobody in, and says nothing of itself', async () => {
    const mine = await FrontHouse.make();
    try {
      await writeFile(join(mine.home, 'projects.json'), '{"projects": [');
      const answer = await mine.stranger().ask('/login');
      expect(code(answer)).toBe('500 STATION_CONFIG');
      expect(answer.body).not.toContain(mine.home);
      expect((await mine.stranger().ask('/front.css')).status).toBe(200);
    } finally {
      await mine.remove();
    }
  });
});

describe('errors', () => {
  it('show nothing of the station (no debugging pages)', async () => {
    const mine = await FrontHouse.make();
    const anna = await mine.member();
    await mine.ledger.close();
    const { status, body } = await anna.ask('/');
    expect(status).toBe(500);
    expect(body).not.toMatch(/SQLITE|kysely|node_modules|\.ts\b|not open/i);
    expect(mine.errors).toHaveLength(1);
    await mine.front.stop();
  });
});
