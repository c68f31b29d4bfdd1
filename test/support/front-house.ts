import { randomBytes, scryptSync } from 'node:crypto';
import { mkdtemp, mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { PasswordHash } from '../../src/adapters/access/password.js';
import { linkKey, linkOf, type Capability } from '../../src/adapters/scops/capability.js';
import { writeProjects, type Project } from '../../src/adapters/scops/projects-file.js';
import { idOf } from '../../src/adapters/scops/submit-order.js';
import { SCOPS } from '../../src/domain/scops/order-input.js';
import type { DeliveredLine, Delivery } from '../../src/domain/scops/delivery.js';
import { estimateOf } from '../../src/domain/scops/estimate.js';
import { flightName, productsOf } from '../../src/domain/scops/names.js';
import { orderProblems } from '../../src/domain/scops/order-problems.js';
import type { Order } from '../../src/domain/scops/order.js';
import { checkBandMaths } from '../../src/formats/band-maths/check.js';
import { isProblem } from '../../src/formats/band-maths/parse.js';
import type { Ledger } from '../../src/ledger/ledger.js';
import { openLedger } from '../../src/ledger/open.js';
import { upsertOrder, type OrderPatch } from '../../src/ledger/orders.js';
import { upsertProduct, type ProductPatch } from '../../src/ledger/order-products.js';
import { startFront, type Front, type FrontOptions } from '../../src/operator/front/front.js';
import { RefusedError, type Flight, type FrontServices } from '../../src/operator/front/services.js';
import { Visitor } from './board-visitor.js';

/** The password of everybody. */
export const PASSWORD = 'four unrelated words';
/** Projects of the house; Anna and Otto may order for the first, Eve for the second. */
export const PROJECTS = { own: 'GB18_00', other: 'FR19_01' } as const;

const BANDS = 622;
const wavelengths = Array.from({ length: BANDS }, (_, index) => 380 + index * 3.4);

/** A hash that costs less than those that are kept: a test logs in often. */
export function quickHash(password: string): PasswordHash {
  const [cost, salt] = [{ N: 1024, r: 8, p: 1 }, randomBytes(16)];
  const hash = scryptSync(password, salt, 32, cost).toString('base64');
  return { scrypt: cost, salt: salt.toString('base64'), hash };
}

/** A line as it was delivered. */
export function delivered(name: string, more: Partial<DeliveredLine> = {}): DeliveredLine {
  return {
    ...{ name, sensor: name[0] as DeliveredLine['sensor'] },
    ...{ level1: `/delivery/${name}1b.bil`, mask: `/delivery/${name}1b_mask.bil`, methods: null },
    ...{ navigation: `/delivery/${name}_nav.bil`, viewVectors: '/delivery/fov.bil' },
    ...{ samples: 384, lines: 5000, bands: BANDS, wavelengths, bytes: 384 * 5000 * BANDS * 2 },
    bounds: { north: 50.45, south: 50.3, west: -4.3, east: -4.05 },
    altitude: { min: 1250, max: 1300 },
    ...more,
  };
}

const DELIVERY: Delivery = {
  folder: '/delivery',
  lines: [
    delivered('f123a011'),
    delivered('f123a021'),
    // Names that begin with the letters of other words: SCOPS took them apart.
    delivered('e123a031', { bands: 12, wavelengths: wavelengths.slice(0, 12) }),
    delivered('h123a041', { bands: 8, wavelengths: null }),
  ],
  problems: ['Line f123a051: it has no navigation.'],
};
export const FLIGHT: Flight = { year: 2018, julianDay: 123, sortie: 'a', folder: '/data/GB18_00' };

/** A front end on a real ledger, with a station behind it that keeps in mind what it was told. */
export class FrontHouse {
  /** Epoch milliseconds, as the front end has them. */
  clock = Date.parse('2026-11-22T15:30:00Z');
  /** Everything that was said to orders, in words. */
  readonly said: string[] = [];
  readonly submitted: Order[] = [];
  readonly errors: unknown[] = [];
  /** What the station refuses next. */
  refusal: string | undefined;
  front!: Front;

  private constructor(
    readonly home: string,
    readonly ledger: Ledger,
  ) {}

  static async make(more: Partial<FrontOptions> = {}, uploadBytes = 64 * 1024): Promise<FrontHouse> {
    const home = await mkdtemp(join(tmpdir(), 'front-house-'));
    await mkdir(join(home, 'output'));
    const ledger = await openLedger(join(home, 'ledger.sqlite'));
    const house = new FrontHouse(home, ledger);
    const password = quickHash(PASSWORD);
    const project = (code: string, ...names: string[]): Project => ({
      ...{ code, folder: `/data/${code}`, flights: [], title: `Flights of ${code}` },
      users: names.map((name) => ({ name, password })),
    });
    await house.projects([project(PROJECTS.own, 'anna', PROJECTS.own), project(PROJECTS.other, 'eve')]);
    house.front = await startFront({
      ...{ host: '127.0.0.1', port: 0, ledger, serverBase: null },
      services: house.#services(uploadBytes),
      paths: { projects: join(home, 'projects.json'), linkKey: join(home, 'links.key') },
      now: () => house.clock,
      onError: (error) => void house.errors.push(error),
      ...more,
    });
    return house;
  }

  get url(): string {
    return this.front.url;
  }

  get uploads(): string {
    return join(this.home, 'uploads');
  }

  /** Writes the projects file. */
  async projects(projects: readonly Project[]): Promise<void> {
    await writeProjects(
      join(this.home, 'projects.json'),
      new Map(projects.map((project) => [project.code, project])),
    );
  }

  /** Somebody who has not logged in. */
  stranger(): Visitor {
    return new Visitor(this.url);
  }

  /** Somebody who has. */
  async member(name: 'anna' | 'eve' = 'anna'): Promise<Visitor> {
    const visitor = this.stranger();
    const token = await visitor.tokenOf('/login');
    const project = name === 'anna' ? PROJECTS.own : PROJECTS.other;
    const form = { project, name, password: PASSWORD, token, next: '/' };
    const { status } = await visitor.ask('/login', { method: 'POST', form });
    if (status !== 303) throw new Error(`${name} was not let in: ${status}`);
    return visitor;
  }

  /** The path and query of a link, as a mail has it. */
  async link(capability: Omit<Capability, 'expires'> & { readonly expires?: number }): Promise<string> {
    const key = await linkKey(join(this.home, 'links.key'));
    const full = { ...capability, expires: capability.expires ?? this.clock + 86_400_000 };
    return linkOf('http://x', key, full).replace('http://x', '');
  }

  /** An order in the ledger. */
  async order(patch: Partial<OrderPatch> = {}, request: Partial<Order> = {}): Promise<string> {
    const order = { ...anOrder(), ...request };
    const id = idOf(order);
    const folder = join(this.home, 'output', id);
    await mkdir(join(folder, 'mapped'), { recursive: true });
    await upsertOrder(
      this.ledger,
      { mission: SCOPS, id },
      {
        request: order,
        flight: flightName(order),
        folder,
        createdAt: this.clock,
        since: this.clock,
        state: 'awaiting confirmation',
        ...patch,
      },
    );
    return id;
  }

  /** A product of an order, with its files. */
  async product(orderId: string, product: string, patch: ProductPatch, files: object = {}): Promise<void> {
    const folder = join(this.home, 'output', orderId);
    for (const [name, content] of Object.entries(files) as [string, string | Uint8Array][])
      await writeFile(join(folder, name), content);
    await upsertProduct(this.ledger, { mission: SCOPS, orderId, product }, patch);
  }

  /** Every file below the folder of uploads. */
  async uploaded(): Promise<string[]> {
    const entries = await readdir(this.uploads, { recursive: true, withFileTypes: true });
    return entries.filter((entry) => entry.isFile()).map((entry) => entry.name);
  }

  async remove(): Promise<void> {
    await this.front.stop();
    await this.ledger.close();
    await rm(this.home, { recursive: true, force: true });
  }

  #services(uploadBytes: number): FrontServices {
    const heard = (words: string, answer: string) => {
      if (this.refusal !== undefined) throw new RefusedError(this.refusal);
      this.said.push(words);
      return Promise.resolve(answer);
    };
    return {
      mosaics: [
        { name: 'aster', title: 'ASTER GDEM' },
        { name: 'srtm', title: 'SRTM, one arc second' },
      ],
      uploads: this.uploads,
      output: join(this.home, 'output'),
      uploadBytes,
      flights: ({ code }) => Promise.resolve([{ ...FLIGHT, folder: `/data/${code}` }]),
      delivery: () => Promise.resolve(DELIVERY),
      plugins: () => Promise.resolve([{ name: 'spectral_angle', title: 'Spectral-angle classes' }]),
      indices: (nanometres) =>
        nanometres.at(-1)! < 860
          ? []
          : [{ name: 'ndvi', title: 'Vegetation', expression: '(band142 - band83) / (band142 + band83)' }],
      check: (order) =>
        Promise.resolve({
          problems: orderProblems(order, {
            delivery: DELIVERY,
            mosaics: ['aster', 'srtm'],
            plugins: ['spectral_angle'],
            demFolders: [this.uploads],
            equations: 20,
            expressionProblem: (expression, bands) => {
              const checked = checkBandMaths(expression, bands);
              return isProblem(checked) ? checked.sentence : undefined;
            },
          }),
          ...(Number.isFinite(order.pixelSize.x) && { estimate: estimateOf(order, DELIVERY) }),
        }),
      submit: async (order, by) => {
        const id = idOf(order);
        await heard(`submit ${id} by ${by}`, '');
        this.submitted.push(order);
        await upsertOrder(
          this.ledger,
          { mission: SCOPS, id },
          { request: order, flight: flightName(order), createdAt: this.clock, since: this.clock },
        );
        return { id, isNew: true };
      },
      confirm: (id, by) => heard(`confirm ${id} by ${by}`, 'The order is confirmed.'),
      equationsSaid: (id, said) =>
        heard(`equations ${id} ${JSON.stringify(said)}`, 'The formulas are taken.'),
      demSaid: (id, dem, by) => heard(`dem ${id} ${JSON.stringify(dem)} by ${by}`, 'The order goes on.'),
      cancel: (id, by, why) => heard(`cancel ${id} by ${by}: ${why}`, 'The order is cancelled.'),
    };
  }
}

