import { setTimeout as sleep } from 'node:timers/promises';
import { join } from 'node:path';
import { appendLine } from '../../adapters/files/append-line.js';
import { parsePan } from '../../formats/pan.js';
import { isoSeconds } from '../instrument/slots.js';
import { answersTo, faultFor, isLevel1, pdrdAnswer, readDeliveryRecord, type Answer } from './answers.js';
import type { Delays } from './delays.js';
import type { FaultName } from './faults.js';
import type { Link } from './link.js';
import type { DaacEvent, Partner } from './options.js';
import { persist } from './outage.js';
import type { Post } from './post.js';
import { pullFiles, type PulledFile } from './pull.js';
import { isReleased, type DaacState } from './state.js';

/** What the ingest of deliveries works with. */
export interface IngestTools {
  readonly partner: Partner;
  /** The link that pulls, and the one that puts answers into pickup. */
  readonly link: Link;
  readonly post: Post;
  readonly state: DaacState;
  readonly faults: readonly FaultName[];
  readonly delays: Delays;
  readonly pollMs: number;
  readonly panForm: 'short' | 'long';
  readonly keepFiles: boolean;
  readonly signal: AbortSignal;
  readonly log: (line: string) => void;
  readonly emit: (event: DaacEvent) => void;
}

/** The DAAC's verdict on a delivery record, as it is remembered. */
interface Verdict {
  readonly fault: FaultName | null;
  readonly answers: readonly Answer[];
}

/**
 * Looks into the delivery directory and takes in what is offered there. A name that was seen is never looked at again,
 * whatever the file says by then: so does the real one. Rejects with the signal's reason when it is aborted.
 */
export async function ingest(tools: IngestTools): Promise<void> {
  const { state, signal, pollMs, partner, link } = tools;
  const answering = new Map<string, Promise<void>>();
  const defects: unknown[] = [];
  const answer = (name: string) => {
    if (answering.has(name)) return;
    answering.set(
      name,
      sendAnswers(name, tools).catch((error: unknown) => {
        if (!signal.aborted) defects.push(error);
      }),
    );
  };
  for (const [key] of state.beginning(JUDGED)) answer(key.slice(JUDGED.length));
  try {
    for (;;) {
      const names = await persist(
        'Looking for deliveries',
        () => link.list(partner.directories.delivery),
        tools,
      );
      for (const name of names.filter((each) => each.endsWith('.PDR')).sort()) {
        if (state.get(JUDGED + name) !== undefined) continue;
        if (await judge(name, tools)) answer(name);
      }
      if (defects.length > 0) throw defects[0];
      await sleep(pollMs, undefined, { signal });
    }
  } finally {
    await Promise.all(answering.values());
  }
}

const JUDGED = 'judged/';

/** Pulls and judges a delivery; false when its record has gone meanwhile. */
async function judge(name: string, tools: IngestTools): Promise<boolean> {
  const { state, link, partner } = tools;
  const path = `${partner.directories.delivery}/${name}`;
  const chunks: Uint8Array[] = [];
  const found = await persist(
    `The pull of ${name}`,
    () => {
      chunks.length = 0;
      return link.fetch(path, (chunk) => void chunks.push(chunk));
    },
    tools,
  );
  if (!found) return false;
  const record = readDeliveryRecord(name, Buffer.concat(chunks).toString('utf8'));
  const verdict: Verdict =
    'refusal' in record
      ? { fault: null, answers: [pdrdAnswer(record.refusal)] }
      : await judgeFiles(name, record.pdr, tools);
  await state.record(JUDGED + name, verdict);
  return true;
}

async function judgeFiles(
  name: string,
  pdr: Parameters<typeof answersTo>[0],
  tools: IngestTools,
): Promise<Verdict> {
  const { state, link, partner, delays, panForm, emit } = tools;
  const base = baseName(name);
  const keepIn = tools.keepFiles ? { keepIn: join(state.directory, 'ingested', base) } : {};
  const pulled = await persist(
    `The pull of the files of ${name}`,
    () =>
      pullFiles(pdr, link, {
        root: partner.ftp === null ? partner.directories.delivery : '/',
        ...keepIn,
        onPulled: ({ file, size }) => emit({ kind: 'pulled', pdr: base, file: file.fileId, size }),
      }),
    tools,
  );
  const good = pulled.every(({ disposition }) => disposition === 'SUCCESSFUL');
  const spent = new Set(state.beginning(JUDGED).flatMap(([, { data }]) => (data as Verdict).fault ?? []));
  const fault = good ? faultFor(tools.faults, spent, isLevel1(pdr, partner.mission)) : null;
  const timeStamp = isoSeconds(Date.now());
  const answers = answersTo(pdr, pulled, { fault, form: panForm, timeStamp, delays });
  const taken = filesTaken(pulled, answers);
  if (taken.length > 0) await noteIngested(base, taken, state.directory);
  return { fault, answers };
}

/** The files that some answer calls successful. */
function filesTaken(pulled: readonly PulledFile[], answers: readonly Answer[]): PulledFile[] {
  const pans = answers.filter(({ what }) => what === 'PAN').map(({ text }) => parsePan(text));
  return pulled.filter(({ file }) =>
    pans.some((pan) =>
      pan.form === 'short'
        ? pan.disposition === 'SUCCESSFUL'
        : pan.files.some(({ name, disposition }) => name === file.fileId && disposition === 'SUCCESSFUL'),
    ),
  );
}

async function noteIngested(pdr: string, files: readonly PulledFile[], directory: string): Promise<void> {
  const entries = files.map(({ file, size, md5 }) => ({ name: file.fileId, size, md5 }));
  await appendLine(join(directory, 'ingested.jsonl'), JSON.stringify({ pdr, files: entries }));
}

async function sendAnswers(name: string, tools: IngestTools): Promise<void> {
  const { state, post, emit } = tools;
  const base = baseName(name);
  const { at, data } = state.get(JUDGED + name)!;
  const { answers, fault } = data as Verdict;
  for (const [index, answer] of answers.entries()) {
    const key = `answer/${name}/${index}`;
    if (state.get(key) !== undefined) continue;
    await untilDue(at + answer.afterMs, fault, tools);
    if (tools.partner.answerBy === 'file') await putAnswer(key, base, answer, tools);
    else await post.send(key, answer.what, () => ({ subject: base, text: answer.text }));
    emit({ kind: 'answered', pdr: base, what: answer.what, disposition: answer.disposition, fault });
  }
}

/** An answer that a fault holds back comes at its time, or when the fault is released. */
async function untilDue(
  due: number,
  fault: FaultName | null,
  { state, signal, pollMs }: IngestTools,
): Promise<void> {
  while (Date.now() < due && !(fault !== null && (await isReleased(state.directory, fault))))
    await sleep(Math.min(pollMs, Math.max(0, due - Date.now())), undefined, { signal });
}

async function putAnswer(key: string, base: string, answer: Answer, tools: IngestTools): Promise<void> {
  const name = `${base}.${answer.what}`;
  const path = `${tools.partner.directories.pickup}/${name}`;
  const bytes = new TextEncoder().encode(answer.text);
  await persist(`The push of ${name}`, () => tools.link.put(path, [bytes]), tools);
  await tools.state.record(key);
  tools.emit({ kind: 'pushed', path, size: bytes.length, key });
}

function baseName(name: string): string {
  return name.replace(/\.PDR$/, '');
}
