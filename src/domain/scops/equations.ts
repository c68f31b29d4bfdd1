import type { Equation, Order } from './order.js';

/** What the equations step says: formulas and plugins, and for which lines each is wanted. */
export interface EquationsWanted {
  readonly equations: readonly (Equation & { readonly lines: readonly string[] })[];
  readonly plugins: readonly { readonly name: string; readonly lines: readonly string[] }[];
}

/** The order with what the equations step says, in the place of what it had. */
export function withEquations(order: Order, { equations, plugins }: EquationsWanted): Order {
  const wanted = (
    things: readonly { readonly name: string; readonly lines: readonly string[] }[],
    line: string,
  ) => things.filter(({ lines }) => lines.includes(line)).map(({ name }) => name);
  return {
    ...order,
    equations: equations.map(({ name, expression }) => ({ name, expression })),
    plugins: plugins.map(({ name }) => name),
    lines: order.lines.map((line) => ({
      ...line,
      equations: wanted(equations, line.name),
      plugins: wanted(plugins, line.name),
    })),
  };
}

/** What the equations step said last: the other way round. */
export function equationsOf({ equations, plugins, lines }: Order): EquationsWanted {
  const wanting = (what: 'equations' | 'plugins', name: string) =>
    lines.filter((line) => line[what].includes(name)).map((line) => line.name);
  return {
    equations: equations.map((equation) => ({ ...equation, lines: wanting('equations', equation.name) })),
    plugins: plugins.map((name) => ({ name, lines: wanting('plugins', name) })),
  };
}
