import type { Packet } from '../../formats/ccsds.js';
import { ENGINEERING_POINTS, readEngineering } from '../instrument/payload.js';
import { FILL } from './hdf.js';

/** Counts beyond which a point is out of its limits. */
const UPPER_LIMIT = 3700;

/** Running figures of the engineering points of a day. */
export class EngineeringSummary {
  #packets = 0;
  readonly #high = new Float32Array(ENGINEERING_POINTS).fill(-Infinity);
  readonly #low = new Float32Array(ENGINEERING_POINTS).fill(Infinity);
  readonly #sum = new Float64Array(ENGINEERING_POINTS);
  readonly #squares = new Float64Array(ENGINEERING_POINTS);
  readonly #exceeded = new Int32Array(ENGINEERING_POINTS);

  /** Counts the points of packets; those too short to hold them are passed over. */
  add(packets: readonly Packet[]): void {
    for (const packet of packets) {
      const points = readEngineering(packet.data);
      if (!points) continue;
      this.#packets++;
      points.forEach((count, point) => {
        this.#high[point] = Math.max(this.#high[point]!, count);
        this.#low[point] = Math.min(this.#low[point]!, count);
        this.#sum[point]! += count;
        this.#squares[point]! += count * count;
        if (count > UPPER_LIMIT) this.#exceeded[point]!++;
      });
    }
  }

  /** Packets counted. */
  get packets(): number {
    return this.#packets;
  }

  /** Figures by point: counts, FILL without packets; `exceeded` is how often a point was out of limits. */
  get figures() {
    const or = (values: ArrayLike<number>) =>
      Float32Array.from(values, (value) => (this.#packets > 0 ? value : FILL));
    const mean = Array.from(this.#sum, (sum) => sum / this.#packets);
    const deviation = mean.map((value, point) =>
      Math.sqrt(Math.max(0, this.#squares[point]! / this.#packets - value * value)),
    );
    return {
      high: or(this.#high),
      low: or(this.#low),
      mean: or(mean),
      deviation: or(deviation),
      exceeded: this.#exceeded,
    };
  }
}
