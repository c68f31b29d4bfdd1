import { join, resolve } from 'node:path';
import type { StationConfig, StationPaths } from '../station/config.js';
import { batchRunner } from './batch/batch-runner.js';
import { localRunner } from './local-runner.js';
import type { ProcessorRunner } from './runner.js';

/** The runner of the station's processors: this host's, or the job system that station.yaml names. */
export function configuredRunner(config: StationConfig, paths: StationPaths): ProcessorRunner {
  const { system, command, queue, project, wallTime, logDirectory } = config.processors;
  if (system === 'local') return localRunner();
  return batchRunner({
    system,
    ...(command && { command }),
    submission: {
      ...(queue && { queue }),
      ...(project && { project }),
      ...(wallTime && { wallTime }),
      logDirectory: resolve(paths.home, logDirectory ?? join(paths.log, 'jobs')),
    },
  });
}
