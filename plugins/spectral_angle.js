// Spectral angle: which of the reference spectra a pixel is most like (vegetation, water, mineral)

import { readFile } from 'node:fs/promises';
import { basename, extname, join } from 'node:path';
import { RasterReader } from '../dist/airborne/envi/raster-reader.js';
import { RasterWriter } from '../dist/airborne/envi/raster-writer.js';
import { wavelengthsOf } from '../dist/formats/envi-wavelengths.js';

export const title = 'Spectral angle: vegetation, water or mineral';

/** A pixel without any signal: it is like nothing. */
const NO_DATA = 65535;
const BLOCK_BYTES = 8 * 2 ** 20;

/**
 * Classifies every pixel by the smallest angle between its spectrum and those of spectral_angle.txt: 1 is the first of the
 * table's columns. uint16 BSQ, one band, 65535 where a pixel has no signal (an angle of 90° to all).
 */
export async function run({ outputFolder, hsiFilename }) {
  const reader = await RasterReader.open(hsiFilename);
  try {
    const { samples, lines, bands, fields, comments } = reader.header;
    const wavelengths = wavelengthsOf(reader.header);
    if (wavelengths === undefined) throw new Error(`${hsiFilename} has no wavelengths in its header`);
    const table = parseTable(await readFile(new URL('./spectral_angle.txt', import.meta.url), 'utf8'));
    const references = table.spectra.map((spectrum) =>
      unit(interpolate(table.wavelengths, spectrum, wavelengths)),
    );
    const kept = [...fields].filter(([key]) =>
      /^(x start|y start|binning.*|sensor.*|acquisition.*)$/.test(key),
    );
    const stem = basename(hsiFilename, extname(hsiFilename));
    const path = join(outputFolder, `${stem}_spectral_angle_classification.bsq`);
    const writer = await RasterWriter.create(path, {
      samples,
      lines,
      bands: 1,
      type: 12,
      interleave: 'bsq',
      fields: new Map([
        ...kept,
        ['band names', '{spectral angle class}'],
        ['class names', `{${['none', ...table.names].join(', ')}}`],
        ['data ignore value', String(NO_DATA)],
      ]),
      comments,
    });
    const blockLines = Math.max(1, Math.floor(BLOCK_BYTES / (samples * bands * 8)));
    for (let first = 0; first < lines; first += blockLines) {
      const count = Math.min(blockLines, lines - first);
      await writer.write(classify(await reader.read(first, count), { samples, bands, count }, references));
    }
    await writer.commit();
    return path;
  } finally {
    await reader.close();
  }
}

/** The class of each pixel of some lines (BIL). */
export function classify(block, { samples, bands, count }, references) {
  const classes = new Uint16Array(samples * count);
  const dots = references.map(() => new Float64Array(samples));
  const squares = new Float64Array(samples);
  for (let line = 0; line < count; line += 1) {
    squares.fill(0);
    for (const dot of dots) dot.fill(0);
    for (let band = 0; band < bands; band += 1) {
      const from = (line * bands + band) * samples;
      for (let sample = 0; sample < samples; sample += 1) squares[sample] += block[from + sample] ** 2;
      references.forEach((reference, index) => {
        const dot = dots[index];
        const weight = reference[band];
        for (let sample = 0; sample < samples; sample += 1) dot[sample] += weight * block[from + sample];
      });
    }
    for (let sample = 0; sample < samples; sample += 1)
      classes[line * samples + sample] = nearest(dots, Math.sqrt(squares[sample]), sample);
  }
  return classes;
}

/** 1 for the first reference; of equal angles the first counts. */
function nearest(dots, norm, sample) {
  if (!(norm > 0)) return NO_DATA;
  let best = NO_DATA;
  let smallest = Infinity;
  dots.forEach((dot, index) => {
    const angle = Math.acos(Math.min(1, Math.max(-1, dot[sample] / norm)));
    if (angle < smallest) {
      smallest = angle;
      best = index + 1;
    }
  });
  return best;
}

/** The table: a line of names, of which the first is the wavelength, then a line of numbers for each wavelength (nm), ascending. */
export function parseTable(text) {
  const [head, ...rows] = text.split('\n').filter((line) => line.trim() !== '' && !line.startsWith('#'));
  const names = head.trim().split(/\s+/).slice(1);
  const numbers = rows.map((row) => row.trim().split(/\s+/).map(Number));
  if (names.length === 0 || numbers.some((row) => row.length !== names.length + 1 || row.some(Number.isNaN)))
    throw new Error('spectral_angle.txt is no table of a wavelength and a column for each spectrum');
  return {
    names,
    wavelengths: numbers.map((row) => row[0]),
    spectra: names.map((_, column) => numbers.map((row) => row[column + 1])),
  };
}

/** A spectrum at other wavelengths: straight between its own, its first value below them, 0 above. */
export function interpolate(wavelengths, spectrum, wanted) {
  return wanted.map((wavelength) => {
    const above = wavelengths.findIndex((own) => own >= wavelength);
    if (above === -1) return 0;
    if (above === 0) return spectrum[0];
    const part = (wavelength - wavelengths[above - 1]) / (wavelengths[above] - wavelengths[above - 1]);
    return spectrum[above - 1] + part * (spectrum[above] - spectrum[above - 1]);
  });
}

/** One that is 0 everywhere stays so: every pixel is 90° from it. */
function unit(spectrum) {
  const norm = Math.hypot(...spectrum);
  return norm === 0 ? spectrum : spectrum.map((value) => value / norm);
}
