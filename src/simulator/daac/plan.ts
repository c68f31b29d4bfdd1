import type { DataDay } from '../../domain/data-day.js';
import { granuleKey } from '../../domain/granule.js';
import type { InputFile, InputGranule } from '../instrument/input.js';
import { SLOTS } from '../instrument/slots.js';
import type { Delays } from './delays.js';
import { faultsBySlot, type FaultName } from './faults.js';
import type { DnStep, Lane, PushStep, SnStep, Step } from './step.js';

/** What a day's plan is made from. */
export interface PlanOptions {
  readonly day: DataDay;
  readonly granules: readonly InputGranule[];
  /** Those that are to strike this day. */
  readonly faults: readonly FaultName[];
  readonly seed: number;
  readonly delays: Delays;
}

/**
 * Everything the DAAC does towards the station for a day, as lanes that run side by side. The first goes through the
 * slots: SN, files, DN; then the daily granules. The others are the late parts of faults.
 */
export function planDay({ day, granules, faults, seed, delays }: PlanOptions): [Lane, ...Lane[]] {
  const struck = faultsBySlot(faults, seed);
  const asides: Lane[] = [];
  const main = SLOTS.flatMap((slot, index) => {
    const ofSlot = granules.filter((granule) => granule.slot === slot);
    if (ofSlot.length === 0) return [];
    const announced = ofSlot[index % ofSlot.length]!;
    const plan = planSlot({ id: `${day}/${slot}`, granules: ofSlot, fault: struck.get(slot), delays });
    asides.push(...plan.asides);
    return [snStep(announced), ...plan.steps];
  });
  const daily = granules.filter((granule) => granule.slot === undefined);
  return [{ name: day, steps: [...main, ...planDaily(daily)] }, ...asides];
}

/** The steps of granules that cover a day, each with its SN and DN. */
export function planDaily(granules: readonly InputGranule[]): Step[] {
  return granules.flatMap((granule) => [
    snStep(granule),
    ...pushSteps(granule),
    { kind: 'dn', key: `dn/${granuleKey(granule)}`, granules: [granule] } satisfies DnStep,
  ]);
}

/** The key under which a whole file counts as pushed. */
export function pushKey(granule: InputGranule, file: InputFile): string {
  return `push/${granuleKey(granule)}/${file.name}`;
}

interface Slot {
  /** Day and slot. */
  readonly id: string;
  readonly granules: readonly InputGranule[];
  readonly fault: FaultName | undefined;
  readonly delays: Delays;
}

