import { createReadStream } from 'node:fs';
import { basename } from 'node:path';
import type { DataDay } from '../../domain/data-day.js';
import { granuleKey } from '../../domain/granule.js';
import { digestFile } from '../../adapters/files/digest.js';
import type { DnGranule } from '../../formats/dn.js';
import { makeDay } from '../instrument/day.js';
import { VERSION_ID } from '../instrument/input.js';
import { panAnswer, pdrdAnswer, type Answer } from './answers.js';
import { linkTo } from './daac.js';
import { DEMO_DELAYS } from './delays.js';
import { dnNotice, type Notice } from './notices.js';
import { DAAC_ADDRESS, type DaacEvent, type Partner } from './options.js';
import { planDaily, planDay } from './plan.js';
import { newMessageId, Post, sendOnce } from './post.js';
import { Pusher } from './pusher.js';
import { isoSeconds } from '../instrument/slots.js';
import { DaacState } from './state.js';

/** The DAAC by hand: each call does one thing once, and throws OutageError or RefusedError when the station isn't there or refuses. */
export interface ByHand {
  /** Pushes all granules of a day with their SNs and DNs. What the state directory says was pushed is not pushed again. */
  pushDay(
    day: DataDay,
    options: {
      readonly stateDirectory: string;
      readonly seed?: number;
      readonly scale?: number;
      /** How often the granules were produced before; each time makes new files. */
      readonly production?: number;
      /** Which of the granules, by their keys; all when not given. */
      readonly choose?: (keys: readonly string[]) => readonly string[];
      /** Each granule with a DN of its own, also where a DN of its slot was sent before. */
      readonly apart?: boolean;
      readonly signal?: AbortSignal;
      readonly onEvent?: (event: DaacEvent) => void;
    },
  ): Promise<void>;
  /** Pushes a file of this machine into pickup, under its own name unless another is given. */
  pushFile(path: string, name?: string): Promise<void>;
  /** Mails a DN; granules of files of this machine are made by `granuleOfFiles`. Returns its Message-ID. */
  sendDn(granules: readonly DnGranule[]): Promise<string>;
  /** Answers a PDR, named with or without its extension, with a short PAN. */
  sendPan(pdr: string, disposition?: string): Promise<void>;
  /** Answers a PDR with a short PDRD. */
  sendPdrd(pdr: string, disposition: string): Promise<void>;
  close(): void;
}

/** The DN entry of files of this machine as one granule of a type, with true sizes and checksums. */
export async function granuleOfFiles(
  type: string,
  paths: readonly string[],
  databaseId: number,
): Promise<DnGranule> {
  const files = await Promise.all(
    paths.map(async (path) => {
      const { size, md5 } = await digestFile(path, { algorithms: ['md5'] });
      return { name: basename(path), size, cksumType: 'MD5' as const, cksumValue: md5! };
    }),
  );
  const granule = `SC:${type}.${VERSION_ID}:${databaseId}`;
  const ur = `UR:10:DsShESDTUR:UR:15:DsShSciServerUR:13:[LDP:DSSDSRV]:${granule.length}:${granule}`;
  return { ur, shortName: type, versionId: VERSION_ID, files };
}

/** Opens the DAAC by hand; nothing is connected before it is needed. */
export function openByHand(partner: Partner): ByHand {
  const link = linkTo(partner);
  const { pickup } = partner.directories;

  const mail = async (notice: Notice): Promise<string> => {
    const messageId = newMessageId();
    await sendOnce(partner, { ...notice, messageId, from: partner.from ?? DAAC_ADDRESS });
    return messageId;
  };
  const answer = async (pdr: string, { what, text }: Answer): Promise<void> => {
    const base = pdr.replace(/\.PDR$/, '');
    if (partner.answerBy !== 'file') await mail({ subject: base, text });
    else await link.put(`${pickup}/${base}.${what}`, [new TextEncoder().encode(text)]);
  };

  return {
    async pushDay(day, { stateDirectory, seed = 1, scale, production, choose, apart, signal, onEvent }) {
      const log = partner.log ?? (() => undefined);
      const watch = {
        signal: signal ?? new AbortController().signal,
        log,
        emit: onEvent ?? (() => undefined),
      };
      const state = await DaacState.open(stateDirectory, log);
      const made = makeDay({
        mission: partner.mission,
        day,
        seed,
        ...(scale !== undefined && { scale }),
        ...(production !== undefined && { production }),
      });
      const chosen = choose && new Set(choose(made.granules.map(granuleKey)));
      const granules = made.granules.filter((granule) => chosen?.has(granuleKey(granule)) ?? true);
      const post = new Post(partner, state, watch);
      const pusher = new Pusher({ ...watch, partner, link, post, state, pollMs: 1000 });
      const lanes = apart
        ? [{ name: day, steps: planDaily(granules) }]
        : planDay({ day, granules, faults: [], seed, delays: DEMO_DELAYS });
      for (const lane of lanes) await pusher.run(lane);
    },
    pushFile: (path, name = basename(path)) =>
      link.put(`${pickup}/${name}`, createReadStream(path) as AsyncIterable<Uint8Array>),
    sendDn: (granules) =>
      mail(
        dnNotice({
          granules,
          ftpHost: partner.ftp?.host ?? 'localhost',
          ftpDir: pickup,
          userString: partner.mission.originatingSystem,
          at: Date.now(),
        }),
      ),
    sendPan(pdr, disposition = 'SUCCESSFUL') {
      const timeStamp = isoSeconds(Date.now());
      const ingested = disposition === 'SUCCESSFUL';
      return answer(pdr, panAnswer({ form: 'short', disposition, ...(ingested && { timeStamp }) }));
    },
    sendPdrd: (pdr, disposition) => answer(pdr, pdrdAnswer({ form: 'short', disposition })),
    close: () => link.close(),
  };
}
