import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { hashPassword } from '../../adapters/access/password.js';
import { readProjects, writeProjects } from '../../adapters/scops/projects-file.js';
import { submitOrder } from '../../adapters/scops/submit-order.js';
import { readScopsConfig } from '../../adapters/station/scops-config.js';
import { orderFacts } from '../../airborne/delivery/order-facts.js';
import { findGeoid } from '../../adapters/geoid-grid.js';
import { OperationsError } from '../../domain/failures.js';
import { workflowIds } from '../../domain/ids.js';
import { utmZone } from '../../domain/scops/flight.js';
import { INDICES, indexOf } from '../../domain/scops/indices.js';
import { SCOPS } from '../../domain/scops/order-input.js';
import type { Order } from '../../domain/scops/order.js';
import { orderEnded, orderRow } from '../../ledger/orders.js';
import { makeFlight } from '../../simulator/flight/flight.js';
import { FLIGHT_DEFAULTS } from '../../simulator/flight/options.js';
import type { Station } from './station.js';

/** Who may order in a demo: it listens on this machine alone. */
export const DEMO_CLIENT = {
  project: FLIGHT_DEFAULTS.project,
  user: 'demo',
  password: 'demonstration',
} as const;

const folderOf = (home: string) => join(home, 'flights', DEMO_CLIENT.project);

/** The part of the demo's configuration that orders stand on: elevations of the simulated ground. */
export function demoScopsLines(): string[] {
  const geoid = findGeoid();
  return [
    'scops:',
    '  dem:',
    '    mosaics:',
    `      - { name: srtm, title: The simulated ground, path: flights/${DEMO_CLIENT.project}/elevations/srtm.vrt, geoid: ${geoid ?? 'null'} }`,
  ];
}

/** Makes the flight of the demo, unless it was made before, and lets the demo's user order of it. */
export async function prepareDemoFlight(home: string, projectsFile: string): Promise<void> {
  const folder = folderOf(home);
  const isThere = await access(join(folder, 'truth/truth.json')).then(
    () => true,
    () => false,
  );
  if (!isThere) await makeFlight({ folder: join(home, 'flights'), samples: 200, scans: 400 });
  const projects = await readProjects(projectsFile);
  const { project: code, user: name, password } = DEMO_CLIENT;
  if (projects.has(code)) return;
  const { year, julianDay, sortie } = FLIGHT_DEFAULTS;
  const users = [{ name, password: await hashPassword(password) }];
  const more = new Map(projects);
  more.set(code, { code, title: 'The demo', folder, flights: [{ year, julianDay, sortie }], users });
  await writeProjects(projectsFile, more);
}

/** The demo's order, as it goes on. */
export interface DemoOrder {
  /** Says once how it ended. */
  look(): Promise<'open' | 'done' | 'failed'>;
}

/** Orders the demo's flight. A home that was made without one has none; then it says so and there is no order. */
export async function orderDemo(
  station: Station,
  say: (line: string) => void,
): Promise<DemoOrder | undefined> {
  let id: string;
  try {
    id = await orderFlight(station);
  } catch (error) {
    if (!(error instanceof OperationsError)) throw error;
    say(`No flight lines are ordered: ${[error.message, ...error.details].join(' ')}`);
    return undefined;
  }
  const { project, user, password } = DEMO_CLIENT;
  say(
    `Two flight lines are ordered: ${id}. On the page of orders: project ${project}, user ${user}, password ${password}`,
  );
  let told = false;
  return {
    async look() {
      const row = await orderRow(station.ledger, { mission: SCOPS, id });
      if (row === undefined || !orderEnded(row.state)) return 'open';
      if (!told) say(`Order ${id}: ${row.state}. ${row.sentence}`);
      told = true;
      return row.state === 'complete' ? 'done' : 'failed';
    },
  };
}

/** Orders both lines of the demo's flight with NDVI, and confirms the order. Ordered again, it is the same order. */
async function orderFlight(station: Station): Promise<string> {
  const { config, paths, client } = station;
  const scops = readScopsConfig(config, paths);
  const { project, year, julianDay, sortie } = FLIGHT_DEFAULTS;
  const wanted = { sourceFolder: folderOf(paths.home) };
  const facts = await orderFacts(wanted, scops);
  const lines = facts.delivery?.lines ?? [];
  const ndvi = indexOf(INDICES[0]!, lines[0]?.wavelengths ?? []);
  const equations = ndvi.expression === null ? [] : [{ name: 'ndvi', expression: ndvi.expression }];
  const order: Order = {
    ...wanted,
    project,
    year,
    julianDay,
    sortie,
    email: 'demo@localhost.localdomain',
    projection: { kind: 'utm', zone: utmZone(FLIGHT_DEFAULTS.centre.longitude), hemisphere: 'N' },
    pixelSize: { x: 4, y: 4 },
    interpolation: 'bilinear',
    masking: 'all',
    bounds: null,
    dem: { source: 'mosaic', name: 'srtm' },
    lines: lines.map(({ name }) => ({
      name,
      process: true,
      bands: 'ALL',
      equations: equations.map((equation) => equation.name),
      plugins: [],
    })),
    bandMaths: false,
    equations,
    plugins: [],
    formats: ['cog'],
  };
  const { id } = await submitOrder({ client, config: scops, order, facts, by: 'demo' });
  await client.workflow.getHandle(workflowIds.order(id)).executeUpdate('confirm', { args: [{ by: 'demo' }] });
  return id;
}