/** An order that is right. */
export function anOrder(): Order {
  return {
    ...{ project: PROJECTS.own, year: 2018, julianDay: 123, sortie: 'a', email: 'anna@example.org' },
    sourceFolder: '/data/GB18_00',
    projection: { kind: 'utm', zone: 30, hemisphere: 'N' },
    pixelSize: { x: 2, y: 2 },
    ...{ interpolation: 'nearest', masking: 'all', bounds: null },
    dem: { source: 'mosaic', name: 'aster' },
    lines: ['f123a011', 'f123a021'].map((name) => ({
      ...{ name, process: true, bands: [{ from: 1, to: 100 }], equations: [], plugins: [] },
    })),
    ...{ bandMaths: false, equations: [], plugins: [], formats: [] },
  };
}

/** The products of {@link anOrder}. */
export const PRODUCTS = productsOf(anOrder()).map(({ name }) => name);

/** The body of a multipart form. */
export function multipart(
  fields: readonly (readonly [name: string, value: string])[],
  files: readonly (readonly [name: string, filename: string, content: Uint8Array | string])[] = [],
): { readonly headers: Record<string, string>; readonly body: Buffer } {
  const boundary = '----front-test-boundary';
  const pieces = [
    ...fields.map(([name, value]) =>
      Buffer.from(`--${boundary}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`),
    ),
    ...files.flatMap(([name, filename, content]) => [
      Buffer.from(
        `--${boundary}\r\nContent-Disposition: form-data; name="${name}"; filename="${filename}"\r\nContent-Type: application/octet-stream\r\n\r\n`,
      ),
      Buffer.from(content as Uint8Array),
      Buffer.from('\r\n'),
    ]),
    Buffer.from(`--${boundary}--\r\n`),
  ];
  return {
    headers: { 'content-type': `multipart/form-data; boundary=${boundary}` },
    body: Buffer.concat(pieces),
  };
}

/** The order form as a browser sends it, with everything right. */
export function orderFields(token: string, more: Record<string, string> = {}): [string, string][] {
  const form = {
    ...{ token, flight: '2018123a', line: 'f123a011', 'from f123a011': '1', 'to f123a011': '10' },
    ...{ masking: 'all', dem: 'mosaic:aster', projection: 'utm', zone: '30', hemisphere: 'N', proj: '' },
    ...{ pixelX: '2', pixelY: '2', north: '', south: '', east: '', west: '', interpolation: 'nearest' },
    ...{ email: 'anna@example.org', do: 'send', ...more },
  };
  return Object.entries(form);
}
