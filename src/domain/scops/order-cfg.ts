import type { ScopsCfg } from './cfg-document.js';
import { writeCfgDem } from './cfg-dem.js';
import { decimal, writeBands, writeBounds, writeMasking, writeProjection } from './cfg-fields.js';
import { LIFE_KEYS, OWN_FORMATS } from './cfg-keys.js';
import { isCfgValue } from './cfg-writable.js';
import type { Order, OrderLine } from './order.js';

/**
 * An order as a SCOPS order file has it, with the unknown keys that it came with. It is that of a new order: nothing in it says
 * that it was confirmed, submitted or has failed.
 */
export function cfgFromOrder(order: Order): ScopsCfg {
  const { projection, projstring } = writeProjection(order.projection);
  const hasDerived = order.equations.length + order.plugins.length > 0;
  const defaults = new Map<string, string>([
    ['julianday', String(order.julianDay)],
    ['year', String(order.year)],
    ['sortie', order.sortie === '' ? 'None' : order.sortie],
    ['project_code', order.project],
    ['projection', projection],
    ['projstring', writable(projstring)],
    ['sourcefolder', order.sourceFolder],
    ...writeCfgDem(order.dem),
    ['bounds', writeBounds(order.bounds)],
    ['email', order.email],
    ['interpolation', order.interpolation],
    ['pixelsize', `${decimal(order.pixelSize.x)} ${decimal(order.pixelSize.y)}`],
    ['masking', writeMasking(order.masking)],
    ['bandratio', python(order.bandMaths)],
    ...LIFE_KEYS.map((key): [string, string] => [key, python(key === 'bandratioset' && hasDerived)]),
    ...order.equations.map(({ name, expression }): [string, string] => [`eq_${name}`, writable(expression)]),
    ...order.plugins.map((name): [string, string] => [`plugin_${name}`, name]),
    ...(order.formats.length > 0 ? [[OWN_FORMATS, order.formats.join(' ')] as [string, string]] : []),
  ]);
  const { DEFAULT: unknown = {}, ...others } = order.unknown ?? {};
  const sections = new Map(order.lines.map((line) => [line.name, lineKeys(line)]));
  add(defaults, unknown);
  for (const [name, keys] of Object.entries(others)) {
    const section = sections.get(name);
    if (section) add(section, keys);
  }
  return { defaults, sections };
}

function lineKeys(line: OrderLine): Map<string, string> {
  return new Map([
    ['process', line.process ? 'true' : 'false'],
    ['band_range', writeBands(line.bands)],
    ...(line.ignoreFreeSpace === true ? [['aplmap_ignore_freespace', 'True'] as [string, string]] : []),
    ...line.equations.map((name): [string, string] => [`eq_${name}`, 'True']),
    ...line.plugins.map((name): [string, string] => [`plugin_${name}`, 'True']),
  ]);
}

/** Unknown keys never take the place of known ones. */
function add(keys: Map<string, string>, unknown: Readonly<Record<string, string>>): void {
  for (const [key, value] of Object.entries(unknown)) if (!keys.has(key)) keys.set(key, value);
}

/** Formulas and PROJ strings may have blanks that a .cfg has not, and that mean nothing. */
function writable(text: string): string {
  return isCfgValue(text) ? text : text.trim().replace(/\s+/g, ' ');
}

function python(value: boolean): string {
  return value ? 'True' : 'False';
}
