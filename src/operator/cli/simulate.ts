import { counted } from '../../domain/words.js';
import { join } from 'node:path';
import { readConfig, stationPaths } from '../../adapters/station/config.js';
import { readMission } from '../../adapters/station/mission-file.js';
import type { DataDay } from '../../domain/data-day.js';
import type { ByHand } from '../../simulator/daac/by-hand.js';
import { CommandError } from '../reading/command-error.js';
import { findHome } from '../reading/home.js';
import { chosenGranules } from '../words/granules.js';
import type { Session } from './io.js';

/** What `simulate day` may vary. */
export interface DayOptions {
  readonly seed?: number;
  readonly scale?: number;
  readonly production?: number;
  /** Granules that are left out. */
  readonly without?: readonly string[];
  /** The only granules that are pushed. */
  readonly only?: readonly string[];
}

/** Pushes a day of inputs with its notices, as the DAAC would. */
export function simulateDay(session: Session, day: DataDay, options: DayOptions): Promise<number> {
  const { without, only, ...rest } = options;
  const choose = (keys: readonly string[]) => {
    const meant = new Set((only ?? without ?? []).flatMap((word) => inputsOf(day, keys, word)));
    return keys.filter((key) => (only ? meant.has(key) : !meant.has(key)));
  };
  return byHand(session, `The inputs of ${day} are pushed and announced.`, (daac, home) =>
    daac.pushDay(day, {
      ...rest,
      choose,
      apart: only !== undefined,
      stateDirectory: join(home, 'simulator'),
    }),
  );
}

/** The inputs of a day that a word means. Throws a CommandError USAGE when it means none. */
function inputsOf(day: DataDay, keys: readonly string[], word: string): string[] {
  try {
    return chosenGranules(keys, [word]);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new CommandError('USAGE', `'${word}' is no input of ${day}; one is ${keys[0]!}.`);
  }
}

/** Pushes one file of this machine into pickup. */
export function simulatePush(session: Session, path: string, name: string | undefined): Promise<number> {
  return byHand(session, `${name ?? path} is pushed.`, (daac) => daac.pushFile(path, name));
}

/** Announces files of this machine as one granule; with `push` they are pushed as well. */
export function simulateNotice(
  session: Session,
  type: string,
  paths: readonly string[],
  push: boolean,
): Promise<number> {
  return byHand(session, `A DN of ${counted(paths.length, 'file')} is sent.`, async (daac) => {
    const { granuleOfFiles } = await import('../../simulator/daac/by-hand.js');
    const granule = await granuleOfFiles(type, paths, Math.floor(session.now / 1000));
    if (push) for (const path of paths) await daac.pushFile(path);
    await daac.sendDn([granule]);
  });
}

/** Answers a PDR with a short PAN. */
export function simulatePan(session: Session, pdr: string, disposition: string | undefined): Promise<number> {
  return byHand(session, `A PAN for ${pdr} is sent.`, (daac) => daac.sendPan(pdr, disposition));
}

/** Answers a PDR with a short PDRD. */
export function simulatePdrd(session: Session, pdr: string, disposition: string): Promise<number> {
  return byHand(session, `A PDRD for ${pdr} is sent.`, (daac) => daac.sendPdrd(pdr, disposition));
}

/** Lets the simulated DAAC beside the station release what a fault holds back. */
export async function simulateRelease(session: Session, fault: string): Promise<number> {
  const { faultNames, requestRelease } = await import('../../simulator/daac/daac.js');
  const name = faultNames.find((known) => known === fault);
  if (name === undefined) {
    throw new CommandError('USAGE', `'${fault}' is no fault; there are ${faultNames.join(', ')}.`);
  }
  const { home } = stationPaths(session.home, await readConfig(session.home));
  await requestRelease(join(home, 'simulator'), name);
  return done(session, `What ${fault} holds back is released.`);
}

async function byHand(
  session: Session,
  sentence: string,
  work: (daac: ByHand, home: string) => Promise<unknown>,
): Promise<number> {
  const { paths, station } = await findHome(session.home);
  if (!station?.smtp) {
    const what = station ? 'takes no mail by SMTP' : 'does not run';
    throw new CommandError(
      'NOT_RUNNING',
      `The station in ${paths.home} ${what}.`,
      'Start it with `sipstream up`.',
    );
  }
  const { openByHand } = await import('../../simulator/daac/by-hand.js');
  const { OutageError, RefusedError } = await import('../../simulator/daac/outage.js');
  const daac = openByHand({
    mission: await readMission(station.missionFile),
    ftp: station.ftp,
    directories: { pickup: paths.pickup, delivery: paths.delivery },
    smtp: station.smtp,
  });
  try {
    await work(daac, paths.home);
  } catch (error) {
    if (error instanceof RefusedError) throw new CommandError('REFUSED', error.message, '', { cause: error });
    if (error instanceof OutageError)
      throw new CommandError('NO_ANSWER', error.message, '', { cause: error });
    throw error;
  } finally {
    daac.close();
  }
  return done(session, sentence);
}

function done(session: Session, sentence: string): number {
  session.answer({ done: true, sentence }, () => [sentence]);
  return 0;
}
