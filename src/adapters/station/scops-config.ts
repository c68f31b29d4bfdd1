import { join, resolve } from 'node:path';
import { OperationsError } from '../../domain/failures.js';
import type { DemMosaic, ScopsConfig } from '../../domain/scops/config.js';
import type { StationConfig } from './config.js';
import { geoidGrid } from '../geoid-grid.js';
import { underEnvironment } from './scops-environment.js';
import type { ScopsSection } from './scops-schema.js';

/** Titles of the mosaics that SCOPS's form offers; their heights are above EGM96. */
const KNOWN_MOSAICS: Readonly<Record<string, string>> = { aster: 'ASTER', srtm: 'SRTM' };

/** The configuration of orders, and what of SCOPS's environment has no meaning any more, a sentence each. */
export type ScopsConfigRead = ScopsConfig & { readonly ignored: readonly string[] };

/**
 * The configuration of orders: `scops:` of station.yaml, SCOPS's environment variables over it; relative paths are below the
 * home. Throws OperationsError STATION_CONFIG that names every variable with a bad value.
 */
export function readScopsConfig(
  config: Pick<StationConfig, 'scops'>,
  { home }: { readonly home: string },
  environment: Readonly<Record<string, string | undefined>> = process.env,
): ScopsConfigRead {
  const { section, ignored } = underEnvironment(config.scops, environment);
  const at = (path: string) => resolve(home, path);
  const { jobs, mail, dem, confirmation } = section;
  const { deliveryPattern, level1Folder, navigationFolder, viewVectorFile } = section;
  return {
    output: at(section.output),
    configs: at(section.configs),
    uploads: at(section.uploads),
    sources: section.sources.map(at),
    deliveryPattern,
    level1Folder,
    navigationFolder,
    viewVectorFile,
    folders: section.folders,
    temporary: section.temporary === null ? null : at(section.temporary),
    keepIntermediate: section.keepIntermediate,
    jobs: { ...jobs, logDirectory: at(jobs.logDirectory) },
    mail,
    serverBase: section.serverBase === null ? null : serverBase(section.serverBase),
    dem: {
      mosaics: dem.mosaics.map((mosaic) => mosaicAt(mosaic, at, environment)),
      osngGrid: dem.osngGrid === null ? null : at(dem.osngGrid),
      smooth: dem.smooth,
    },
    plugins: section.plugins.map(at),
    python: section.python,
    apl: section.apl === null ? null : at(section.apl),
    confirmation: {
      needed: confirmation.needed,
      reminderMs: confirmation.reminder,
      expiryMs: confirmation.expiry,
    },
    retentionMs: section.retention,
    retentionNoticeMs: section.retentionNotice,
    lineGraceMs: section.lineGrace,
    attentionMs: section.attention,
    limits: section.limits,
    ignored,
  };
}

function mosaicAt(
  { name, title, path, geoid }: ScopsSection['dem']['mosaics'][number],
  at: (path: string) => string,
  environment: Readonly<Record<string, string | undefined>>,
): DemMosaic {
  const isKnown = Object.hasOwn(KNOWN_MOSAICS, name);
  const grid = geoid === undefined ? (isKnown ? geoidGrid(environment) : null) : geoid && at(geoid);
  return { name, title: title ?? KNOWN_MOSAICS[name] ?? name, path: at(path), geoid: grid };
}

/** An address of a site, without a slash at its end. */
function serverBase(text: string): string {
  const isAddress = /^https?:\/\//.test(text) && URL.canParse(text);
  const url = isAddress ? new URL(text) : undefined;
  if (url === undefined || url.search !== '' || url.hash !== '' || url.username !== '')
    throw new OperationsError(
      'STATION_CONFIG',
      `SERVER_BASE (\`scops: serverBase:\`) must be an address such as https://scops.example.org; it is ${JSON.stringify(text.slice(0, 80))}.`,
    );
  return (url.origin + url.pathname).replace(/\/+$/, '');
}

/** Where a .cfg that was dropped goes, by what became of it. */
export function cfgPlaces(config: Pick<ScopsConfig, 'configs'>): {
  readonly accepted: string;
  readonly refused: string;
} {
  return { accepted: join(config.configs, 'accepted'), refused: join(config.configs, 'refused') };
}
