import { readdir } from 'node:fs/promises';
import type { Environment } from '../../adapters/programs.js';
import type { ScopsConfig } from '../../domain/scops/config.js';
import { counted } from '../../domain/words.js';
import { checkDirectory, unusable, type DoctorCheck } from './check.js';
import { checkApl, checkJobs, checkPlugins } from './order-programs.js';

/** What orders of flight lines stand on. */
export interface OrderNeeds {
  /** The home of the station: what lies in it is made when it starts. */
  readonly home: string;
  readonly scops: ScopsConfig;
  /** Whether a relay takes the station's mails. */
  readonly hasRelay: boolean;
}

/**
 * Looks at what orders need beyond what the station needs anyway. A station that is not set up for orders has nothing to
 * mend: what is not configured is only told where orders are.
 */
export async function diagnoseOrders(
  { home, scops, hasRelay }: OrderNeeds,
  environment: Environment,
  minimumFreeBytes: number,
  gdalLoads: boolean,
): Promise<DoctorCheck[]> {
  const { output, configs, uploads, temporary, jobs, sources, dem } = scops;
  const written = [output, configs, uploads, ...(temporary === null ? [] : [temporary])];
  if (jobs.system !== 'local') written.push(jobs.logDirectory);
  const outside = [...new Set(written)].filter((path) => !path.startsWith(`${home}/`));
  const isForOrders =
    sources.length > 0 || dem.mosaics.length > 0 || scops.serverBase !== null || outside.length > 0;
  const checks = [
    ...(await Promise.all(sources.map(checkSource))),
    ...(await Promise.all(outside.map((path) => checkDirectory(path, minimumFreeBytes)))),
    ...checkJobs(scops, environment),
    ...checkApl(scops),
    ...(await checkPlugins(scops, environment)),
  ];
  if (!isForOrders) return checks;
  // Without GDAL the station does not run at all, and that is said already.
  const elevations = gdalLoads ? await (await import('./order-elevations.js')).checkElevations(scops) : [];
  return [...checks, ...elevations, ...checkClients(scops, hasRelay)];
}

/** Below which folders deliveries lie. They are only read. */
async function checkSource(folder: string): Promise<DoctorCheck> {
  try {
    const entries = await readdir(folder, { withFileTypes: true });
    const projects = entries.filter((entry) => entry.isDirectory() || entry.isSymbolicLink());
    const check = { name: `Deliveries ${folder}`, required: false };
    if (projects.length > 0) return { ...check, ok: true, found: counted(projects.length, 'folder') };
    return {
      ...check,
      ok: false,
      problem: `${folder} has no folder of a project.`,
      next: 'Mount the disk of the deliveries, or correct `scops: sources:`.',
    };
  } catch (error) {
    return { ...unusable(folder, error), name: `Deliveries ${folder}` };
  }
}

/** How clients are reached, and who hears of failures. */
function checkClients({ serverBase, mail }: ScopsConfig, hasRelay: boolean): DoctorCheck[] {
  const lacking = (name: string, problem: string, next: string): DoctorCheck => ({
    ...{ name, ok: false, required: false },
    problem,
    next,
  });
  const checks: DoctorCheck[] = [];
  checks.push(
    serverBase === null
      ? lacking(
          'SERVER_BASE',
          'Links in mails name the port of this host at which the pages listen, which clients elsewhere cannot reach.',
          'Say where clients reach the pages in `scops: serverBase:` (SERVER_BASE).',
        )
      : { name: 'SERVER_BASE', ok: true, required: false, found: serverBase },
  );
  if (!mail.send)
    checks.push(
      lacking('Mails to clients', 'Clients get no mails.', 'Set `scops: mail: send:` (SEND_EMAIL) to true.'),
    );
  else if (!hasRelay)
    checks.push(
      lacking(
        'Mails to clients',
        'No relay is configured, so mails to clients stay in mail/out of the home.',
        'Name one under `mail: relay:` in station.yaml.',
      ),
    );
  else checks.push({ name: 'Mails to clients', ok: true, required: false, found: 'by the relay' });
  checks.push(
    mail.error.length === 0
      ? lacking(
          'ERROR_EMAIL',
          'Nobody is named who looks after orders; failures go to the operators of the station alone.',
          'Name somebody in `scops: mail: error:` (ERROR_EMAIL).',
        )
      : { name: 'ERROR_EMAIL', ok: true, required: false, found: mail.error.join(', ') },
  );
  return checks;
}
