import { granuleOfKey, type Granule } from '../../domain/granule.js';
import type { Mission } from '../../domain/mission.js';
import { counted } from '../../domain/words.js';
import { identifyInput, type InputName } from '../../formats/input-name.js';
import type { ReceiptWithArrivals } from '../../ledger/read-lists.js';
import { granuleGroups } from './granules.js';

/** Where missing granules may be on their way. */
export interface Ways {
  readonly mission: Mission;
  /** The names of the files in pickup. */
  readonly pickup: readonly string[];
  /** The receipts that are open or held. */
  readonly receipts: readonly ReceiptWithArrivals[];
}

/**
 * What is known of granules that are missing, in sentences: pushed without a DN, announced and not here, or neither. The
 * name of an EDOS file does not say of which day it is; its type has to do.
 */
export function evidenceOf(missing: readonly string[], ways: Ways): string[] {
  const known = missing.flatMap(granulesOf);
  const made = known.filter(({ granule }) => makerOf(ways.mission, granule.type) !== undefined);
  const sent = known.filter((one) => !made.includes(one));
  const announced = new Set(
    ways.receipts.flatMap((receipt) => receipt.arrivals.map((arrival) => arrival.name)),
  );
  const sentences: string[] = [];
  const lost: string[] = [];
  for (const type of new Set(sent.map(({ granule }) => granule.type))) {
    const wanted = sent.filter(({ granule }) => granule.type === type);
    const files = ways.pickup.filter(
      (name) => !announced.has(name) && isOneOf(identifyInput(ways.mission, name), wanted),
    );
    const receipts = ways.receipts.filter((receipt) =>
      receipt.arrivals.some(
        ({ state, type: arriving, granule }) =>
          (state === 'expected' || state === 'incomplete') &&
          arriving === type &&
          (granule === undefined || wanted.some(({ key }) => key === granule)),
      ),
    );
    if (files.length > 0)
      sentences.push(`${type}: ${counted(files.length, 'file')} in pickup, and no DN that announces them.`);
    for (const receipt of receipts)
      sentences.push(`${type}: announced by DN ${receipt.key}, and not here whole.`);
    if (files.length === 0 && receipts.length === 0) lost.push(...wanted.map(({ key }) => key));
  }
  const makers = [...new Set(made.map(({ granule }) => granule.type))];
  return [
    ...makers.map((type) => `${type}: made by ${makerOf(ways.mission, type)}, which has not archived it.`),
    ...sentences,
    ...(lost.length > 0
      ? [`The DAAC has neither pushed nor announced: ${granuleGroups(lost).join('; ')}.`]
      : []),
  ];
}

interface Known {
  readonly key: string;
  readonly granule: Granule;
}

function granulesOf(key: string): Known[] {
  try {
    return [{ key, granule: granuleOfKey(key) }];
  } catch {
    return []; // Not a key: nothing is known of it.
  }
}

/** The level of the mission that makes a type; undefined for one that the DAAC sends. */
function makerOf(mission: Mission, type: string): string | undefined {
  return Object.entries(mission.levels).find(([, level]) =>
    level.products.some((product) => product.type === type),
  )?.[0];
}

function isOneOf(file: InputName | undefined, wanted: readonly Known[]): boolean {
  return wanted.some(
    ({ granule }) =>
      file?.type === granule.type &&
      (file.day === undefined || file.day === granule.day) &&
      (file.slot === undefined || file.slot === granule.slot),
  );
}
