import { isAbsolute } from 'node:path';
import { OperationsError } from '../../domain/failures.js';
import { booleanOf } from '../../domain/scops/cfg-document.js';
import { scopsSchema, belowFolder, type ScopsSection } from './scops-schema.js';

/** SCOPS's variables that mean nothing here any more, and why. */
export const IGNORED_VARIABLES = {
  ERROR_DIR: 'failures stand where the status of an order does',
  DB_LOCATION: 'the ledger is the database (`ledger` in station.yaml)',
  USE_DB: 'the ledger is always kept',
  STAGES: 'the stages of a line are fixed',
  DOWNLOAD_LINK: 'links are made from SERVER_BASE',
  LINE_LINK: 'links are made from SERVER_BASE',
  STATUS_LINK: 'links are made from SERVER_BASE',
} as const;

interface Change {
  readonly path: readonly string[];
  readonly value: unknown;
}
/** What a variable sets; throws RangeError with what it must be. */
type Variable = (text: string, name: string) => Change[];

const set =
  (read: (text: string) => unknown, ...path: string[]): Variable =>
  (text) => [{ path, value: read(text) }];

/** Each of SCOPS's variables that still means something, and what it sets. */
const VARIABLES: Readonly<Record<string, Variable>> = {
  WEB_OUTPUT: set(absolute, 'output'),
  WEB_CONFIG_DIR: set(absolute, 'configs'),
  HYPER_DELIVERY_FOLDER: set(belowFolder, 'deliveryPattern'),
  LEV1_FOLDER: set(belowFolder, 'level1Folder'),
  NAVIGATION_FOLDER: set(belowFolder, 'navigationFolder'),
  VIEW_VECTOR_FILE: set(belowFolder, 'viewVectorFile'),
  WEB_MASK_OUTPUT: set(belowFolder, 'folders', 'level1'),
  WEB_IGM_OUTPUT: set(belowFolder, 'folders', 'igm'),
  WEB_MAPPED_OUTPUT: set(belowFolder, 'folders', 'mapped'),
  WEB_DEM_FOLDER: set(belowFolder, 'folders', 'dem'),
  STATUS_DIR: set(belowFolder, 'folders', 'status'),
  LOG_DIR: set(belowFolder, 'folders', 'log'),
  TEMP_PROCESSING_DIR: set((text) => (text === '' ? null : absolute(text)), 'temporary'),
  DEBUG_FILE_WRITEBACK: set(truth, 'keepIntermediate'),
  QSUB_SYSTEM: set((text) => text, 'jobs', 'system'),
  QSUB_COMMAND: set((text) => text, 'jobs', 'command'),
  PROCESS_COMMAND: set((text) => text, 'jobs', 'process'),
  QUEUE: set((text) => text, 'jobs', 'queue'),
  QSUB_PROJECT: set((text) => text, 'jobs', 'project'),
  QSUB_WALL_TIME: set((text) => text, 'jobs', 'wallTime'),
  QSUB_LOG_DIR: set(absolute, 'jobs', 'logDirectory'),
  SEND_EMAIL: set(truth, 'mail', 'send'),
  BCC_EMAIL: set(addresses, 'mail', 'bcc'),
  ERROR_EMAIL: set(addresses, 'mail', 'error'),
  SERVER_BASE: set((text) => text, 'serverBase'),
  OSNG_SEPERATION_FILE: set(absolute, 'dem', 'osngGrid'),
  // After those that they overrule.
  FORCE_LOCAL: (text) => (truth(text) ? [{ path: ['jobs', 'system'], value: 'local' }] : []),
  TEMP_PROCESSING: (text) => (truth(text) ? [] : [{ path: ['temporary'], value: null }]),
};

/** The names of those. */
export const SCOPS_VARIABLES: readonly string[] = Object.keys(VARIABLES);

/** Those for which nothing is a value of its own; all others are as good as not set. */
const MAY_BE_EMPTY = ['TEMP_PROCESSING_DIR'];

/** The section under SCOPS's variables, and a sentence for each variable that is set and has no meaning any more. */
export function underEnvironment(
  section: ScopsSection,
  environment: Readonly<Record<string, string | undefined>>,
): { readonly section: ScopsSection; readonly ignored: readonly string[] } {
  const wrong: string[] = [];
  let changed: Record<string, unknown> = { ...section };
  for (const [name, variable] of Object.entries(VARIABLES)) {
    const text = environment[name]?.trim();
    if (text === undefined || (text === '' && !MAY_BE_EMPTY.includes(name))) continue;
    try {
      for (const { path, value } of variable(text, name)) {
        checkPart(path, value);
        changed = put(changed, path, value);
      }
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      wrong.push(
        `The environment variable ${name} ${error.message}; it is ${JSON.stringify(text.slice(0, 80))}.`,
      );
    }
  }
  if (wantsTemporary(environment) && changed['temporary'] === null && wrong.length === 0)
    changed['temporary'] = '/tmp';
  if (wrong.length > 0) throw new OperationsError('STATION_CONFIG', wrong.join('\n'), wrong);
  const ignored = Object.entries(IGNORED_VARIABLES)
    .filter(([name]) => (environment[name] ?? '') !== '')
    .map(([name, why]) => `The environment variable ${name} has no meaning here: ${why}.`);
  return { section: changed as ScopsSection, ignored };
}

/** TEMP_PROCESSING without a folder: SCOPS's own, /tmp, unless the folder is said to be none. */
function wantsTemporary(environment: Readonly<Record<string, string | undefined>>): boolean {
  return (
    environment['TEMP_PROCESSING_DIR'] === undefined &&
    booleanOf(environment['TEMP_PROCESSING'] ?? '') === true
  );
}

/** Holds a value against the schema of its setting. */
function checkPart(path: readonly string[], value: unknown): void {
  if (path[0] === 'temporary') return;
  const document = path.reduceRight<unknown>((inner, key) => ({ [key]: inner }), value);
  const result = scopsSchema.safeParse(document);
  if (!result.success) throw new RangeError(result.error.issues.map(({ message }) => message).join('; '));
}

function put(
  into: Record<string, unknown>,
  [key, ...rest]: readonly string[],
  value: unknown,
): Record<string, unknown> {
  if (key === undefined) return into;
  const inner = rest.length === 0 ? value : put({ ...(into[key] as Record<string, unknown>) }, rest, value);
  return { ...into, [key]: inner };
}

function absolute(text: string): string {
  if (!isAbsolute(text) || text.split('/').includes('..')) throw new RangeError('must be an absolute path');
  return text;
}

function truth(text: string): boolean {
  const value = booleanOf(text);
  if (value === undefined) throw new RangeError('must be true or false');
  return value;
}

function addresses(text: string): string[] {
  return text.split(/[\s,;]+/).filter((word) => word !== '');
}
