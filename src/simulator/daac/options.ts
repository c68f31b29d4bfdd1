import type { DataDay } from '../../domain/data-day.js';
import type { Mission } from '../../domain/mission.js';
import type { Delays } from './delays.js';
import type { FaultName } from './faults.js';

/** Where an FTP or SMTP server answers. */
export interface Place {
  readonly host: string;
  readonly port: number;
}

/** The two ways to the station, and how it is spoken to. */
export interface Partner {
  readonly mission: Mission;
  /** null: the directories are used directly, without FTP. */
  readonly ftp: Place | null;
  /** Absolute paths; the FTP server of the demo knows them by these too. */
  readonly directories: { readonly pickup: string; readonly delivery: string };
  readonly smtp: Place;
  /** Sender of the mails; `daac@simulator.localhost` by default. */
  readonly from?: string;
  /** Recipient of the mails; `sips@localhost` by default. */
  readonly to?: string;
  /** How PAN and PDRD come: by mail (the default), or as files in pickup. */
  readonly answerBy?: 'mail' | 'file';
  readonly log?: (line: string) => void;
}

/** What the simulated DAAC is started with. */
export interface DaacOptions extends Partner {
  /** Whose granules are pushed; the faults strike the first. */
  readonly days: readonly DataDay[];
  /** Share of the real sizes, above 0 and at most 1. */
  readonly scale?: number;
  readonly seed?: number;
  readonly faults?: readonly FaultName[];
  /** Keeps what was pushed and answered over restarts. */
  readonly stateDirectory: string;
  /** Between two looks into the delivery directory; 1000 by default. */
  readonly pollMs?: number;
  readonly delays?: Partial<Delays>;
  /** Days that are pushed at a time, each over a connection of its own; 4 by default. */
  readonly daysAtOnce?: number;
  /** Keep the bytes of accepted files below the state directory, and not only their digests. */
  readonly keepFiles?: boolean;
  /** PAN of a good delivery: one verdict for all (the default), or one for each file. */
  readonly panForm?: 'short' | 'long';
  readonly onEvent?: (event: DaacEvent) => void;
}

/** What the simulated DAAC has just done. */
export type DaacEvent =
  | { readonly kind: 'pushed'; readonly path: string; readonly size: number; readonly key: string }
  | {
      readonly kind: 'mailed';
      readonly what: 'DN' | 'SN' | 'PAN' | 'PDRD' | 'text';
      readonly subject: string;
      readonly messageId: string;
      readonly key: string;
    }
  | { readonly kind: 'bounced'; readonly key: string; readonly reason: string }
  | { readonly kind: 'pulled'; readonly pdr: string; readonly file: string; readonly size: number }
  | {
      readonly kind: 'answered';
      readonly pdr: string;
      readonly what: 'PAN' | 'PDRD';
      readonly disposition: string;
      readonly fault: FaultName | null;
    }
  | { readonly kind: 'day-pushed'; readonly day: DataDay };

/** A running DAAC. */
export interface Daac {
  /** Resolves when all days are pushed, except for what waits for the station or a release; rejects when it was stopped before, or by a defect. */
  readonly done: Promise<void>;
  /** Resolves when it was stopped; rejects when a defect ended it. */
  readonly ended: Promise<void>;
  /** Lets come what a fault holds back. Works from another process too: `requestRelease`. */
  release(fault: FaultName): Promise<void>;
  /** Ends at once, resolves when nothing runs any more. What was begun is done again by the next start. */
  stop(): Promise<void>;
}

/** The addresses used when none are given. */
export const DAAC_ADDRESS = 'daac@simulator.localhost';
/** Where the demo station reads its mail. */
export const STATION_ADDRESS = 'sips@localhost';
