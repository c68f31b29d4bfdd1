import { enviList, type EnviHeader } from '../../formats/envi-header.js';

/** What tells of level-1 bands or units, and is no longer true of a result. */
const OF_BANDS =
  /^(description|data ignore value|radiance data units|wavelength.*|fwhm|bbl|band names|z plot .*|default .*|data (gain|offset) values|data reflectance .*|reflectance scale factor|classes|class .*)$/;

/** The header of an expression's result: that of the level-1 file without what is true only of its bands. */
export function headerOfResult(
  level1: EnviHeader,
  expression: string,
): Omit<EnviHeader, 'bigEndian' | 'offset'> {
  const kept = [...level1.fields].filter(
    ([key, value]) =>
      !OF_BANDS.test(key) &&
      !(level1.bands > 2 && value.startsWith('{') && enviList(level1, key)?.length === level1.bands),
  );
  return {
    samples: level1.samples,
    lines: level1.lines,
    bands: 1,
    type: 4,
    interleave: 'bil',
    fields: new Map([
      ['description', `{Band maths: ${expression}}`],
      ...kept,
      ['band names', '{band maths}'],
      ['data ignore value', '0'],
    ]),
    comments: level1.comments,
  };
}
