import type { InputFile, InputGranule } from '../instrument/input.js';
import type { FaultName } from './faults.js';

/** A file is pushed: whole, or `cut` to so many bytes, or with the connection dropped after them. */
export interface PushStep {
  readonly kind: 'push';
  readonly key: string;
  readonly file: InputFile;
  readonly cut?: { readonly bytes: number; readonly how: 'short' | 'drop' };
}

/** A DN is mailed, with other sizes than the true ones for some files. */
export interface DnStep {
  readonly kind: 'dn';
  readonly key: string;
  readonly granules: readonly InputGranule[];
  readonly sizes?: Readonly<Record<string, number>>;
  readonly from?: string;
}

/** An SN is mailed. */
export interface SnStep {
  readonly kind: 'sn';
  readonly key: string;
  readonly granule: InputGranule;
}

/** An earlier mail goes out once more, under its own Message-ID or a new one. */
export interface MailAgainStep {
  readonly kind: 'mail-again';
  readonly key: string;
  readonly of: string;
  readonly sameId: boolean;
}

/** A mail of any text. */
export interface TextStep {
  readonly kind: 'text';
  readonly key: string;
  readonly subject: string;
  readonly text: string;
}

/** Nothing is done until so many milliseconds after another step. */
export interface WaitStep {
  readonly kind: 'wait';
  readonly key: string;
  readonly after: string;
  readonly ms: number;
}

/** Nothing is done until the station has taken a file out of pickup, or so long after another step. */
export interface AwaitTakenStep {
  readonly kind: 'await-taken';
  readonly key: string;
  readonly name: string;
  readonly after: string;
  readonly atMostMs: number;
}

/** Nothing is done until a fault is released, or so long after another step. */
export interface AwaitReleaseStep {
  readonly kind: 'await-release';
  readonly key: string;
  readonly fault: FaultName;
  readonly after: string;
  /** null: there is no end to it. */
  readonly atMostMs: number | null;
}

/** One thing that the DAAC does towards the station; `key` is what it is remembered by once it is done. */
export type Step =
  PushStep | DnStep | SnStep | MailAgainStep | TextStep | WaitStep | AwaitTakenStep | AwaitReleaseStep;

/** Steps one after the other. */
export interface Lane {
  readonly name: string;
  readonly steps: readonly Step[];
  /** The day counts as pushed without this lane: it waits for somebody else. */
  readonly background?: true;
}
