import { dayStart, type DataDay } from '../../domain/data-day.js';
import type { Mission } from '../../domain/mission.js';
import { makeDao } from './dao.js';
import { truncated, type InputGranule } from './input.js';
import { level0Granule, type PacketLoss } from './level0.js';
import { noise, textKey } from './noise.js';
import { ORBIT_TYPES, orbitGranule } from './orbit-file.js';
import { LEVEL0_TYPES, packetSeries } from './packet-series.js';
import { SLOT_MS, SLOTS, slotStart } from './slots.js';

/** What is to be wrong with one granule. */
export interface Spoiling extends PacketLoss {
  /** Octets cut off the end of the last data file, as by a push that broke off; the `.met` stays whole. */
  readonly truncate?: number;
}

/** What a day of the instrument is made from; the same options give the same bytes. */
export interface DayOptions {
  /** Gives the packet sources and says which types there are. */
  readonly mission: Mission;
  readonly day: DataDay;
  readonly seed?: number;
  /** Share of the real sizes. 1 makes 646 MB; the default 0.005 about 3 MB, near the least that a day can have. */
  readonly scale?: number;
  /** How often the granules were produced before (0): each time makes new names, later production times, new references. */
  readonly production?: number;
  /** Spoiled granules by `TYPE/HHMM`. */
  readonly spoil?: Readonly<Record<string, Spoiling>>;
}

/** Everything that the archive has to push for one day: 62 granules for MOPITT, in the order of their production. */
export interface DayInputs {
  readonly day: DataDay;
  readonly seed: number;
  readonly scale: number;
  readonly granules: readonly InputGranule[];
}

/**
 * One day of MOPITT-like input: twelve granules each of science, engineering and table packets, ephemeris and attitude,
 * and the two DAO files. Nothing is made until a file's content is read; sizes are known before.
 */
export function makeDay(options: DayOptions): DayInputs {
  const { mission, day, seed = 1, scale = 0.005, production = 0, spoil = {} } = options;
  if (!(scale > 0 && scale <= 1)) throw new RangeError(`The scale ${scale} is not above 0 and at most 1.`);
  const granules = SLOTS.flatMap((slot, index) => {
    const common = (type: string, order: number) => {
      const key = textKey(`${type}/${day}/${slot}`) ^ seed;
      // EDOS and flight dynamics deliver about three hours after the end of a slot.
      const late = 160 + 30 * noise(key, 7) + production * 360;
      const databaseId = ((dayStart(day) / SLOT_MS + index) * 10 + order) * 10 + production;
      const madeMs = slotStart(day, slot) + SLOT_MS + Math.floor(late * 60) * 1000;
      return { day, slot, madeMs, databaseId, key };
    };
    return [
      ...LEVEL0_TYPES.flatMap((type, order) => {
        const source = mission.inputs[type]?.edos;
        if (!source) return [];
        const { key, ...parts } = common(type, order);
        const loss = spoil[`${type}/${slot}`] ?? {};
        return [level0Granule({ ...parts, type, source, series: packetSeries(type, scale, key), loss })];
      }),
      ...ORBIT_TYPES.filter((type) => mission.inputs[type]).map((type, order) =>
        orbitGranule({ ...common(type, LEVEL0_TYPES.length + order), type, scale }),
      ),
    ].map((granule) => spoiled(granule, spoil[`${granule.type}/${slot}`]));
  });
  const dao = makeDao({ day, seed, scale, production }).filter(({ type }) => mission.inputs[type]);
  return { day, seed, scale, granules: [...granules, ...dao] };
}

function spoiled(granule: InputGranule, spoiling: Spoiling | undefined): InputGranule {
  if (!spoiling?.truncate) return granule;
  const last = granule.files.length - 2;
  return {
    ...granule,
    files: granule.files.map((file, index) => (index === last ? truncated(file, spoiling.truncate!) : file)),
  };
}
