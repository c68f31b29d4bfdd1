import { enviList, type EnviHeader } from '../../formats/envi-header.js';

/** Nanometres of red, green and blue, and how far from them a band may be to stand for them. */
const VISIBLE = [650, 550, 450];
const TOLERANCE = 40;

/**
 * The bands of a quick-look (1-based): red, green and blue by their wavelengths; else three that are spread over what is
 * there; one, for grey, where there are fewer than three.
 */
export function bandsOfPicture(header: EnviHeader): readonly number[] {
  const { bands } = header;
  if (bands < 3) return [1];
  const nanometres = wavelengthsOf(header);
  const visible = VISIBLE.map((wanted) => {
    const distances = nanometres?.map((wavelength) => Math.abs(wavelength - wanted)) ?? [Infinity];
    const least = Math.min(...distances);
    return least <= TOLERANCE ? distances.indexOf(least) + 1 : 0;
  });
  if (!visible.includes(0)) return visible;
  return [5, 3, 1].map((sixth) => Math.floor(((bands - 1) * sixth) / 6 + 0.5) + 1);
}

function wavelengthsOf(header: EnviHeader): readonly number[] | undefined {
  const list = enviList(header, 'wavelength');
  if (list?.length !== header.bands) return undefined;
  const unit = header.fields.get('wavelength units')?.toLowerCase() ?? 'nanometers';
  const factor = unit.startsWith('micro') || unit === 'um' || unit === 'µm' ? 1000 : 1;
  return list.map((item) => Number(item) * factor);
}
