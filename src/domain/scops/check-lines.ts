import { quoted } from './check-about.js';
import { repeated } from './check-derived.js';
import { SENSORS, type DeliveredLine } from './delivery.js';
import { shared } from './flight.js';
import { productsOf } from './names.js';
import type { Check } from './order-facts.js';
import type { Order, OrderLine, OrderProblem } from './order.js';

/** A flight line's name: it begins with the sensor's letter. */
export const LINE_NAME = /^[A-Za-z][A-Za-z0-9_-]{0,63}$/;
const MOST_LINES = 500;
const MOST_RANGES = 1_000;

/** Which lines, and which bands of them. */
export const lineProblems: Check = (order, facts) => {
  const problems: OrderProblem[] = [];
  const { lines } = order;
  if (lines.length > MOST_LINES)
    problems.push({
      field: 'lines',
      sentence: `An order has at most ${MOST_LINES} lines, not ${lines.length}; order them in parts.`,
    });
  for (const name of repeated(lines.map((line) => line.name)))
    problems.push({ field: `line ${name}`, sentence: `Line ${name} is ordered twice; order it once.` });
  if (productsOf(order).length === 0 && !order.bandMaths)
    problems.push({
      field: 'lines',
      sentence: 'Nothing is ordered; choose at least one line, equation or plugin.',
    });
  const delivered = new Map(facts.delivery?.lines.map((line) => [line.name, line]));
  for (const line of lines) {
    const field = `line ${line.name}`;
    if (!LINE_NAME.test(line.name) || !Object.hasOwn(SENSORS, line.name[0]!))
      problems.push({
        field,
        sentence: `${quoted(line.name)} is not a flight line; names begin with ${Object.keys(SENSORS).join(', ')}, such as f123a011.`,
      });
    else if (facts.delivery !== null && !delivered.has(line.name))
      problems.push({ field, sentence: missing(line.name, [...delivered.keys()], facts.delivery.problems) });
    else if (line.process && order.masking !== 'none' && delivered.get(line.name)?.mask === null)
      problems.push({
        field,
        sentence: `Line ${line.name} was delivered without its mask; order it with masking none, or leave it out.`,
      });
    problems.push(...bandProblems(line, delivered.get(line.name)));
  }
  return [...problems, ...outsideProblems(order, [...delivered.values()])];
};

function missing(name: string, there: readonly string[], problems: readonly string[]): string {
  const why = problems.find((problem) => problem.includes(name));
  if (why !== undefined) return `Line ${name} cannot be used: ${why}`;
  if (there.length === 0) return `The delivery has no line ${name}, nor any other that can be used.`;
  const some = there.slice(0, 8).join(', ');
  return `The delivery has no line ${name}; it has ${some}${there.length > 8 ? ` and ${there.length - 8} more` : ''}.`;
}

function bandProblems({ name, bands }: OrderLine, delivered: DeliveredLine | undefined): OrderProblem[] {
  if (bands === 'ALL') return [];
  const field = `line ${name} bands`;
  const last = delivered?.bands;
  const say = (sentence: string): OrderProblem[] => [{ field, sentence }];
  if (bands.length === 0) return say(`Line ${name} has no bands; write ALL, or some such as 1-200.`);
  if (bands.length > MOST_RANGES)
    return say(`Line ${name} has more than ${MOST_RANGES} ranges of bands; write fewer.`);
  const written = ({ from, to }: { from: number; to: number }) => (from === to ? `${from}` : `${from}-${to}`);
  const turned = bands.find(({ from, to }) => from > to);
  if (turned)
    return say(`Bands ${written(turned)} of line ${name} go backwards; write ${turned.to}-${turned.from}.`);
  const outside = bands.find(({ from, to }) => from < 1 || (last !== undefined && to > last));
  if (outside)
    return say(
      `Bands ${written(outside)} of line ${name} are not in its file; it has ${last === undefined ? 'bands from 1' : `bands 1 to ${last}`}.`,
    );
  const count = bands.reduce((sum, { from, to }) => sum + to - from + 1, 0);
  if (count > (last ?? 10_000)) return say(`Line ${name} asks for a band more than once; ask for each once.`);
  return [];
}

/** Lines of which nothing lies within the bounds: their maps would be empty. */
function outsideProblems(
  { bounds, lines }: Pick<Order, 'bounds' | 'lines'>,
  delivered: readonly DeliveredLine[],
): OrderProblem[] {
  if (bounds === null || bounds.north <= bounds.south) return [];
  const ordered = delivered.filter((line) => lines.some(({ name }) => name === line.name));
  const outside = ordered.filter((line) => shared(line.bounds, bounds) === undefined);
  if (outside.length > 0 && outside.length === ordered.length)
    return [
      {
        field: 'bounds',
        sentence:
          'The bounds share nothing with the lines that are ordered; widen them, or leave them empty.',
      },
    ];
  return outside.map(({ name }) => ({
    field: `line ${name}`,
    sentence: `Nothing of line ${name} lies within the bounds; leave the line out, or widen them.`,
  }));
}
