import { access } from 'node:fs/promises';
import { isIP } from 'node:net';
import { isAbsolute, join, resolve } from 'node:path';
import { z } from 'zod';
import { JOB_SYSTEMS } from '../../domain/scops/config.js';
import { scopsSchema, wallTime } from './scops-schema.js';
import { checked, readYaml } from './yaml-file.js';

const port = z.number().int().min(0).max(65535);
const address = z.string().regex(/^[^\s@<>]+@[^\s@<>]+$/, 'must be an e-mail address');
const sender = z.string().regex(/^(\*|@[^\s@]+|[^\s@]+@[^\s@]+)$/, 'must be user@host, @host, or *');
const directory = z.string().min(1);
const network = z.string().refine(isNetwork, 'must be an IP address or a network such as 10.1.0.0/16');
const origin = z
  .string()
  .refine(isOrigin, 'must be an address without a path, such as https://sips.example.org')
  .transform((text) => new URL(text).origin);
const headerName = z.string().regex(/^[A-Za-z][A-Za-z0-9-]{0,63}$/, 'must be the name of a header');

/** The station's configuration file, `station.yaml` in its home. Everything has a default. */
export const configSchema = z.strictObject({
  host: z.string().default('127.0.0.1'),
  ports: z
    .strictObject({
      smtp: port.default(0),
      ftp: port.default(0),
      temporal: port.default(0),
      temporalUi: port.default(0),
      board: port.default(0),
      front: port.default(0),
    })
    .prefault({}),
  directories: z
    .strictObject({
      pickup: directory.default('pickup'),
      overflow: directory.default('overflow'),
      archive: directory.default('archive'),
      staging: directory.default('staging'),
      delivery: directory.default('delivery'),
      mail: directory.default('mail'),
    })
    .prefault({}),
  ftp: z
    .strictObject({
      /** `own`: the station starts vsftpd; `site`: the site's server owns the directories. */
      server: z.enum(['own', 'site']).default('own'),
      /** How the DAAC sees the delivery directory in a PDR; default: the directory's own path. */
      deliveryDirectory: z.string().max(200).optional(),
      /** The transfer log of a site's vsftpd; that of the station's own server is known. */
      transferLog: z.string().optional(),
    })
    .prefault({}),
  mail: z
    .strictObject({
      allow: z.array(sender).default([]),
      operators: z.array(address).default(['operators@localhost']),
      from: address.default('sipstream@localhost'),
      daac: z.array(address).default([]),
      /** When, UTC, operators get the daily digest; null: never. A mission that opens no days by itself has none either. */
      digest: z
        .string()
        .regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'must be a time of day such as 07:00')
        .nullable()
        .default('07:00'),
      maxBytes: z.number().int().positive().default(10_485_760),
      smtp: z.boolean().default(true),
      imap: z
        .strictObject({
          host: z.string(),
          port: port.default(993),
          secure: z.boolean().default(true),
          user: z.string(),
          passwordFile: z.string(),
          mailbox: z.string().default('INBOX'),
        })
        .optional(),
      relay: z
        .strictObject({
          host: z.string(),
          port: port.default(25),
          secure: z.boolean().default(false),
          user: z.string().optional(),
          passwordFile: z.string().optional(),
        })
        .optional(),
    })
    .prefault({}),
  ledger: z.string().optional(),
  temporal: z
    .strictObject({
      /** A cluster that runs elsewhere; without it the station starts a server of its own. */
      address: z.string().optional(),
    })
    .prefault({}),
  board: z
    .strictObject({
      /** The address under which people reach the board through a proxy. */
      url: origin.optional(),
      /** Whether people on this host read without a login once there are users. */
      readWithoutLogin: z.boolean().default(true),
      proxy: z
        .strictObject({
          /** From where the proxy's requests come; headers of it are believed from there alone. */
          trusted: z.array(network).min(1),
          /** The header in which it names who has logged in with it. */
          header: headerName.optional(),
          /** Who of those that it names is an operator; all others are viewers. */
          operators: z.array(z.string().min(1)).default([]),
        })
        .optional(),
    })
    .prefault({}),
  processors: z
    .strictObject({
      atOnce: z.number().int().min(1).max(256).default(2),
      /** The version of a level's processor, where it is not the mission file's: `L1: 1.0.2`. */
      versions: z
        .record(z.string(), z.string().regex(/^\d{1,4}\.\d{1,4}\.\d{1,4}$/, 'must be a version N.n.i'))
        .default({}),
      /** Where they run: on the processing hosts themselves, or as jobs that are sent by this command. */
      system: z.enum(JOB_SYSTEMS).default('local'),
      /** The path of that command, where it is not on PATH. */
      command: z.string().startsWith('/', 'must be an absolute path').optional(),
      queue: z.string().min(1).optional(),
      project: z.string().min(1).optional(),
      wallTime: wallTime.optional(),
      /** What jobs print themselves; default: `log/jobs` in the home. */
      logDirectory: directory.optional(),
    })
    .prefault({}),
  /** Orders of flight lines. */
  scops: scopsSchema.prefault({}),
});

