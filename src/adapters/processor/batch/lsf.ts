import { homedir } from 'node:os';
import { join } from 'node:path';
import { answered } from './answered.js';
import type { JobOutcome, JobSystem } from './job-system.js';
import { commandLine, jobName } from './shell-words.js';
import { signalName } from './signal-name.js';

const PENDING = new Set(['PEND', 'PSUSP', 'WAIT']);
const ENDED = new Set(['DONE', 'EXIT']);
const ABSENT = /is not found|No matching job found/;

/** IBM Spectrum LSF. */
export const lsf: JobSystem = {
  title: 'LSF',

  sending(job) {
    const name = jobName(job.jobName);
    const log = join(job.logDirectory, name);
    return {
      args: [
        ...['-J', name],
        ...(job.queue ? ['-q', job.queue] : []),
        // SCOPS names no project to LSF, and its jobs are sent as it sends them.
        ...(job.project && !job.direct ? ['-P', job.project] : []),
        ...['-o', `${log}_%J.o`, '-e', `${log}_%J.e`],
        ...(job.wallTime ? ['-W', job.wallTime] : []),
        ...['-n', '1'],
      ],
      input: `${commandLine(job.program, job.args)}\n`,
    };
  },

  idOf: (answer) => /\bJob <(\d+)>/.exec(answer)?.[1],

  logs: (job, id) =>
    ['o', 'e'].map((kind) => join(job.logDirectory, `${jobName(job.jobName)}_${id}.${kind}`)),

  async list(ask, user) {
    const fields = 'jobid stat job_name sub_cwd';
    const args = ['-noheader', '-u', user, '-o', `${fields} delimiter='|'`];
    const output = await answered(ask, 'bjobs', args, /No unfinished job found/);
    return rows(output)
      .filter(([, stat = '']) => !ENDED.has(stat))
      .map(([id = '', word = '', name = '', ...directory]) => ({
        id,
        name,
        state: PENDING.has(word) ? 'pending' : 'running',
        word,
        directory: directory.join('|').replace(/^\$HOME(?=\/|$)/, homedir()),
      }));
  },

  isOfRun: (_ask, job, runDirectory) => Promise.resolve(job.directory === runDirectory),

  async outcome(ask, id) {
    const fields = 'jobid stat exit_code exit_reason';
    const args = ['-a', '-noheader', '-o', `${fields} delimiter='|'`, id];
    const row = rows(await answered(ask, 'bjobs', args, ABSENT)).find(([of]) => of === id);
    if (row) return ended(row);
    return remembered(await answered(ask, 'bhist', ['-n', '0', '-l', id], ABSENT));
  },

  ending: (id) => ({ program: 'bkill', args: [id] }),
};

function rows(output: string): string[][] {
  return output
    .split('\n')
    .map((line) => line.split('|').map((cell) => cell.trim()))
    .filter(([id = '']) => /^\d+$/.test(id));
}

function ended([, stat = '', code = '', ...reason]: readonly string[]): JobOutcome | undefined {
  if (!ENDED.has(stat)) return undefined;
  const words = [stat, code, reason.join('|')].filter((word) => word !== '' && word !== '-').join(' ');
  const exitCode = stat === 'DONE' ? 0 : /^\d+$/.test(code) ? Number(code) : null;
  return { exitCode, signal: null, timedOut: /TERM_RUNLIMIT/.test(words), words };
}

/** `bhist -l` breaks its lines anywhere, so blanks are left out of what is looked for. */
function remembered(text: string): JobOutcome | undefined {
  const dense = text.replace(/\s+/g, '');
  const timedOut = dense.includes('TERM_RUNLIMIT');
  const code = /Exitedwithexitcode(\d+)/.exec(dense)?.[1];
  const number = /Exitedbysignal(\d+)/.exec(dense)?.[1];
  if (number !== undefined)
    return {
      exitCode: null,
      signal: signalName(Number(number)) ?? `SIG${number}`,
      timedOut,
      words: `signal ${number}`,
    };
  if (code !== undefined)
    return { exitCode: Number(code), signal: null, timedOut, words: `exit code ${code}` };
  if (dense.includes('Donesuccessfully'))
    return { exitCode: 0, signal: null, timedOut: false, words: 'done successfully' };
  return dense.includes(';Exited') || dense.includes(':Exited')
    ? { exitCode: null, signal: null, timedOut, words: 'exited' }
    : undefined;
}
