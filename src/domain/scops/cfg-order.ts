import { cfgValue, type ScopsCfg } from './cfg-document.js';
import { readCfgDem } from './cfg-dem.js';
import * as fields from './cfg-fields.js';
import { isDerivedKey, isOrderKey, LIFE_KEYS, OWN_FORMATS } from './cfg-keys.js';
import { CfgValues } from './cfg-values.js';
import {
  EXTRA_FORMATS,
  type BandChoice,
  type DemChoice,
  type ExtraFormat,
  type Order,
  type OrderLine,
  type OrderProblem,
} from './order.js';

/**
 * What a .cfg says of its own life in SCOPS. It is told to people and decides nothing: an order from a file is a new order, and a
 * `restart` or `confirmed` in a file must not make it run.
 */
export interface CfgClaims {
  readonly submitted: boolean;
  readonly confirmed: boolean;
  readonly restart: boolean;
  readonly hasError: boolean;
}

/** An order from a .cfg; with problems there is none. */
export type CfgOrder = { readonly claims: CfgClaims } & (
  | { readonly order: Order; readonly problems: readonly [] }
  | { readonly order: null; readonly problems: readonly OrderProblem[] }
);

/**
 * The order that a .cfg describes, or every problem of its values at once. Whether it fits the flight is looked at by
 * `orderProblems`. Keys that mean nothing here are kept in `unknown`.
 */
export function orderFromCfg(cfg: ScopsCfg): CfgOrder {
  const values = new CfgValues(cfg.defaults);
  const life = LIFE_KEYS.map((key) => [key, values.flag(key, key)] as const);
  const isTrue = (key: (typeof LIFE_KEYS)[number]) => life.some(([name, value]) => name === key && value);
  const derived = derivedOf(cfg);
  const dem = readCfgDem(values);
  if (cfg.sections.size === 0)
    values.say('lines', 'The file has no section for a flight line, such as [f123a011].');
  const order: Order = {
    project: values.word('project', 'project_code'),
    year: values.needed('year', 'year', fields.readWhole, 0),
    julianDay: values.needed('julian day', 'julianday', fields.readWhole, 0),
    sortie: values.text('sortie').toLowerCase() === 'none' ? '' : values.text('sortie'),
    email: values.word('email', 'email'),
    sourceFolder: values.word('source folder', 'sourcefolder'),
    projection: values.needed(
      'projection',
      'projection',
      (text) => fields.readProjection(text, values.text('projstring')),
      { kind: 'ukbng' },
    ),
    pixelSize: values.needed('pixel size', 'pixelsize', fields.readPixelSize, { x: 1, y: 1 }),
    interpolation: values.needed('interpolation', 'interpolation', fields.readInterpolation, 'nearest'),
    masking: values.needed('masking', 'masking', fields.readMasking, 'none'),
    bounds: values.value('bounds', 'bounds', values.text('bounds'), fields.readBounds, null),
    dem,
    lines: [...cfg.sections.keys()].map((name) => lineOf(cfg, name, derived, values)),
    bandMaths: isWaiting(
      values.flag('equations', 'bandratio'),
      derived,
      isTrue('bandratioset') || isTrue('bandratiomappedset'),
    ),
    equations: derived.equations,
    plugins: derived.plugins,
    formats: formatsOf(values),
    ...unknownOf(cfg, dem),
  };
  const claims = {
    submitted: isTrue('submitted'),
    confirmed: isTrue('confirmed'),
    restart: isTrue('restart'),
    hasError: isTrue('has_error'),
  };
  const { problems } = values;
  return problems.length > 0 ? { order: null, claims, problems } : { order, claims, problems: [] };
}

type Derived = Pick<Order, 'equations' | 'plugins'>;

/** Equations and plugins of `[DEFAULT]`. A plugin's value is its module, which has the case that the key may have lost. */
function derivedOf({ defaults }: ScopsCfg): Derived {
  const after = (prefix: string) =>
    [...defaults]
      .filter(([key]) => key.startsWith(prefix) && isDerivedKey(key))
      .map(([key, value]) => ({ name: key.slice(prefix.length), value: value.trim() }));
  return {
    equations: after('eq_').map(({ name, value }) => ({ name, expression: value })),
    plugins: after('plugin_').map(({ name, value }) =>
      value.toLowerCase() === name.toLowerCase() ? value : name,
    ),
  };
}

/** An equations step that was answered with nothing is done: the order must not wait for it again. */
function isWaiting(isWanted: boolean, { equations, plugins }: Derived, isAnswered: boolean): boolean {
  return isWanted && !(isAnswered && equations.length + plugins.length === 0);
}

/** A line. Its equations are those that its own section names: what it inherits is the formula, not the wish. */
function lineOf(cfg: ScopsCfg, name: string, derived: Derived, values: CfgValues): OrderLine {
  const field = `line ${name}`;
  const own = new Map([...cfg.sections.get(name)!].filter(([key]) => isDerivedKey(key)));
  const isWanted = new Set<string>();
  for (const [key, value] of own) {
    if (!cfg.defaults.has(key)) values.say(field, `${name} wants ${key}, which [DEFAULT] does not have.`);
    if (values.flag(field, `${key} of ${name}`, value)) isWanted.add(key.toLowerCase());
  }
  const wanted = (prefix: string, of: string) => isWanted.has(`${prefix}${of}`.toLowerCase());
  const inherited = (key: string) => cfgValue(cfg, name, key);
  const process = values.flag(field, `process of ${name}`, inherited('process') ?? '');
  const range = inherited('band_range');
  if (range === undefined && process) values.say(`${field} bands`, `band_range of ${name} is missing.`);
  const bands =
    range === undefined
      ? 'ALL'
      : values.value<BandChoice>(`${field} bands`, `band_range of ${name}`, range, fields.readBands, 'ALL');
  const key = 'aplmap_ignore_freespace';
  const ignoreFreeSpace = values.flag(field, `${key} of ${name}`, inherited(key) ?? '');
  return {
    name,
    process,
    bands,
    equations: derived.equations.map((equation) => equation.name).filter((of) => wanted('eq_', of)),
    plugins: derived.plugins.filter((of) => wanted('plugin_', of)),
    ...(ignoreFreeSpace && { ignoreFreeSpace }),
  };
}

function formatsOf(values: CfgValues): ExtraFormat[] {
  const words = values
    .text(OWN_FORMATS)
    .toLowerCase()
    .split(/[\s,]+/);
  const isFormat = (word: string): word is ExtraFormat => (EXTRA_FORMATS as readonly string[]).includes(word);
  const others = words.filter((word) => word !== '' && !isFormat(word));
  if (others.length > 0)
    values.say(
      'formats',
      `${OWN_FORMATS} must be of ${EXTRA_FORMATS.join(', ')}, not ${others.join(', ').slice(0, 60)}.`,
    );
  return [...new Set(words.filter(isFormat))];
}

function unknownOf(cfg: ScopsCfg, dem: DemChoice): Pick<Order, 'unknown'> {
  const left = [['DEFAULT', cfg.defaults] as const, ...cfg.sections].flatMap(([section, keys]) => {
    const kept = [...keys].filter(([key]) => !isOrderKey(section, key, dem));
    return kept.length > 0 ? [[section, Object.fromEntries(kept)] as const] : [];
  });
  return left.length > 0 ? { unknown: Object.fromEntries(left) } : {};
}
