/** Red, green and blue, 0–255. */
export type Colour = readonly [red: number, green: number, blue: number];

// Yellow through green and blue to violet, in OKLCH: lightness falls evenly, so that the order also shows in grey.
const LIGHTNESS = [0.89, 0.27] as const;
const HUE_DEGREES = [105, 300] as const;

/** The colour for a share from 0 (light) to 1 (dark); perceptually even steps, darker means more. */
export function rampColour(share: number): Colour {
  const t = Math.min(1, Math.max(0, share));
  const lightness = LIGHTNESS[0] + (LIGHTNESS[1] - LIGHTNESS[0]) * t;
  const hue = ((HUE_DEGREES[0] + (HUE_DEGREES[1] - HUE_DEGREES[0]) * t) * Math.PI) / 180;
  const chroma = 0.125;
  return fromOklab(lightness, chroma * Math.cos(hue), chroma * Math.sin(hue));
}

/** B. Ottosson, A perceptual color space for image processing (2020): OKLab to sRGB, cut to the gamut. */
function fromOklab(lightness: number, a: number, b: number): Colour {
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
  return [
    companded(4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s),
    companded(-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s),
    companded(-0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s),
  ];
}

function companded(linear: number): number {
  const light = Math.min(1, Math.max(0, linear));
  const value = light <= 0.0031308 ? 12.92 * light : 1.055 * light ** (1 / 2.4) - 0.055;
  return Math.round(255 * value);
}
