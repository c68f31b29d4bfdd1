import { createRequire } from 'node:module';
import { execa } from 'execa';
import { findVsftpd } from '../../adapters/ftp-server.js';
import { findProgram, type Environment } from '../../adapters/programs.js';
import { findTemporalCli, temporalCliVersion } from '../../adapters/temporal-cli.js';
import { checkDirectory, checkHome, firstLine, GIBIBYTE, type DoctorCheck } from './check.js';
import { diagnoseOrders, type OrderNeeds } from './orders.js';

/** What is looked at, and where. */
export interface DoctorOptions {
  /** The home of the station. It is made if it is not there, as starting the station would. */
  readonly home: string;
  /** Further directories the station writes, where a site has its own disks. They must be there: a missing one may be a missing disk. */
  readonly directories?: readonly string[];
  /** Free space, in bytes, below which a directory is reported; 10 GiB by default. */
  readonly minimumFreeBytes?: number;
  /** What orders of flight lines stand on; absent: they are not looked at. */
  readonly orders?: OrderNeeds;
  /** Where programs and the cache are looked for; `process.env` by default. */
  readonly environment?: Environment;
  /** The version of Node.js, as in `20.20.2`; that of this process by default. */
  readonly nodeVersion?: string;
  /** The package.json, or any file beside `node_modules`, that the bindings are loaded for; the station's own by default. */
  readonly packagesOf?: string | URL;
}

const RUN_SETUP = 'Run deploy/setup.';

/**
 * Looks at everything the station stands on and says what is missing and how to get it. Nothing is installed or changed,
 * except that the home is made. Never throws for something that is missing: that is an answer.
 */
export async function diagnose(options: DoctorOptions): Promise<DoctorCheck[]> {
  const environment = options.environment ?? process.env;
  const load = createRequire(options.packagesOf ?? import.meta.url);
  const minimum = options.minimumFreeBytes ?? 10 * GIBIBYTE;
  const gdal = checkGdal(load);
  const temporal = checkTemporal(environment);
  return [
    checkNode(options.nodeVersion ?? process.versions.node),
    gdal,
    checkSqlite(load),
    temporal,
    ...(temporal.ok ? [] : [await checkGo(environment)]),
    checkVsftpd(environment),
    await checkHome(options.home, minimum),
    ...(await Promise.all(
      (options.directories ?? []).map((directory) => checkDirectory(directory, minimum)),
    )),
    ...(options.orders ? await diagnoseOrders(options.orders, environment, minimum, gdal.ok) : []),
  ];
}

function checkNode(version: string): DoctorCheck {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const check = { name: 'Node.js', required: true, found: version };
  if (major > 20 || (major === 20 && minor >= 3)) return { ...check, ok: true };
  return {
    ...check,
    ok: false,
    problem: `Node.js ${version} is too old; sipstream needs 20.3 or newer.`,
    next: 'Install a newer one from https://nodejs.org, then run deploy/setup.',
  };
}

interface Gdal {
  readonly version: string;
  readonly drivers: { count(): number };
  readonly SpatialReference: { fromEPSG(code: number): unknown };
}

function checkGdal(load: NodeJS.Require): DoctorCheck {
  const check = { name: 'GDAL', required: true };
  let gdal: Gdal;
  try {
    gdal = load('gdal-async') as Gdal;
  } catch (error) {
    return {
      ...check,
      ok: false,
      problem: `The GDAL binding does not load: ${firstLine(error)}`,
      next: RUN_SETUP,
    };
  }
  const found = `${gdal.version}, ${gdal.drivers.count()} drivers`;
  try {
    gdal.SpatialReference.fromEPSG(4326);
  } catch (error) {
    return {
      ...check,
      ok: false,
      found,
      problem: `GDAL does not find its projection data: ${firstLine(error)}`,
      next: 'Run deploy/setup, or: sudo apt-get install proj-data.',
    };
  }
  return { ...check, ok: true, found };
}

interface SqliteDatabase {
  prepare(sql: string): { pluck(): { get(): unknown } };
  close(): void;
}

function checkSqlite(load: NodeJS.Require): DoctorCheck {
  const check = { name: 'SQLite', required: true };
  try {
    const Database = load('better-sqlite3') as new (path: string) => SqliteDatabase;
    const database = new Database(':memory:');
    const version = String(database.prepare('select sqlite_version()').pluck().get());
    database.close();
    return { ...check, ok: true, found: version };
  } catch (error) {
    return {
      ...check,
      ok: false,
      problem: `The SQLite binding does not load: ${firstLine(error)}`,
      next: RUN_SETUP,
    };
  }
}

function checkTemporal(environment: Environment): DoctorCheck {
  const check = { name: 'Temporal CLI', required: true };
  let path: string;
  try {
    path = findTemporalCli(environment);
  } catch (error) {
    const [problem = '', next = ''] = firstLine(error).split(/(?<=\.) (?=Run )/);
    return { ...check, ok: false, problem, next };
  }
  const version = temporalCliVersion(path);
  if (version !== undefined) return { ...check, ok: true, found: `${version} (${path})` };
  return {
    ...check,
    ok: false,
    found: path,
    problem: `The Temporal CLI ${path} does not run.`,
    next: `Remove that file and run deploy/setup.`,
  };
}

/** Asked only when the Temporal CLI is missing: without a way to download it, Go is what it is built with. */
async function checkGo(environment: Environment): Promise<DoctorCheck> {
  const check = { name: 'Go', required: false };
  const next =
    'If deploy/setup cannot download the Temporal CLI, install Go 1.21 or newer from https://go.dev/dl.';
  const path = findProgram('go', environment);
  if (path === undefined) return { ...check, ok: false, problem: 'Go is not installed.', next };
  const { stdout, failed } = await execa(path, ['env', 'GOVERSION'], {
    reject: false,
    env: { ...environment },
  });
  const version = /^go(\d+)\.(\d+)/.exec(stdout);
  const found = `${failed ? 'of an unknown version' : stdout} (${path})`;
  const recent = version !== null && (Number(version[1]) > 1 || Number(version[2]) >= 21);
  if (recent) return { ...check, ok: true, found };
  return { ...check, ok: false, found, problem: 'Go is too old to build the Temporal CLI.', next };
}

function checkVsftpd(environment: Environment): DoctorCheck {
  const path = findVsftpd(environment);
  const check = { name: 'FTP server', required: false };
  if (path !== undefined) return { ...check, ok: true, found: path };
  return {
    ...check,
    ok: false,
    problem: 'vsftpd is not installed, so the demo hands its files over without FTP.',
    next: 'Run deploy/setup, or: sudo apt-get install vsftpd.',
  };
}