/** A checked configuration. */
export type StationConfig = z.infer<typeof configSchema>;

/** Where a station keeps things: absolute paths. */
export interface StationPaths {
  readonly home: string;
  readonly pickup: string;
  readonly overflow: string;
  readonly archive: string;
  readonly staging: string;
  readonly delivery: string;
  readonly mail: string;
  readonly log: string;
  readonly filenamesTable: string;
  readonly ledger: string;
  readonly temporal: string;
  readonly stationFile: string;
  /** Who may log in to the board. */
  readonly users: string;
  /** The projects that may order flight lines, and their users. */
  readonly projects: string;
  /** The key of the links in mails to clients. */
  readonly linkKey: string;
}

/** The configuration of a home; defaults where it has no `station.yaml`. Throws OperationsError STATION_CONFIG with lines. */
export async function readConfig(home: string, file?: string): Promise<StationConfig> {
  const path = file ?? join(home, 'station.yaml');
  const exists = await access(path).then(
    () => true,
    () => false,
  );
  if (!exists && file === undefined) return configSchema.parse({});
  return checked(await readYaml(path), configSchema);
}

/** The paths of a station. Relative directories are below its home. */
export function stationPaths(home: string, config: StationConfig): StationPaths {
  const root = resolve(home);
  const at = (path: string) => (isAbsolute(path) ? path : join(root, path));
  const { directories } = config;
  const archive = at(directories.archive);
  return {
    home: root,
    pickup: at(directories.pickup),
    overflow: at(directories.overflow),
    archive,
    staging: at(directories.staging),
    delivery: at(directories.delivery),
    mail: at(directories.mail),
    log: join(root, 'log'),
    filenamesTable: join(archive, 'filenames.tbl'),
    ledger: process.env['SIPSTREAM_LEDGER'] ?? ledgerAt(config.ledger ?? 'ledger.sqlite', at),
    temporal: join(root, 'temporal.sqlite'),
    stationFile: join(root, 'station.json'),
    users: join(root, 'users.json'),
    projects: join(root, 'projects.json'),
    linkKey: join(root, 'links.key'),
  };
}

/** A URL is a database's; anything else a SQLite file. */
function ledgerAt(location: string, at: (path: string) => string): string {
  return /^\w+:\/\//.test(location) ? location : at(location);
}

function isNetwork(text: string): boolean {
  const [address = '', bits, ...more] = text.split('/');
  const width = { 0: -1, 4: 32, 6: 128 }[isIP(address)] ?? -1;
  if (width < 0 || more.length > 0) return false;
  return bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= width);
}

function isOrigin(text: string): boolean {
  if (!/^https?:\/\//.test(text) || !URL.canParse(text)) return false;
  const { origin } = new URL(text);
  return text === origin || text === `${origin}/`;
}
