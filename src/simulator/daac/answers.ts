import type { Mission } from '../../domain/mission.js';
import { emitPan, type Pan } from '../../formats/pan.js';
import { checkPdr, checkPdrName, parsePdr, type Pdr, type PdrFileSpec } from '../../formats/pdr.js';
import { emitPdrd, type Pdrd } from '../../formats/pdrd.js';
import { FormatError } from '../../formats/format-error.js';
import type { Delays } from './delays.js';
import { FAULTS, faultNames, type FaultName } from './faults.js';

/** What became of a file of a delivery; SUCCESSFUL, or the DAAC's words. */
export interface FileOutcome {
  readonly file: PdrFileSpec;
  readonly disposition: string;
}

/** One message in answer to a delivery record. */
export interface Answer {
  readonly what: 'PAN' | 'PDRD';
  readonly text: string;
  readonly disposition: string;
  /** Sent so long after the verdict, milliseconds. */
  readonly afterMs: number;
}

const SUCCESSFUL = 'SUCCESSFUL';

/** Reads and checks a delivery record as the DAAC does: the record, or the PDRD that refuses it. */
export function readDeliveryRecord(
  name: string,
  text: string,
): { readonly pdr: Pdr } | { readonly refusal: Pdrd } {
  const [badName] = checkPdrName(name);
  if (badName !== undefined) return { refusal: { form: 'short', disposition: badName.disposition } };
  let pdr: Pdr;
  try {
    pdr = parsePdr(text);
  } catch (error) {
    if (!(error instanceof FormatError)) throw error;
    return { refusal: { form: 'short', disposition: 'INVALID PVL STATEMENT' } };
  }
  const findings = checkPdr(pdr);
  const whole = findings.find(({ group }) => group === undefined);
  if (whole !== undefined) return { refusal: { form: 'short', disposition: whole.disposition } };
  if (findings.length === 0) return { pdr };
  // A data type that cannot be written into the PDRD either leaves only the short form.
  if (pdr.groups.some(({ dataType }) => !/^[\w.-]+$/.test(dataType))) {
    return { refusal: { form: 'short', disposition: 'INVALID DATA TYPE' } };
  }
  const groups = pdr.groups.map(({ dataType }, index) => ({
    dataType,
    disposition: findings.find(({ group }) => group === index)?.disposition ?? SUCCESSFUL,
  }));
  return { refusal: { form: 'long', groups } };
}

/** The PAN of what was pulled: short where all files have one outcome and `form` is short, else long. */
export function honestPan(outcomes: readonly FileOutcome[], form: 'short' | 'long', timeStamp: string): Pan {
  const [first] = outcomes;
  if (first === undefined) throw new RangeError('A PAN speaks of at least one file.');
  const isSame = outcomes.every(({ disposition }) => disposition === first.disposition);
  if (isSame && form === 'short') {
    const ingested = first.disposition === SUCCESSFUL;
    return { form: 'short', disposition: first.disposition, ...(ingested && { timeStamp }) };
  }
  return {
    form: 'long',
    fileCount: outcomes.length,
    files: outcomes.map(({ file, disposition }) => ({
      directory: file.directoryId,
      name: file.fileId,
      disposition,
      ...(disposition === SUCCESSFUL && { timeStamp }),
    })),
  };
}

/** Whether a delivery record offers products of Level 1. */
export function isLevel1(pdr: Pdr, mission: Mission): boolean {
  const types = new Set(mission.levels['L1']?.products.map(({ type }) => type));
  return pdr.groups.some(({ dataType }) => types.has(dataType));
}

/**
 * The fault that strikes a good delivery: the first of those asked for that has struck none yet. A lost PAN may be of
 * any level, the others are of Level 1.
 */
export function faultFor(
  asked: readonly FaultName[],
  spent: ReadonlySet<FaultName>,
  level1: boolean,
): FaultName | null {
  const candidates = faultNames.filter((name) => FAULTS[name].side === 'answer' && asked.includes(name));
  return candidates.find((name) => !spent.has(name) && (level1 || name === 'pan-lost')) ?? null;
}

/** The answers to a good delivery, as the fault has them. */
export function answersTo(
  pdr: Pdr,
  outcomes: readonly FileOutcome[],
  parts: {
    readonly fault: FaultName | null;
    readonly form: 'short' | 'long';
    readonly timeStamp: string;
    readonly delays: Delays;
  },
): Answer[] {
  const { fault, form, timeStamp, delays } = parts;
  const internal: Pan = { form: 'short', disposition: 'ECS INTERNAL ERROR' };
  const honest = honestPan(outcomes, form, timeStamp);
  switch (fault) {
    case 'pdrd-short':
      return [pdrdAnswer({ form: 'short', disposition: 'INVALID PVL STATEMENT' })];
    case 'pdrd-long': {
      const groups = pdr.groups.map(({ dataType }, index) => ({
        dataType,
        disposition: index === 0 ? 'INVALID DATA TYPE' : SUCCESSFUL,
      }));
      return [pdrdAnswer({ form: 'long', groups })];
    }
    case 'pan-failure-short':
      return [panAnswer(internal)];
    case 'pan-failure-long': {
      const refused = new Set(pdr.groups[0]?.files);
      const partly = outcomes.map(({ file, disposition }) => ({
        file,
        disposition: refused.has(file) ? 'DATA CONVERSION FAILURE' : disposition,
      }));
      return [panAnswer(honestPan(partly, 'long', timeStamp))];
    }
    case 'pan-contradiction':
      return [panAnswer(internal), panAnswer(honest, delays.contradictionMs)];
    case 'pan-lost':
      return [panAnswer(honest, delays.panLostMs)];
    default:
      return [panAnswer(honest)];
  }
}

/** A PAN as an answer; its disposition is the first that isn't SUCCESSFUL. */
export function panAnswer(pan: Pan, afterMs = 0): Answer {
  const verdicts = pan.form === 'short' ? [pan] : pan.files;
  return { what: 'PAN', text: emitPan(pan), disposition: worst(verdicts), afterMs };
}

/** A PDRD as an answer; its disposition is the first that isn't SUCCESSFUL. */
export function pdrdAnswer(pdrd: Pdrd): Answer {
  const verdicts = pdrd.form === 'short' ? [pdrd] : pdrd.groups;
  return { what: 'PDRD', text: emitPdrd(pdrd), disposition: worst(verdicts), afterMs: 0 };
}

function worst(verdicts: readonly { readonly disposition: string }[]): string {
  return verdicts.find(({ disposition }) => disposition !== SUCCESSFUL)?.disposition ?? SUCCESSFUL;
}
