import { isoOfMicros, microsOfIso } from './ccsds-time.js';
import { FormatError } from './format-error.js';
import { checkMetValue, MET } from './met-model.js';

/** What a `.met` of a product says. Times are UTC text, percentages whole numbers 0 to 100. */
export interface MetFields {
  /** ESDT short name, up to 8 characters. */
  readonly shortName: string;
  /** 0 to 999. */
  readonly versionId: number;
  /** Name of the product file, up to 80 characters. */
  readonly localGranuleId: string;
  readonly productionDateTime: string;
  readonly localVersionId: string;
  readonly rangeBegin: string;
  readonly rangeEnd: string;
  /** Up to 10 characters. */
  readonly pgeVersion: string;
  /** Universal references or names of the inputs; the group is left out when there are none. */
  readonly inputPointers: readonly string[];
  readonly parameterName: string;
  /** One of OPERATIONAL_QUALITY_FLAGS. */
  readonly operationalFlag: string;
  readonly operationalExplanation: string;
  readonly automaticFlag: string;
  readonly automaticExplanation: string;
  /** `Not Investigated` when absent. */
  readonly scienceFlag?: string;
  readonly percentMissing: number;
  readonly percentOutOfBounds: number;
  readonly percentInterpolated?: number;
  /** Product-specific attributes by name, in the order of the keys. */
  readonly additional?: Readonly<Record<string, string>>;
  /** `processed once` when absent. */
  readonly reprocessingActual?: string;
  /** `further update is anticipated` when absent. */
  readonly reprocessingPlanned?: string;
  /** `Day`, `Night` or `Both`; `Both` when absent. */
  readonly dayNightFlag?: string;
  /** Degrees; the whole globe when absent. */
  readonly bounds?: {
    readonly west: number;
    readonly east: number;
    readonly south: number;
    readonly north: number;
  };
  /** MOPITT on Terra when absent. */
  readonly platform?: { readonly platform: string; readonly instrument: string; readonly sensor: string };
}

const GLOBE = { west: -180, east: 180, south: -90, north: 90 };
const MOPITT = { platform: 'Terra', instrument: 'MOPITT', sensor: 'MOPITT' };

type Item = readonly string[];

/**
 * A complete `.met` in the dialect of the SDP Toolkit. Throws a FormatError for a value that the ECS model does not
 * allow (see `checkMetValue`) and for a range that ends before it begins.
 */
export function emitMet(fields: MetFields): string {
  const begin = microsOfIso(fields.rangeBegin);
  const end = microsOfIso(fields.rangeEnd);
  if (end < begin)
    throw new FormatError(MET, undefined, `the range ends (${fields.rangeEnd}) before it begins`);
  const inventory = group('INVENTORYMETADATA', [
    statement('GROUPTYPE', 'MASTERGROUP'),
    group('ECSDATAGRANULE', [
      text('REPROCESSINGPLANNED', fields.reprocessingPlanned ?? 'further update is anticipated'),
      text('REPROCESSINGACTUAL', fields.reprocessingActual ?? 'processed once'),
      text('LOCALGRANULEID', fields.localGranuleId),
      text('DAYNIGHTFLAG', fields.dayNightFlag ?? 'Both'),
      text('PRODUCTIONDATETIME', isoMilliseconds(fields.productionDateTime)),
      text('LOCALVERSIONID', fields.localVersionId),
    ]),
    group('MEASUREDPARAMETER', [measuredParameter(fields)]),
    group('COLLECTIONDESCRIPTIONCLASS', [
      number('VERSIONID', fields.versionId),
      text('SHORTNAME', fields.shortName),
    ]),
    ...(fields.inputPointers.length > 0
      ? [group('INPUTGRANULE', [list('INPUTPOINTER', fields.inputPointers)])]
      : []),
    spatialDomain(fields.bounds ?? GLOBE),
    group('RANGEDATETIME', [...instant('RANGEENDING', end), ...instant('RANGEBEGINNING', begin)]),
    group('PGEVERSIONCLASS', [text('PGEVERSION', fields.pgeVersion)]),
    platform(fields.platform ?? MOPITT),
    ...additionalAttributes(fields.additional ?? {}),
  ]);
  return [...inventory, 'END', ''].join('\n');
}

function measuredParameter(fields: MetFields): Item {
  const one = '1';
  return object('MEASUREDPARAMETERCONTAINER', [
    klass(one),
    text('PARAMETERNAME', fields.parameterName, one),
    group('QAFLAGS', [
      klass(one),
      text('OPERATIONALQUALITYFLAG', fields.operationalFlag, one),
      text('OPERATIONALQUALITYFLAGEXPLANATION', fields.operationalExplanation, one),
      text('AUTOMATICQUALITYFLAG', fields.automaticFlag, one),
      text('AUTOMATICQUALITYFLAGEXPLANATION', fields.automaticExplanation, one),
      text('SCIENCEQUALITYFLAG', fields.scienceFlag ?? 'Not Investigated', one),
    ]),
    group('QASTATS', [
      klass(one),
      number('QAPERCENTMISSINGDATA', fields.percentMissing, one),
      number('QAPERCENTOUTOFBOUNDSDATA', fields.percentOutOfBounds, one),
      ...(fields.percentInterpolated === undefined
        ? []
        : [number('QAPERCENTINTERPOLATEDDATA', fields.percentInterpolated, one)]),
    ]),
  ]);
}

