import { join, resolve } from 'node:path';
import type { ScopsConfig } from '../../domain/scops/config.js';
import type { StationConfig, StationPaths } from '../station/config.js';
import { batchRunner } from './batch/batch-runner.js';
import { localRunner } from './local-runner.js';
import type { ProcessorRun, ProcessorRunner } from './runner.js';

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

/** Where whole flight lines run as jobs; nothing uses it where they run here, step by step. */
export function lineRunner({ jobs }: ScopsConfig): ProcessorRunner {
  const { system, command, queue, project, wallTime, logDirectory } = jobs;
  if (system === 'local') return localRunner();
  return batchRunner({
    system,
    ...(command !== null && { command }),
    submission: { queue, project, wallTime, logDirectory },
  });
}

/** For directories that hold runs of both kinds: the steps of a line that run here, and lines that are jobs. */
export function eitherRunner(local: ProcessorRunner, jobs: ProcessorRunner): ProcessorRunner {
  const of = (run: ProcessorRun) => (run.submission ? jobs : local);
  return {
    ensureStarted: (run) => of(run).ensureStarted(run),
    wait: (run, options) => of(run).wait(run, options),
    stop: (run) => of(run).stop(run),
  };
}