function planSlot({ id, granules, fault, delays }: Slot): { steps: Step[]; asides: Lane[] } {
  const pushes = granules.flatMap(pushSteps);
  const dn: DnStep = { kind: 'dn', key: `dn/${id}`, granules };
  // The largest file takes longest on its way, and so is the likeliest to suffer on it.
  const victim = pushes.reduce((a, b) => (b.file.size > a.file.size ? b : a));
  const last = pushes.at(-1)!;
  const whole = { steps: [...pushes, dn] as Step[], asides: [] as Lane[] };
  const aside = (...steps: Step[]): Lane[] => [{ name: `${id} ${fault}`, steps }];
  const key = `wait/${id}/${fault}`;
  const wait = (after: string, ms: number): Step => ({ kind: 'wait', key, after, ms });
  const later = (after: string, ms: number): Step => ({
    kind: 'await-release',
    key,
    fault: fault!,
    after,
    atMostMs: ms,
  });
  const half = Math.floor(victim.file.size / 2);
  switch (fault) {
    case 'late-dn':
      return { steps: pushes, asides: aside(later(last.key, delays.lateDnMs), dn) };
    case 'dn-before-push':
      return { steps: [dn], asides: aside(later(dn.key, delays.dnLeadMs), ...pushes) };
    case 'wrong-size': {
      const wrong: DnStep = { ...dn, sizes: { [victim.file.name]: victim.file.size + 512 } };
      const corrected: DnStep = { ...dn, key: `${dn.key}/corrected` };
      return {
        steps: [...pushes, wrong],
        asides: aside(later(dn.key, delays.correctionMs), corrected),
      };
    }
    case 'duplicate-push': {
      const taken: Step = {
        kind: 'await-taken',
        key: `wait/${id}/${fault}`,
        name: victim.file.name,
        after: dn.key,
        atMostMs: delays.takenMs,
      };
      const again: PushStep = { ...victim, key: `${victim.key}/again` };
      return { ...whole, asides: aside(taken, again).map((lane) => ({ ...lane, background: true })) };
    }
    case 'duplicate-dn':
      return {
        ...whole,
        steps: [
          ...whole.steps,
          { kind: 'mail-again', key: `${dn.key}/again`, of: dn.key, sameId: true },
          { kind: 'mail-again', key: `${dn.key}/other-id`, of: dn.key, sameId: false },
        ],
      };
    case 'truncated-file': {
      const short: PushStep = {
        ...victim,
        key: `${victim.key}/short`,
        cut: { bytes: half, how: 'short' },
      };
      return {
        steps: [...pushes.map((push) => (push === victim ? short : push)), dn],
        asides: aside(later(dn.key, delays.repushMs), victim),
      };
    }
    case 'dropped-connection': {
      const dropped: PushStep = {
        ...victim,
        key: `${victim.key}/dropped`,
        cut: { bytes: half, how: 'drop' },
      };
      const steps = pushes.flatMap((push) =>
        push === victim ? [dropped, wait(dropped.key, delays.reconnectMs), push] : [push],
      );
      return { steps: [...steps, dn], asides: [] };
    }
    case 'missing-granule':
      return planMissing({ id, granules, fault, delays });
    case 'unknown-file':
      return { ...whole, steps: [...whole.steps, strangePush(id)] };
    case 'malformed-mail':
      return { ...whole, steps: [...whole.steps, damagedNotice(id, granules[0]!)] };
    case 'foreign-sender': {
      const foreign: DnStep = {
        ...dn,
        key: `${dn.key}/foreign`,
        sizes: Object.fromEntries(pushes.map(({ file }) => [file.name, file.size + 1])),
        from: 'somebody@elsewhere.example',
      };
      return { ...whole, steps: [foreign, ...whole.steps] };
    }
    default:
      return whole;
  }
}

function planMissing({ id, granules, fault, delays }: Slot): { steps: Step[]; asides: Lane[] } {
  const missing = granules.find(({ type }) => type.endsWith('ENG')) ?? granules[0]!;
  const others = granules.filter((granule) => granule !== missing);
  const dn: DnStep = { kind: 'dn', key: `dn/${id}`, granules: others };
  const steps: Step[] = [
    {
      kind: 'await-release',
      key: `wait/${id}/${fault}`,
      fault: 'missing-granule',
      after: dn.key,
      atMostMs: delays.missingAfterMs,
    },
    ...pushSteps(missing),
    { kind: 'dn', key: `dn/${granuleKey(missing)}`, granules: [missing] },
  ];
  return {
    steps: [...others.flatMap(pushSteps), dn],
    asides: [{ name: `${id} ${fault}`, steps, background: true }],
  };
}

function pushSteps(granule: InputGranule): PushStep[] {
  return granule.files.map((file) => ({ kind: 'push', key: pushKey(granule, file), file }));
}

function snStep(granule: InputGranule): SnStep {
  return { kind: 'sn', key: `sn/${granuleKey(granule)}`, granule };
}

function strangePush(id: string): PushStep {
  const name = `note-to-users-${id.replace('/', '-')}.txt`;
  const bytes = new TextEncoder().encode(
    `The archive will be closed for maintenance. This note concerns ${id}.\n`,
  );
  return { kind: 'push', key: `push/${name}`, file: { name, size: bytes.length, content: () => [bytes] } };
}

function damagedNotice(id: string, granule: InputGranule): Step {
  const text = [
    'ORDERID: NONE',
    'REQUESTID: NONE',
    'MEDIATYPE: FtpPush',
    'FTPDIR: /',
    `\tGRANULE: ${granule.ur}`,
    `\tESDT: ${granule.type}.${granule.versionId}`,
    `\t\tFILENAME: ${granule.files[0]!.name}`,
    '\t\tFILES',
  ];
  return { kind: 'text', key: `text/${id}/damaged`, subject: 'ECS Notification', text: text.join('\n') };
}
