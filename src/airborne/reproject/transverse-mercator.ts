/** A transverse Mercator projection of one ellipsoid, from its centre: radians to metres, by series that are made once. */
export interface TransverseMercator {
  /** Writes easting and northing of a place, `longitude` counted from the central meridian, to `into[at]` and `into[at + step]`. */
  readonly project: (
    longitude: number,
    latitude: number,
    into: Float64Array,
    at: number,
    step: number,
  ) => void;
}

/**
 * Krüger's series to the sixth power of the third flattening, with the coefficients of Karney, "Transverse Mercator with an
 * accuracy of a few nanometers" (2011), eq. 35. Good to nanometres within 30 degrees of the central meridian.
 */
export function transverseMercator(halfAxis: number, flattening: number, scale: number): TransverseMercator {
  const n = flattening / (2 - flattening);
  const e = Math.sqrt(flattening * (2 - flattening));
  const power = (coefficients: readonly number[], least: number) =>
    coefficients.reduce((sum, coefficient, index) => sum + coefficient * n ** (least + index), 0);
  const a1 = power([1 / 2, -2 / 3, 5 / 16, 41 / 180, -127 / 288, 7891 / 37800], 1);
  const a2 = power([13 / 48, -3 / 5, 557 / 1440, 281 / 630, -1983433 / 1935360], 2);
  const a3 = power([61 / 240, -103 / 140, 15061 / 26880, 167603 / 181440], 3);
  const a4 = power([49561 / 161280, -179 / 168, 6601661 / 7257600], 4);
  const a5 = power([34729 / 80640, -3418889 / 1995840], 5);
  const a6 = power([212378941 / 319334400], 6);
  const series = [a6, a5, a4, a3, a2, a1];
  const radius = ((scale * halfAxis) / (1 + n)) * (1 + n ** 2 / 4 + n ** 4 / 64 + n ** 6 / 256);

  return {
    project(longitude, latitude, into, at, step) {
      const tan = Math.tan(latitude);
      const secant = Math.sqrt(1 + tan * tan);
      const sigma = Math.sinh(e * Math.atanh((e * tan) / secant));
      const conformal = tan * Math.sqrt(1 + sigma * sigma) - sigma * secant;
      const cos = Math.cos(longitude);
      const xi = Math.atan2(conformal, cos);
      const eta = Math.asinh(Math.sin(longitude) / Math.sqrt(conformal * conformal + cos * cos));

      // Clenshaw's sum of a_j sin(2 j (xi + i eta)).
      const [sin2, cos2] = [Math.sin(2 * xi), Math.cos(2 * xi)];
      const [sinh2, cosh2] = [Math.sinh(2 * eta), Math.cosh(2 * eta)];
      const real = 2 * cos2 * cosh2;
      const imaginary = -2 * sin2 * sinh2;
      let [r1, i1, r2, i2] = [0, 0, 0, 0];
      for (let index = 0; index < 6; index += 1) {
        const r = real * r1 - imaginary * i1 - r2 + series[index]!;
        const i = real * i1 + imaginary * r1 - i2;
        r2 = r1;
        i2 = i1;
        r1 = r;
        i1 = i;
      }
      const [sinReal, sinImaginary] = [sin2 * cosh2, cos2 * sinh2];
      into[at] = radius * (eta + sinReal * i1 + sinImaginary * r1);
      into[at + step] = radius * (xi + sinReal * r1 - sinImaginary * i1);
    },
  };
}
