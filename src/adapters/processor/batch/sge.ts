import { join } from 'node:path';
import { XMLParser } from 'fast-xml-parser';
import { answered } from './answered.js';
import { RUN_DIRECTORY_VARIABLE, type JobOutcome, type JobSystem, type ListedJob } from './job-system.js';
import { commandLine, isPlain, jobName } from './shell-words.js';
import { signalName } from './signal-name.js';

/** Sun Grid Engine and its descendants. */
export const sge: JobSystem = {
  title: 'SGE',

  sending(job) {
    // Refuses what no system takes, though nothing of it is used here.
    commandLine(job.program, job.args);
    const plain = [job.program, ...job.args].every(isPlain);
    return {
      args: [
        ...['-N', jobName(job.jobName)],
        ...(job.queue ? ['-q', job.queue] : []),
        ...(job.project ? ['-P', job.project] : []),
        ...['-p', '0', '-wd', job.workingDirectory, '-e', job.logDirectory, '-o', job.logDirectory],
        ...['-m', 'n', '-b', 'y', '-V'],
        ...(job.tmpfreeGb === undefined ? [] : throttles(job.tmpfreeGb)),
        // On the compute node SGE has a shell read the command once more, unless it is told not to.
        ...(plain ? [] : ['-shell', 'n']),
        job.program,
        ...job.args,
      ],
    };
  },

  idOf: (answer) => /\bYour job (\d+)\b/.exec(answer)?.[1],

  logs: (job, id) => ['o', 'e'].map((kind) => join(job.logDirectory, `${jobName(job.jobName)}.${kind}${id}`)),

  async list(ask, user) {
    return listed(await answered(ask, 'qstat', ['-xml', '-u', user]));
  },

  async isOfRun(ask, { id }, runDirectory) {
    const output = await answered(ask, 'qstat', ['-j', id], /do not exist/);
    const given = output
      .split('\n')
      .filter((line) => line.startsWith('env_list:'))
      .flatMap((line) => line.slice('env_list:'.length).trim().split(','));
    return given.includes(`${RUN_DIRECTORY_VARIABLE}=${runDirectory}`);
  },

  async outcome(ask, id) {
    return accounted(await answered(ask, 'qacct', ['-j', id], /not found/));
  },

  ending: (id) => ({ program: 'qdel', args: [id] }),
};

function throttles(tmpfreeGb: number): string[] {
  const resources = ['apl_throttle=1', 'apl_web_throttle=1', `tmpfree=${tmpfreeGb}`];
  return resources.flatMap((resource) => ['-l', resource]);
}

const parser = new XMLParser({
  ignoreAttributes: true,
  parseTagValue: false,
  isArray: (name) => name === 'job_list',
});

/** `qstat -xml`: running jobs are in queue_info, waiting ones in job_info within job_info. */
function listed(xml: string): ListedJob[] {
  type Entry = { readonly JB_job_number: string; readonly JB_name?: string; readonly state?: string };
  type Part = { readonly job_list?: readonly Entry[] } | '' | undefined;
  const { job_info } = parser.parse(xml) as { job_info?: { queue_info?: Part; job_info?: Part } };
  const entries = [job_info?.queue_info, job_info?.job_info].flatMap((part) => (part && part.job_list) || []);
  return entries.map(({ JB_job_number, JB_name = '', state = '' }) => ({
    id: JB_job_number,
    name: JB_name,
    state: state.includes('E')
      ? 'stuck'
      : /[rtRsSTd]/.test(state) && !state.includes('q')
        ? 'running'
        : 'pending',
    word: state,
  }));
}

/** `qacct -j`: the last record counts, where a job was run again. */
function accounted(text: string): JobOutcome | undefined {
  const record = text.split(/^=+$/m).at(-1) ?? '';
  const field = (name: string) => new RegExp(`^${name}[ \\t]+(.*)$`, 'm').exec(record)?.[1]?.trim();
  const exit = Number(/^\d+/.exec(field('exit_status') ?? '')?.[0] ?? NaN);
  if (Number.isNaN(exit)) return undefined;
  const failed = field('failed') ?? '0';
  const words = `exit_status ${exit}, failed ${failed}`;
  // 100, 'assumedly after job': a signal ended it, and 128 and the signal's number is its status.
  const bySignal = failed.startsWith('100') && exit > 128 ? signalName(exit - 128) : undefined;
  const timedOut = /\bh_rt\b/.test(failed);
  if (failed !== '0' && !failed.startsWith('100') && !timedOut && exit === 0)
    return { exitCode: null, signal: null, timedOut: false, words };
  return { exitCode: bySignal ? null : exit, signal: bySignal ?? null, timedOut, words };
}
