import type { DeliveredLine } from '../../../domain/scops/delivery.js';
import type { Order } from '../../../domain/scops/order.js';
import { checkBandMaths, checkEquationName } from '../../../formats/band-maths/check.js';
import { isProblem } from '../../../formats/band-maths/parse.js';
import type { EquationsSaid } from '../../../workflows/order-messages.js';
import type { Filled } from '../body/filled.js';
import type { Offer } from './offers.js';

/** What is wrong with a formula, and with which of its fields. */
export interface FormulaProblem {
  readonly field: 'name' | 'formula' | 'lines';
  readonly sentence: string;
}

/** A formula of one's own as it was typed, and what is wrong with it. */
export interface FormulaDraft {
  readonly name: string;
  readonly expression: string;
  readonly lines: ReadonlySet<string>;
  readonly problems: readonly FormulaProblem[];
  /** The formula with a mark under the place that is wrong. */
  readonly pointer?: string;
}

/** What stands in the equations step. */
export interface EquationsDraft {
  /** By the offer's name: of which lines it is wanted. */
  readonly offers: ReadonlyMap<string, ReadonlySet<string>>;
  readonly formulas: readonly FormulaDraft[];
  /** By the plugin's name. */
  readonly plugins: ReadonlyMap<string, ReadonlySet<string>>;
}

const EMPTY: FormulaDraft = { name: '', expression: '', lines: new Set(), problems: [] };
/** Fields for formulas that a page has at most. */
const MOST_FORMULAS = 50;

/** The step as it is first shown: with what was said before. */
export function shownBefore(order: Order, offers: readonly Offer[]): EquationsDraft {
  const wanting = (what: 'equations' | 'plugins', name: string) =>
    new Set(order.lines.filter((line) => line[what].includes(name)).map((line) => line.name));
  const isOffer = ({ name, expression }: Order['equations'][number]) =>
    offers.some((offer) => offer.name === name && offer.expression === expression);
  const own = order.equations.filter((equation) => !isOffer(equation));
  return {
    offers: new Map(order.equations.filter(isOffer).map(({ name }) => [name, wanting('equations', name)])),
    formulas: [
      ...own.map((equation) => ({ ...equation, lines: wanting('equations', equation.name), problems: [] })),
      EMPTY,
    ],
    plugins: new Map(order.plugins.map((name) => [name, wanting('plugins', name)])),
  };
}

/** The step as it was filled in. `more` is one more formula to fill in. */
export function filledIn(
  filled: Filled,
  offers: readonly Offer[],
  plugins: readonly { readonly name: string }[],
  more: boolean,
): EquationsDraft {
  const chosen = (field: string) => new Set(filled.all(field));
  const count = Math.min(MOST_FORMULAS, Number(/^\d{1,3}$/.exec(filled.text('formulas'))?.[0] ?? 0));
  const formulas = Array.from({ length: count }, (_, index) => ({
    name: filled.text(`name ${index}`),
    expression: filled.text(`formula ${index}`),
    lines: chosen(`lines ${index}`),
    problems: [],
  }));
  return {
    offers: new Map(offers.map(({ name }) => [name, chosen(`index ${name}`)])),
    formulas: more && count < MOST_FORMULAS ? [...formulas, EMPTY] : formulas,
    plugins: new Map(plugins.map(({ name }) => [name, chosen(`plugin ${name}`)])),
  };
}

/** The step with what is wrong with each formula. One of which nothing was filled in is none. */
export function checkedFormulas(draft: EquationsDraft, lines: readonly DeliveredLine[]): EquationsDraft {
  const taken = new Map<string, number>();
  for (const [name, wanted] of draft.offers) if (wanted.size > 0) count(taken, name);
  for (const name of draft.plugins.keys()) count(taken, name);
  for (const formula of draft.formulas) if (isBegun(formula)) count(taken, formula.name);
  return {
    ...draft,
    formulas: draft.formulas.map((formula) => (isBegun(formula) ? looked(formula, lines, taken) : formula)),
  };
}

/** Whether nothing is wrong, as far as can be seen here. */
export function isSound({ formulas }: EquationsDraft): boolean {
  return formulas.every(({ problems }) => problems.length === 0);
}

/** What is said to the order. Only lines of the order are named. */
export function saidOf(
  draft: EquationsDraft,
  offers: readonly Offer[],
  order: Order,
  by: string,
): EquationsSaid {
  const names = order.lines.map((line) => line.name);
  const known = (wanted: ReadonlySet<string> = new Set()) => names.filter((name) => wanted.has(name));
  const ready = offers.map(({ name, expression, lines }) => ({
    ...{ name, expression },
    lines: known(draft.offers.get(name)).filter((line) => lines.includes(line)),
  }));
  const own = draft.formulas.filter(isBegun).map(({ name, expression, lines }) => ({
    ...{ name, expression },
    lines: known(lines),
  }));
  return {
    by,
    equations: [...ready.filter(({ lines }) => lines.length > 0), ...own],
    plugins: [...draft.plugins]
      .map(([name, lines]) => ({ name, lines: known(lines) }))
      .filter(({ lines }) => lines.length > 0),
  };
}

function isBegun({ name, expression, lines }: FormulaDraft): boolean {
  return name !== '' || expression !== '' || lines.size > 0;
}

function looked(
  formula: FormulaDraft,
  lines: readonly DeliveredLine[],
  taken: ReadonlyMap<string, number>,
): FormulaDraft {
  const problems: FormulaProblem[] = [];
  const say = (field: FormulaProblem['field'], sentence: string) => problems.push({ field, sentence });
  const name = checkEquationName(formula.name);
  if (name !== null) say('name', name);
  else if (taken.get(formula.name.toLowerCase())! > 1)
    say('name', `${formula.name} names something else too; give each a name of its own.`);
  const wanting = lines.filter((line) => formula.lines.has(line.name));
  if (wanting.length === 0) say('lines', 'Choose the lines of which it is wanted.');
  const checked = checkBandMaths(formula.expression, Math.min(999, ...wanting.map((line) => line.bands)));
  if (!isProblem(checked)) return { ...formula, problems };
  say('formula', checked.sentence);
  return { ...formula, problems, pointer: checked.pointer };
}

function count(taken: Map<string, number>, name: string): void {
  taken.set(name.toLowerCase(), (taken.get(name.toLowerCase()) ?? 0) + 1);
}
