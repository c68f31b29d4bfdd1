/** Counts what a result has while it makes it fit for mapping. */
export class Tally {
  private pixels = 0;
  private masked = 0;
  private nonFinite = 0;
  private zero = 0;
  private least = Infinity;
  private most = -Infinity;

  /** Sets pixels `from` … `to - 1` to 0 where they are masked or not finite, and counts them. */
  clean(result: Float32Array, masked: Uint8Array | null, from: number, to: number): void {
    for (let at = from; at < to; at += 1) {
      const value = result[at]!;
      if (masked !== null && masked[at] === 1) {
        result[at] = 0;
        this.masked += 1;
      } else if (value - value !== 0) {
        result[at] = 0;
        this.nonFinite += 1;
      } else {
        if (value === 0) this.zero += 1;
        if (value < this.least) this.least = value;
        if (value > this.most) this.most = value;
      }
    }
    this.pixels += to - from;
  }

  /** `zero` counts true results of 0, which mapping takes for 'nothing here'; least and most are null without any result. */
  facts(): Readonly<Record<string, number | null>> {
    const any = this.least <= this.most;
    return {
      pixels: this.pixels,
      masked: this.masked,
      nonFinite: this.nonFinite,
      zero: this.zero,
      least: any ? this.least : null,
      most: any ? this.most : null,
    };
  }
}
