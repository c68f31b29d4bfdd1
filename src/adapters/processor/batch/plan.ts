import { resolve } from 'node:path';
import { compiledProgram } from '../start-detached.js';
import type { ProcessorRun, Submission } from '../runner.js';
import { commandPath } from './ask.js';
import type { SendRecord } from './batch-records.js';
import { RUN_DIRECTORY_VARIABLE, type BatchSystem } from './job-system.js';
import { jobSystem } from './job-systems.js';
import { jobName } from './shell-words.js';

/** What a runner knows of the job system, for runs that say nothing themselves. */
export interface BatchDefaults {
  readonly system: BatchSystem;
  /** The command that sends jobs, where it isn't the system's own on PATH. */
  readonly command?: string;
  readonly submission: Omit<Submission, 'jobName' | 'direct'>;
}

/** How the job of a run is called: what it says, or the last names of its directory. */
export function submissionOf(run: ProcessorRun, defaults: BatchDefaults): Submission {
  if (run.submission) return { ...run.submission, jobName: jobName(run.submission.jobName) };
  const names = resolve(run.runDirectory).split('/').slice(-3);
  return { ...defaults.submission, jobName: jobName(['sipstream', ...names].join('_')) };
}

/** The files of what the job of a run prints itself. */
export function logsOf(run: ProcessorRun, defaults: BatchDefaults, id: string): string[] {
  return jobSystem(defaults.system).logs(submissionOf(run, defaults), id);
}

/** What is sent for a run. Throws OperationsError JOB_SYSTEM when there is no command for it. */
export function sendOf(run: ProcessorRun, defaults: BatchDefaults, supervisor?: string): SendRecord {
  const submission = submissionOf(run, defaults);
  const directory = resolve(run.runDirectory);
  const { program, args } = submission.direct
    ? run
    : { program: process.execPath, args: [supervisor ?? compiledProgram('supervisor.js'), directory] };
  const { workingDirectory } = run;
  const job = { ...submission, program, args, workingDirectory };
  const { args: sending, input } = jobSystem(defaults.system).sending(job);
  return {
    system: defaults.system,
    command: commandPath(defaults.command ?? defaults.system),
    args: sending,
    input: input ?? null,
    environment: {
      ...systemEnvironment(process.env),
      ...(submission.direct && run.environment),
      [RUN_DIRECTORY_VARIABLE]: directory,
    },
  };
}

/** What the commands of job systems read themselves; a job inherits it. The station's own secrets stay here. */
function systemEnvironment(environment: NodeJS.ProcessEnv): Record<string, string> {
  const named = [
    'PATH',
    'HOME',
    'USER',
    'LOGNAME',
    'SHELL',
    'LANG',
    'LD_LIBRARY_PATH',
    'SLURM_CONF',
    'XLSF_UIDDIR',
  ];
  const entries = Object.entries(environment).filter(
    (entry): entry is [string, string] =>
      entry[1] !== undefined && (named.includes(entry[0]) || /^(SGE|LSF)_/.test(entry[0])),
  );
  return Object.fromEntries(entries);
}
