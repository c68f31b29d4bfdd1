import { mkdir, mkdtemp, rm, statfs } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { execa } from 'execa';
import { findVsftpd } from '../adapters/ftp-server.js';
import { findProgram, type Environment } from '../adapters/programs.js';
import { findTemporalCli, temporalCliVersion } from '../adapters/temporal-cli.js';

/** One thing that the station needs, and whether it is there. */
export interface DoctorCheck {
  /** What is looked at, as an operator would call it. */
  readonly name: string;
  readonly ok: boolean;
  /** Whether the station cannot run without it. What is not required is a loss that `problem` names. */
  readonly required: boolean;
  /** What there is: a version, a path, an amount. */
  readonly found?: string;
  /** One sentence; present when, and only when, the check is not ok. */
  readonly problem?: string;
  /** What to do about the problem. */
  readonly next?: string;
}

/** What is looked at, and where. */
export interface DoctorOptions {
  /** The home of the station. It is made if it is not there, as starting the station would. */
  readonly home: string;
  /** Further directories the station writes, where a site has its own disks. They must be there: a missing one may be a missing disk. */
  readonly directories?: readonly string[];
  /** Free space, in bytes, below which a directory is reported; 10 GiB by default. */
  readonly minimumFreeBytes?: number;
  /** Where programs and the cache are looked for; `process.env` by default. */
  readonly environment?: Environment;
  /** The version of Node.js, as in `20.20.2`; that of this process by default. */
  readonly nodeVersion?: string;
  /** The package.json, or any file beside `node_modules`, that the bindings are loaded for; the station's own by default. */
  readonly packagesOf?: string | URL;
}

const GIBIBYTE = 2 ** 30;
const RUN_SETUP = 'Run deploy/setup.';

/**
 * Looks at everything the station stands on and says what is missing and how to get it. Nothing is installed or changed,
 * except that the home is made. Never throws for something that is missing: that is an answer.
 */
export async function diagnose(options: DoctorOptions): Promise<DoctorCheck[]> {
  const environment = options.environment ?? process.env;
  const load = createRequire(options.packagesOf ?? import.meta.url);
  const minimum = options.minimumFreeBytes ?? 10 * GIBIBYTE;
  const temporal = checkTemporal(environment);
  return [
    checkNode(options.nodeVersion ?? process.versions.node),
    checkGdal(load),
    checkSqlite(load),
    temporal,
    ...(temporal.ok ? [] : [await checkGo(environment)]),
    checkVsftpd(environment),
    await checkHome(options.home, minimum),
    ...(await Promise.all(
      (options.directories ?? []).map((directory) => checkDirectory(directory, minimum)),
    )),
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

async function checkHome(home: string, minimumFreeBytes: number): Promise<DoctorCheck> {
  try {
    await mkdir(home, { recursive: true });
  } catch (error) {
    return unusable(home, error);
  }
  return checkDirectory(home, minimumFreeBytes);
}

async function checkDirectory(directory: string, minimumFreeBytes: number): Promise<DoctorCheck> {
  let free: number;
  try {
    // Permission bits do not tell of read-only disks and access lists. Making something does.
    const trial = await mkdtemp(join(directory, '.doctor-'));
    await rm(trial, { recursive: true });
    const { bavail, bsize } = await statfs(directory);
    free = bavail * bsize;
  } catch (error) {
    return unusable(directory, error);
  }
  const found = `${(free / GIBIBYTE).toFixed(1)} GiB free`;
  const check = { name: `Directory ${directory}`, required: false, found };
  if (free >= minimumFreeBytes) return { ...check, required: true, ok: true };
  return {
    ...check,
    ok: false,
    problem: `Only ${found} in ${directory}; a product day may not fit.`,
    next: 'Free some space, or name a directory on a larger disk in the configuration.',
  };
}

function unusable(directory: string, error: unknown): DoctorCheck {
  const { code } = error as NodeJS.ErrnoException;
  const why: Record<string, string> = {
    ENOENT: 'is not there',
    EACCES: 'may not be written by this user',
    EPERM: 'may not be written by this user',
    EROFS: 'is on a disk that is mounted read-only',
    ENOSPC: 'is on a disk that is full',
    ENOTDIR: 'is not a directory',
    EEXIST: 'is not a directory',
  };
  const reason = why[code ?? ''] ?? `cannot be written (${firstLine(error)})`;
  return {
    name: `Directory ${directory}`,
    ok: false,
    required: true,
    problem: `The directory ${directory} ${reason}.`,
    next: 'Make it, mount its disk or change its owner, or name another directory.',
  };
}

function firstLine(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return message.split('\n')[0] ?? '';
}
