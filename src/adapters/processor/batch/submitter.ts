/**
 * The program that sends a job: `node submitter.js RUN_DIRECTORY ATTEMPT`, started detached, so that the job's id is
 * recorded whatever becomes of the worker meanwhile. It claims the attempt, runs the command of the job system, and
 * records the id, or in which words it was refused.
 */
import { spawn } from 'node:child_process';
import { identifyProcess, processPlace } from '../process-identity.js';
import { readRecord } from '../run-records.js';
import { readBatchRecord, writeBatchRecord, type SendRecord } from './batch-records.js';
import { jobSystem } from './job-systems.js';

const [directory = '', number = ''] = process.argv.slice(2);
await main(Number(number));

async function main(attempt: number): Promise<void> {
  const send = await readBatchRecord(directory, 'send', attempt);
  const self = await identifyProcess(process.pid);
  if (send === undefined || self === undefined) throw new Error(`There is nothing to send in ${directory}.`);
  const claim = { process: self, place: await processPlace(), at: new Date().toISOString() };
  if (!(await writeBatchRecord(directory, 'submitter', claim, attempt))) return;
  if (await readRecord(directory, 'stop')) {
    const words = ['The run was stopped before its job was sent.'];
    await writeBatchRecord(directory, 'refused', { words, status: null }, attempt);
    return;
  }
  const { status, output, words } = await sent(send);
  const id = status === 0 ? jobSystem(send.system).idOf(output) : undefined;
  if (id === undefined) await writeBatchRecord(directory, 'refused', { words, status }, attempt);
  else await writeBatchRecord(directory, 'job', { id, at: new Date().toISOString() });
}

function sent(send: SendRecord): Promise<{ status: number | null; output: string; words: string[] }> {
  return new Promise((resolve) => {
    // The directory from which a job is sent is by what LSF and Slurm tell it from others of its name.
    const child = spawn(send.command, send.args, { cwd: directory, env: send.environment });
    let [output, errors] = ['', ''];
    child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (errors += text));
    // A command that ends before it has read everything tells by its status what was wrong.
    child.stdin.on('error', () => undefined);
    child.stdin.end(send.input ?? '');
    const done = (status: number | null, more = '') =>
      resolve({ status, output, words: wordsOf(`${errors}\n${output}\n${more}`) });
    child.once('error', (error) => done(null, error.message));
    child.once('close', (status) => done(status));
  });
}

function wordsOf(text: string): string[] {
  return text
    .split('\n')
    .map((line) => line.trim().slice(0, 500))
    .filter((line) => line !== '')
    .slice(-20);
}
