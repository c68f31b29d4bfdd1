import { setTimeout as sleep } from 'node:timers/promises';
import type { DnFile, DnGranule } from '../../formats/dn.js';
import type { InputFile, InputGranule } from '../instrument/input.js';
import { Tally, checksumOf, tallied, type Checksum } from './checksum.js';
import type { Content, Link } from './link.js';
import { dnNotice, snNotice } from './notices.js';
import type { DaacEvent, Partner } from './options.js';
import { persist } from './outage.js';
import { pushKey } from './plan.js';
import type { Post } from './post.js';
import { isReleased, type DaacState } from './state.js';
import type { AwaitReleaseStep, AwaitTakenStep, Lane, PushStep, Step } from './step.js';

/** What the steps of a day are done with. */
export interface PusherTools {
  readonly partner: Partner;
  readonly link: Link;
  readonly post: Post;
  readonly state: DaacState;
  readonly signal: AbortSignal;
  readonly pollMs: number;
  readonly log: (line: string) => void;
  readonly emit: (event: DaacEvent) => void;
}

/** Thrown into an upload to have its connection cut. */
class CutError extends Error {
  override readonly name = 'CutError';
}

/** Does the steps of lanes, each until it is done and recorded, and none that was recorded before. */
export class Pusher {
  constructor(private readonly tools: PusherTools) {}

  /** Does a lane from the first step that isn't done. Rejects with the signal's reason when it is aborted. */
  async run(lane: Lane): Promise<void> {
    for (const step of lane.steps) {
      if (this.tools.state.get(step.key) === undefined) await this.#do(step);
    }
  }

  async #do(step: Step): Promise<void> {
    const { post, state, signal, partner } = this.tools;
    switch (step.kind) {
      case 'push':
        return this.#push(step);
      case 'dn': {
        const granules = step.granules.map((granule) => this.#dnGranule(granule, step.sizes ?? {}));
        return post.send(step.key, 'DN', (at) => ({
          ...dnNotice({
            granules,
            ftpHost: partner.ftp?.host ?? 'localhost',
            ftpDir: partner.directories.pickup,
            userString: partner.mission.originatingSystem,
            at,
          }),
          ...(step.from !== undefined && { from: step.from }),
        }));
      }
      case 'sn':
        return post.send(step.key, 'SN', () => snNotice(step.granule));
      case 'text':
        return post.send(step.key, 'text', () => ({ subject: step.subject, text: step.text }));
      case 'mail-again':
        return post.sendAgain(step.key, step.of, step.sameId);
      case 'wait': {
        const { at } = await state.done(step.after, signal);
        await sleep(Math.max(0, at + step.ms - Date.now()), undefined, { signal });
        break;
      }
      case 'await-taken':
        await this.#untilTaken(step);
        break;
      case 'await-release':
        await this.#untilReleased(step);
        break;
    }
    await state.record(step.key);
  }

  async #push({ key, file, cut }: PushStep): Promise<void> {
    const { partner, link, signal, log, emit, state } = this.tools;
    const path = `${partner.directories.pickup}/${file.name}`;
    const tally = await persist(
      `The push of ${file.name}`,
      async () => {
        const sent = new Tally();
        try {
          await link.put(path, stoppable(cutShort(tallied(file.content(), sent), cut), signal));
        } catch (error) {
          if (!(error instanceof CutError)) throw error;
        }
        return sent;
      },
      { signal, log },
    );
    await state.record(key, { sum: cut === undefined ? tally.sum(kindOfSum(file)) : undefined });
    emit({ kind: 'pushed', path, size: cut?.bytes ?? file.size, key });
  }

  #dnGranule(granule: InputGranule, sizes: Readonly<Record<string, number>>): DnGranule {
    const files = granule.files.map((file): DnFile => {
      const size = sizes[file.name] ?? file.size;
      // Metadata files are listed without a checksum.
      if (file.name.endsWith('.met')) return { name: file.name, size };
      const { type, value } = this.#sumOf(granule, file);
      return { name: file.name, size, cksumType: type, cksumValue: value };
    });
    return { ur: granule.ur, shortName: granule.type, versionId: granule.versionId, files };
  }

  #sumOf(granule: InputGranule, file: InputFile): Checksum {
    const pushed = this.tools.state.get(pushKey(granule, file))?.data as { sum?: Checksum } | undefined;
    return pushed?.sum ?? checksumOf(file.content(), kindOfSum(file));
  }

  async #untilTaken({ name, after, atMostMs }: AwaitTakenStep): Promise<void> {
    const { state, signal, link, partner, pollMs, log } = this.tools;
    const { at } = await state.done(after, signal);
    while (Date.now() < at + atMostMs) {
      const names = await persist(
        'Looking into pickup',
        () => link.list(partner.directories.pickup),
        this.tools,
      );
      if (!names.includes(name)) return;
      await sleep(pollMs, undefined, { signal });
    }
    log(`${name} is still in pickup; it is pushed again all the same`);
  }

  async #untilReleased({ fault, after, atMostMs }: AwaitReleaseStep): Promise<void> {
    const { state, signal, pollMs } = this.tools;
    const { at } = await state.done(after, signal);
    const end = atMostMs === null ? Infinity : at + atMostMs;
    while (Date.now() < end && !(await isReleased(state.directory, fault))) {
      await sleep(Math.min(pollMs, end - Date.now()), undefined, { signal });
    }
  }
}

/** EDOS files are announced with POSIX checksums, all others with MD5, so that a station sees both. */
function kindOfSum(file: InputFile): Checksum['type'] {
  return file.name.endsWith('.PDS') ? 'CKSUM' : 'MD5';
}

async function* stoppable(content: Content, signal: AbortSignal): AsyncGenerator<Uint8Array> {
  for await (const piece of content) {
    signal.throwIfAborted();
    yield piece;
  }
}

async function* cutShort(content: Iterable<Uint8Array>, cut: PushStep['cut']): AsyncGenerator<Uint8Array> {
  let left = cut?.bytes ?? Infinity;
  for (const piece of content) {
    yield piece.subarray(0, Math.min(piece.length, left));
    left -= piece.length;
    if (left <= 0) break;
  }
  if (cut?.how !== 'drop') return;
  // What was written should be on its way before the connection is gone.
  await sleep(50);
  throw new CutError();
}