function spatialDomain({ west, east, south, north }: typeof GLOBE): Item {
  const fits = (value: number, most: number): boolean => Math.abs(value) <= most;
  if (!fits(west, 180) || !fits(east, 180) || !fits(south, 90) || !fits(north, 90) || south > north) {
    throw new FormatError(
      MET,
      undefined,
      `the bounds ${west} ${east} ${south} ${north} are not on the globe`,
    );
  }
  return group('SPATIALDOMAINCONTAINER', [
    group('HORIZONTALSPATIALDOMAINCONTAINER', [
      group('BOUNDINGRECTANGLE', [
        number('WESTBOUNDINGCOORDINATE', west),
        number('NORTHBOUNDINGCOORDINATE', north),
        number('EASTBOUNDINGCOORDINATE', east),
        number('SOUTHBOUNDINGCOORDINATE', south),
      ]),
    ]),
  ]);
}

function platform(names: typeof MOPITT): Item {
  const one = '1';
  return group('ASSOCIATEDPLATFORMINSTRUMENTSENSOR', [
    object('ASSOCIATEDPLATFORMINSTRUMENTSENSORCONTAINER', [
      klass(one),
      text('ASSOCIATEDPLATFORMSHORTNAME', names.platform, one),
      text('ASSOCIATEDINSTRUMENTSHORTNAME', names.instrument, one),
      text('ASSOCIATEDSENSORSHORTNAME', names.sensor, one),
    ]),
  ]);
}

function additionalAttributes(attributes: Readonly<Record<string, string>>): Item[] {
  const containers = Object.entries(attributes).map(([name, value], index) => {
    const own = String(index + 1);
    return object('ADDITIONALATTRIBUTESCONTAINER', [
      klass(own),
      text('ADDITIONALATTRIBUTENAME', name, own),
      group('INFORMATIONCONTENT', [klass(own), text('PARAMETERVALUE', value, own)]),
    ]);
  });
  return containers.length > 0 ? [group('ADDITIONALATTRIBUTES', containers)] : [];
}

function instant(prefix: string, micros: number): Item[] {
  const iso = isoOfMicros(micros);
  return [text(`${prefix}DATE`, iso.slice(0, 10)), text(`${prefix}TIME`, iso.slice(11, -1))];
}

function isoMilliseconds(time: string): string {
  return `${isoOfMicros(microsOfIso(time)).slice(0, 23)}Z`;
}

function text(name: string, value: string, own?: string): Item {
  checkMetValue(name, value);
  return valued(name, 1, [`"${value}"`], own);
}

function number(name: string, value: number, own?: string): Item {
  if (!Number.isFinite(value)) throw new FormatError(MET, undefined, `${name} ${value} is not a number`);
  checkMetValue(name, String(value));
  return valued(name, 1, [String(value)], own);
}

function list(name: string, values: readonly string[]): Item {
  for (const value of values) checkMetValue(name, value);
  const words = values.map((value) => `"${value}"`);
  const lines = words.map(
    (word, index) => (index === 0 ? '(' : ' ') + word + (index === words.length - 1 ? ')' : ','),
  );
  return valued(name, values.length, lines);
}

function valued(name: string, capacity: number, lines: Item, own?: string): Item {
  const [first = '', ...more] = lines;
  const hanging = more.map((line) => ' '.repeat(STATEMENT_WIDTH + 2) + line);
  return object(name, [
    statement('NUM_VAL', String(capacity)),
    ...(own === undefined ? [] : [klass(own)]),
    [...statement('VALUE', first), ...hanging],
  ]);
}

/** The toolkit lines up the `=` of a block with those of the statements right in it. */
const BLOCK_WIDTH = 23;
const STATEMENT_WIDTH = BLOCK_WIDTH - 2;

function klass(own: string): Item {
  return statement('CLASS', `"${own}"`);
}

function statement(key: string, value: string): Item {
  return [`${key.padEnd(STATEMENT_WIDTH)}= ${value}`];
}

function group(name: string, items: readonly Item[]): Item {
  return block('GROUP', name, items);
}

function object(name: string, items: readonly Item[]): Item {
  return block('OBJECT', name, items);
}

function block(kind: string, name: string, items: readonly Item[]): Item {
  return [
    `${kind.padEnd(BLOCK_WIDTH)}= ${name}`,
    ...items.flat().map((line) => `  ${line}`),
    `${`END_${kind}`.padEnd(BLOCK_WIDTH)}= ${name}`,
  ];
}
