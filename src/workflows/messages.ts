/**
 * Everything that can be said to a workflow of the station. Signals are facts from outside, idempotent by business key;
 * updates are operators' commands, checked before they are accepted; queries tell the story. All arguments are one plain
 * JSON object, so that each can be sent from the Temporal UI and the `temporal` CLI.
 */
import { defineQuery, defineSignal, defineUpdate } from '@temporalio/workflow';
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

/** End an operator's hold; accept a Suspect verdict; take the DAAC's last word. */
export const release = defineUpdate<string, [Command]>('release');

/** Deliver again under a new PDR name: all granules, or only those that the DAAC refused. */
export interface Resubmit extends Command {
  readonly what?: 'all' | 'failed';
}
export const resubmit = defineUpdate<string, [Resubmit]>('resubmit');

/** Give it up; what is archived stays archived. */
export const abandon = defineUpdate<string, [Command]>('abandon');

/** What the workflow does at this moment, why it waits, until when, and what then. */
export const story = defineQuery<Story>('story');
