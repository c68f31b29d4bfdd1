/**
 * Everything that can be said to a workflow of the station. Signals are facts from outside, idempotent by business key;
 * updates are operators' commands, checked before they are accepted; queries tell the story. All arguments are one plain
 * JSON object, so that each can be sent from the Temporal UI and the `temporal` CLI.
 */
import { defineQuery, defineSignal, defineUpdate } from '@temporalio/workflow';
import type { PdrCorrection } from '../domain/pdr-correction.js';
import type { Command, Story } from '../domain/story.js';

/** Granules are in the archive (keys as of `granuleKey`): a level that waits looks again. */
export interface InputArchived {
  readonly granules: readonly string[];
}
export const inputArchived = defineSignal<[InputArchived]>('inputArchived');

/** A file was seen in pickup, or its DN came again: a receipt that waits looks again. */
export interface FilePushed {
  readonly name?: string;
}
export const filePushed = defineSignal<[FilePushed]>('filePushed');

/** The DAAC's verdict on files of one PDR; `files` is empty for a short PAN. Dispositions are upper case. */
export interface PanReceived {
  readonly message: string;
  readonly pdr: string;
  readonly form: 'short' | 'long';
  readonly disposition: string;
  readonly files: readonly { readonly name: string; readonly disposition: string }[];
}
export const panReceived = defineSignal<[PanReceived]>('panReceived');

/** The DAAC refuses the PDR itself; `groups` is empty for a short PDRD. */
export interface PdrdReceived {
  readonly message: string;
  readonly pdr: string;
  readonly form: 'short' | 'long';
  readonly disposition: string;
  readonly groups: readonly { readonly dataType: string; readonly disposition: string }[];
}
export const pdrdReceived = defineSignal<[PdrdReceived]>('pdrdReceived');

/** Granules were never made, an operator says: a level that waits for them needs them no longer (keys). */
export interface GapKnown {
  readonly granules: readonly string[];
}
export const gapKnown = defineSignal<[GapKnown]>('gapKnown');

/** A verb as a signal, for Temporal's batch commands. Refused as the update would be, only later: in the audit. */
export type Said = { readonly verb?: unknown; readonly by?: unknown; readonly why?: unknown } & Readonly<
  Record<string, unknown>
>;
export const command = defineSignal<[Said]>('command');

/** Whether a verb would be accepted now, and what it would do: the same checks, and nothing happens. */
export interface Rehearsal {
  readonly accepted: boolean;
  /** What would happen, or why it is refused. */
  readonly sentence: string;
}
export const rehearse = defineQuery<Rehearsal, [Said]>('rehearse');

/** Try the held stage again. */
export const retry = defineUpdate<string, [Command]>('retry');

/** Go on without the inputs named in `without` (granule keys). */
export interface Proceed extends Command {
  readonly without: readonly string[];
}
export const proceed = defineUpdate<string, [Proceed]>('proceed');

/** Wait until a new deadline, ISO 8601 UTC. */
export interface Wait extends Command {
  readonly until: string;
}
export const wait = defineUpdate<string, [Wait]>('wait');

/** Stop before the next stage until `release`. */
export const hold = defineUpdate<string, [Command]>('hold');

/** End an operator's hold; take the DAAC's last word. */
export const release = defineUpdate<string, [Command]>('release');

/** Take the products as they are, whatever QA says: the flag (Suspect unless said otherwise) and the reason go into the metadata. */
export interface Accept extends Command {
  readonly flag?: 'Passed' | 'Suspect';
}
export const accept = defineUpdate<string, [Accept]>('accept');

/** Flag the products as Failed, with the reason in their metadata; the level stays held. */
export const reject = defineUpdate<string, [Command]>('reject');

/** Make a level again, with a version of the processor (N.n.i; without one, the version that counts for the day). */
export interface Rerun extends Command {
  readonly level: string;
  readonly version?: string;
  /** When the level is in work: after its end, instead of a refusal. */
  readonly afterwards?: boolean;
}
export const rerun = defineUpdate<string, [Rerun]>('rerun');

/** Deliver again with fields of the PDR corrected, after a PDRD. */
export interface Correct extends Command {
  readonly fields: PdrCorrection;
}
export const correct = defineUpdate<string, [Correct]>('correct');

/** To a receipt: the size (and checksum) of a file is right, whatever the DN says. */
export interface IdentifyHere extends Command {
  readonly file: string;
}
/** To `operations`: an unmatched file is this granule. `part` is `00` or `01` for the two files of an EDOS data set. */
export interface IdentifyFile extends IdentifyHere {
  readonly granule: string;
  readonly part?: string;
}
export const identify = defineUpdate<string, [IdentifyHere & Partial<IdentifyFile>]>('identify');

/** Deliver again under a new PDR name: all granules, or only those that the DAAC refused. */
export interface Resubmit extends Command {
  readonly what?: 'all' | 'failed';
}
export const resubmit = defineUpdate<string, [Resubmit]>('resubmit');

/** Give it up; what is archived stays archived. */
export const abandon = defineUpdate<string, [Command]>('abandon');

/** To `operations`: a note on a day, a level, or the mission; the note itself is `why`. */
export interface Note extends Command {
  readonly day?: string;
  readonly level?: string;
}
export const note = defineUpdate<string, [Note]>('note');

/** To `operations`: inputs were never made from … until … (ISO 8601 UTC). Without types: the instrument's own. */
export interface GapSaid extends Command {
  readonly from: string;
  readonly to: string;
  readonly types?: readonly string[];
}
export const gap = defineUpdate<string, [GapSaid]>('gap');

/** To `operations`: the version of a level's processor for days from one on, or for a range; days that are open keep theirs. */
export interface ProcessorSaid extends Command {
  readonly level: string;
  readonly version: string;
  readonly from: string;
  readonly to?: string;
}
export const processor = defineUpdate<string, [ProcessorSaid]>('processor');

/** To `operations`: act on a message anew, after what was wrong is mended. `trust`: whoever sent it. */
export interface Reread extends Command {
  readonly message: string;
  readonly trust?: boolean;
}
export const reread = defineUpdate<string, [Reread]>('reread');

/** What the workflow does at this moment, why it waits, until when, and what then. */
export const story = defineQuery<Story>('story');
