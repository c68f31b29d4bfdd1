import { join } from 'node:path';
import { answered } from './answered.js';
import type { JobOutcome, JobSystem } from './job-system.js';
import { commandLine, jobName, shellWord } from './shell-words.js';
import { signalName } from './signal-name.js';
import { wallTimeMinutes } from './wall-time.js';

const PENDING = new Set(['PENDING', 'CONFIGURING', 'REQUEUED', 'REQUEUE_HOLD', 'RESV_DEL_HOLD']);
const RUNNING = new Set([
  'RUNNING',
  'COMPLETING',
  'SUSPENDED',
  'STOPPED',
  'SIGNALING',
  'STAGE_OUT',
  'RESIZING',
]);
/** Pending, for a reason that only a person can take away. */
const STUCK =
  /^(JobHeldAdmin|BadConstraints|AccountNotAllowed|InvalidAccount|InvalidQOS|PartitionConfig|launch failed.*)$/;

/** Slurm. */
export const slurm: JobSystem = {
  title: 'Slurm',

  sending(job) {
    const name = jobName(job.jobName);
    // Slurm fills in what follows a per cent sign.
    const log = join(job.logDirectory.replaceAll('%', '%%'), name);
    return {
      args: [
        '--parsable',
        ...['--job-name', name],
        ...(job.queue ? ['--partition', job.queue] : []),
        ...(job.project ? ['--account', job.project] : []),
        ...(job.wallTime ? ['--time', time(job.wallTime)] : []),
        ...['--output', `${log}_%j.o`, '--error', `${log}_%j.e`],
        ...['--ntasks', '1', '--no-requeue', '--export=ALL'],
      ],
      input: [
        '#!/bin/sh',
        `cd ${shellWord(job.workingDirectory)} || exit 1`,
        `exec ${commandLine(job.program, job.args)}`,
        '',
      ].join('\n'),
    };
  },

  idOf: (answer) => /^(\d+)(?:;\S*)?\s*$/m.exec(answer)?.[1],

  logs: (job, id) =>
    ['o', 'e'].map((kind) => join(job.logDirectory, `${jobName(job.jobName)}_${id}.${kind}`)),

  async list(ask, user) {
    const args = ['--noheader', '--user', user, '--format=%i|%T|%j|%r|%Z'];
    const output = await answered(ask, 'squeue', args);
    return output
      .split('\n')
      .map((line) => line.trim().split('|'))
      .filter(([, word = '']) => PENDING.has(word) || RUNNING.has(word))
      .map(([id = '', word = '', name = '', reason = '', ...directory]) => ({
        id,
        name,
        state: RUNNING.has(word) ? 'running' : STUCK.test(reason) ? 'stuck' : 'pending',
        word: RUNNING.has(word) || reason === 'None' ? word : `${word} (${reason})`,
        directory: directory.join('|'),
      }));
  },

  isOfRun: (_ask, job, runDirectory) => Promise.resolve(job.directory === runDirectory),

  async outcome(ask, id) {
    const format = '--format=State,ExitCode';
    const args = ['--noheader', '--parsable2', '--allocations', '--jobs', id, format];
    const kept = await answered(ask, 'sacct', args, /accounting storage is disabled/);
    const [state = '', exit = ''] = kept.split('\n')[0]!.trim().split('|');
    if (state !== '') return ended(state, exit);
    // Without accounting the controller still knows it for some minutes.
    const output = await answered(ask, 'scontrol', ['--oneliner', 'show', 'job', id], /Invalid job id/);
    const field = (name: string) => new RegExp(`\\b${name}=(\\S+)`).exec(output)?.[1];
    return ended(field('JobState') ?? '', field('ExitCode') ?? '');
  },

  ending: (id) => ({ program: 'scancel', args: [id] }),
};

function time(wallTime: string): string {
  const minutes = wallTimeMinutes(wallTime);
  return `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, '0')}:00`;
}

function ended(stateText: string, exit: string): JobOutcome | undefined {
  const state = stateText.split(' ')[0]!.replace('+', '');
  if (state === '' || PENDING.has(state) || RUNNING.has(state)) return undefined;
  const [code = 0, signal = 0] = exit.split(':').map(Number);
  const words = `${stateText} ${exit}`.trim();
  if (state === 'COMPLETED' || state === 'FAILED')
    return signal > 0
      ? { exitCode: null, signal: signalName(signal) ?? `SIG${signal}`, timedOut: false, words }
      : { exitCode: code, signal: null, timedOut: false, words };
  // Ended by the system: whatever status it shows is not the program's.
  const timedOut = state === 'TIMEOUT' || state === 'DEADLINE';
  return { exitCode: null, signal: signal > 0 ? (signalName(signal) ?? null) : null, timedOut, words };
}
