import { rampColour, type Colour } from './colour-ramp.js';
import { ADVANCE, LETTER_HEIGHT, lettering } from './lettering.js';
import { scaleOf, thickened, type Scale, type WorldGrid } from './world-grid.js';

const INK = { page: 0, map: 1, graticule: 2, frame: 3, text: 4, quiet: 5 } as const;
const RAMP_START = 6;
const RAMP_STEPS = 250;

/** The colours of a page: a few for the paper and the writing, then the ramp. At most 256, so that one byte is a pixel. */
export const PALETTE: readonly Colour[] = [
  [255, 255, 255],
  [238, 241, 244],
  [214, 219, 224],
  [142, 150, 158],
  [34, 39, 46],
  [96, 104, 112],
  ...Array.from({ length: RAMP_STEPS }, (_, step) => rampColour(step / (RAMP_STEPS - 1))),
];

/** A picture of palette indices, row by row from the top. */
export interface Page {
  readonly width: number;
  readonly height: number;
  readonly pixels: Uint8Array;
}

const MARGIN = { left: 34, right: 22, top: 34, bottom: 70 } as const;
const BAR_HEIGHT = 10;
const GRATICULE_DEGREES = 30;

/** Paints a grid as a map with graticule and colour bar; a grid without observations as an empty map that says so. */
export function paintMap(grid: WorldGrid, title: string, label: string): Page {
  const width = MARGIN.left + grid.width + MARGIN.right;
  const height = MARGIN.top + grid.height + MARGIN.bottom;
  const page = { width, height, pixels: new Uint8Array(width * height) };
  fill(page, MARGIN.left, MARGIN.top, grid.width, grid.height, INK.map);
  paintGraticule(page, grid);
  const cells = thickened(grid.means(), grid.width);
  const scale = scaleOf(cells);
  if (scale) {
    paintCells(page, grid.width, cells, scale);
    paintBar(page, grid, scale);
  } else {
    const [x, y] = [MARGIN.left + grid.width / 2, MARGIN.top + grid.height / 2 - LETTER_HEIGHT];
    write(page, 'no valid observations', x, y, INK.quiet, { align: 'middle', scale: 2 });
  }
  frame(page, MARGIN.left - 1, MARGIN.top - 1, grid.width + 2, grid.height + 2);
  const large = title.length * ADVANCE * 2 <= grid.width;
  write(page, fitting(title, grid.width), MARGIN.left, large ? 10 : 16, INK.text, { scale: large ? 2 : 1 });
  const exponent = scale ? commonExponent(scale) : 0;
  const legend = fitting(label + (exponent === 0 ? '' : `  x 10^${exponent}`), grid.width);
  write(page, legend, MARGIN.left + grid.width / 2, height - 18, INK.text, {
    align: 'middle',
  });
  return page;
}

function paintGraticule(page: Page, { width, height }: WorldGrid): void {
  const bottom = MARGIN.top + height;
  for (let longitude = -180; longitude <= 180; longitude += GRATICULE_DEGREES) {
    const x = MARGIN.left + Math.min(width - 1, Math.round(((longitude + 180) / 360) * width));
    fill(page, x, MARGIN.top, 1, height, INK.graticule);
    const name =
      longitude % 180 === 0
        ? `${Math.abs(longitude)}°`
        : `${Math.abs(longitude)}°${longitude < 0 ? 'W' : 'E'}`;
    if (longitude % 60 === 0) write(page, name, x, bottom + 5, INK.quiet, { align: 'middle' });
  }
  for (let latitude = 90; latitude >= -90; latitude -= GRATICULE_DEGREES) {
    const y = MARGIN.top + Math.min(height - 1, Math.round(((90 - latitude) / 180) * height));
    fill(page, MARGIN.left, y, width, 1, INK.graticule);
    const name = latitude === 0 ? '0°' : `${Math.abs(latitude)}°${latitude < 0 ? 'S' : 'N'}`;
    write(page, name, MARGIN.left - 5, y - 3, INK.quiet, { align: 'end' });
  }
}

function paintCells(page: Page, width: number, cells: Float64Array, { low, high }: Scale): void {
  cells.forEach((value, cell) => {
    if (Number.isNaN(value)) return;
    const share = Math.min(1, Math.max(0, (value - low) / (high - low)));
    const [x, y] = [cell % width, Math.floor(cell / width)];
    page.pixels[(MARGIN.top + y) * page.width + MARGIN.left + x] = rampIndex(share);
  });
}

function paintBar(page: Page, grid: WorldGrid, scale: Scale): void {
  const { low, high, marks } = scale;
  const width = Math.round(grid.width * 0.6);
  const left = MARGIN.left + Math.round((grid.width - width) / 2);
  const top = MARGIN.top + grid.height + 20;
  for (let x = 0; x < width; x++) fill(page, left + x, top, 1, BAR_HEIGHT, rampIndex(x / (width - 1)));
  frame(page, left - 1, top - 1, width + 2, BAR_HEIGHT + 2);
  const exponent = commonExponent(scale);
  for (const mark of marks) {
    const x = left + Math.round(((mark - low) / (high - low)) * (width - 1));
    fill(page, x, top + BAR_HEIGHT + 1, 1, 3, INK.frame);
    write(page, String(Number((mark / 10 ** exponent).toPrecision(6))), x, top + BAR_HEIGHT + 6, INK.quiet, {
      align: 'middle',
    });
  }
}

function rampIndex(share: number): number {
  return RAMP_START + Math.round(share * (RAMP_STEPS - 1));
}

/** The power of ten to take out of the marks, so that they stay short; 0 for everyday figures. */
function commonExponent({ low, high }: Scale): number {
  const size = Math.floor(Math.log10(Math.max(Math.abs(low), Math.abs(high))));
  return size >= 5 || size < -2 ? size : 0;
}

function fitting(text: string, width: number): string {
  const most = Math.floor(width / ADVANCE);
  return text.length <= most ? text : `${text.slice(0, most - 3)}...`;
}

interface Writing {
  readonly align?: 'start' | 'middle' | 'end';
  readonly scale?: number;
}

function write(
  page: Page,
  text: string,
  x: number,
  y: number,
  ink: number,
  { align = 'start', scale = 1 }: Writing,
): void {
  const length = (text.length * ADVANCE - 1) * scale;
  const left = Math.round(align === 'start' ? x : align === 'middle' ? x - length / 2 : x - length);
  for (const [dx, dy] of lettering(text))
    fill(page, left + dx * scale, Math.round(y) + dy * scale, scale, scale, ink);
}

function frame(page: Page, x: number, y: number, width: number, height: number): void {
  fill(page, x, y, width, 1, INK.frame);
  fill(page, x, y + height - 1, width, 1, INK.frame);
  fill(page, x, y, 1, height, INK.frame);
  fill(page, x + width - 1, y, 1, height, INK.frame);
}

/** Fills a rectangle; what lies outside the page is cut off. */
function fill(page: Page, x: number, y: number, width: number, height: number, ink: number): void {
  const [left, right] = [Math.max(0, x), Math.min(page.width, x + width)];
  for (let line = Math.max(0, y); line < Math.min(page.height, y + height); line++) {
    if (left < right) page.pixels.fill(ink, line * page.width + left, line * page.width + right);
  }
}
