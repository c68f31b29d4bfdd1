import type { BatchSystem, JobSystem } from './job-system.js';
import { lsf } from './lsf.js';
import { sge } from './sge.js';
import { slurm } from './slurm.js';

const SYSTEMS: Readonly<Record<BatchSystem, JobSystem>> = { qsub: sge, bsub: lsf, sbatch: slurm };

/** The job system whose jobs a command sends. */
export function jobSystem(command: BatchSystem): JobSystem {
  return SYSTEMS[command];
}
