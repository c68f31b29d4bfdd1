import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { writeProjects } from '../../src/adapters/scops/projects-file.js';
import type * as ScopsConfigModule from '../../src/adapters/station/scops-config.js';
import { readConfig } from '../../src/adapters/station/config.js';
import { flightName } from '../../src/domain/scops/names.js';
import type * as FrontModule from '../../src/operator/front/front.js';
import type * as Services from '../../src/operator/front/station/services.js';
import { Visitor } from '../support/board-visitor.js';
import { multipart, orderFields, PASSWORD, quickHash } from '../support/front-house.js';
import { OrderDesk, orderSite } from '../support/order-station.js';
import { PATIENT, useStation } from '../support/station.js';

const compiled = async <M>(path: string): Promise<M> =>
  (await import(pathToFileURL(resolve('dist', path)).href)) as M;

describe('an order from the form to the download, on a station that runs', PATIENT, () => {
  const site = orderSite();
  const station = useStation({ days: [], prepare: site.prepare });
  const orders = new OrderDesk(station);
  let front: FrontModule.Front;
  let ada: Visitor;
  let id = '';
  const errors: unknown[] = [];

  beforeAll(async () => {
    const { ledger, paths, home } = station();
    const { readScopsConfig } = await compiled<typeof ScopsConfigModule>('adapters/station/scops-config.js');
    const { stationServices } = await compiled<typeof Services>('operator/front/station/services.js');
    // All of it compiled: errors are told apart by their classes.
    const { startFront } = await compiled<typeof FrontModule>('operator/front/front.js');
    const config = readScopsConfig(await readConfig(home), paths, {});
    const { project: code, ...flight } = site.made().options;
    const user = { name: 'ada', password: quickHash(PASSWORD) };
    const flights = [{ year: flight.year, julianDay: flight.julianDay, sortie: flight.sortie }];
    const project = { code, folder: site.made().project, flights, users: [user] };
    await writeProjects(paths.projects, new Map([[code, project]]));
    front = await startFront({
      ...{ host: '127.0.0.1', port: 0, ledger, paths, serverBase: config.serverBase },
      services: stationServices({ client: station().client, config }),
      onError: (error) => void errors.push(error),
    });
    ada = new Visitor(front.url);
    const answer = await login(ada, code);
    expect(answer.status).toBe(303);
  });
  afterEach(() => expect(errors.splice(0)).toEqual([]));
  afterAll(() => front?.stop());

  async function login(visitor: Visitor, project: string) {
    const token = await visitor.tokenOf('/login');
    return visitor.ask('/login', {
      method: 'POST',
      form: { project, name: 'ada', password: PASSWORD, token },
    });
  }

  /** Path and query of the link in a mail. */
  async function linkIn(subject: string, page: string): Promise<string> {
    const mail = await station().oneMail(subject);
    const [, path] = new RegExp(`http://orders\\.example\\.org(/orders/${id}${page}\\?key=[\\w.-]+)`).exec(
      mail.text!,
    )!;
    return path!;
  }

  it('is sent with the form, once', async () => {
    const { options, lines } = site.made();
    const flight = flightName(options);
    expect((await ada.ask('/')).body).toContain(`/order?flight=${flight}`);
    const form = await ada.ask(`/order?flight=${flight}`);
    for (const { name } of lines) expect(form.body).toContain(`value="${name}"`);
    const send = async () => {
      const token = await ada.tokenOf('/');
      const [line] = lines.map(({ name }) => name);
      const fields = orderFields(token, {
        ...{
          flight,
          line: line!,
          [`from ${line}`]: '1',
          [`to ${line}`]: '3',
          dem: 'mosaic:srtm',
          pixelX: '15',
        },
        ...{ pixelY: '15', zone: String(site.made().zone), email: 'ada@example.org', bandMaths: 'yes' },
      });
      return ada.ask('/order', { method: 'POST', ...multipart(fields) });
    };
    const { status, headers, body } = await send();
    expect([status, status === 303 ? '' : body]).toEqual([303, '']);
    [, id] = /^\/orders\/([^/]+)\/equations/.exec(headers.location!)! as unknown as [string, string];
    expect((await orders.inState(id, 'awaiting confirmation')).project).toBe(options.project);
    const again = await send();
    expect(again.headers.location).toContain(id);
    expect((await ada.ask(again.headers.location!)).body).toContain('The same order was sent before');
  });

  it('is confirmed by the link of the mail, and not by following it', async () => {
    const link = await linkIn('NERC-ARF web processor confirmation email', '/confirm');
    const stranger = new Visitor(front.url);
    const token = await stranger.tokenOf(link);
    expect((await orders.row(id))!.state).toBe('awaiting confirmation');
    expect((await stranger.ask(link, { method: 'POST', form: { token } })).status).toBe(303);
    await orders.inState(id, 'awaiting equations');
  });

  it('takes formulas for lines that are not mapped themselves too, and refuses what cannot be', async () => {
    const lines = site.made().lines.map(({ name }) => name);
    const say = async (formula: string) => {
      const token = await ada.tokenOf(`/orders/${id}/equations`);
      const form = {
        token,
        formulas: '1',
        'name 0': 'half',
        'formula 0': formula,
        'lines 0': lines[1]!,
        do: 'send',
      };
      return ada.ask(`/orders/${id}/equations`, { method: 'POST', form });
    };
    expect((await say('band1 / band6')).body).toContain('There is no band 6: the file has 5 bands.');
    expect((await say('band1 / 2')).status).toBe(303);
    const row = await orders.inState(id, 'complete', 'partly complete', 'failed');
    expect([row.state, row.missing]).toEqual(['complete', row.missing]);
  });

  it('is fetched by the link of the mail, whole', async () => {
    const link = await linkIn(`${id} order complete`, '/downloads');
    const stranger = new Visitor(front.url);
    const page = await stranger.ask(link);
    const addresses = [...page.body.matchAll(/href="(\/orders\/[^"]+\/(?:all|files\/)[^"]*)"/g)].map(
      (match) => match[1]!,
    );
    expect(addresses).toHaveLength(3);
    const row = (await orders.row(id))!;
    const response = await stranger.open(addresses[0]!);
    const digest = createHash('sha256');
    for await (const chunk of response) digest.update(chunk as Buffer);
    const zip = await readFile(join(row.folder!, row.masterZip!));
    expect(digest.digest('hex')).toBe(createHash('sha256').update(zip).digest('hex'));
    const progress = await ada.ask(`/orders/${id}/progress`);
    const products = JSON.parse(progress.body) as Record<string, { stage: string; link: string }>;
    expect(Object.keys(products).sort()).toEqual([
      site.made().lines[0]!.name,
      `${site.made().lines[1]!.name}_half`,
    ]);
    for (const { stage, link } of Object.values(products)) {
      expect(stage).toBe('Complete');
      expect((await ada.ask(link)).status).toBe(200);
    }
  });

  it('hears what the station refuses', async () => {
    const token = await ada.tokenOf('/');
    const post = (page: string, form: Record<string, string>) =>
      ada.ask(`/orders/${id}${page}`, { method: 'POST', form: { token, ...form } });
    const cancelled = await post('/cancel', {});
    expect([cancelled.status, cancelled.body]).toEqual([409, expect.stringContaining('nothing to cancel')]);
    const elevations = await post('/dem', { dem: 'mosaic:srtm' });
    expect([elevations.status, elevations.body]).toEqual([409, expect.stringContaining('cannot be changed')]);
    const formulas = await post('/equations', { formulas: '0', do: 'send' });
    expect(formulas.status).toBe(409);
    expect(formulas.body).toMatch(/role="alert">\s*Equations cannot be changed any more/);
    expect((await orders.row(id))!.state).toBe('complete');
  });
});
