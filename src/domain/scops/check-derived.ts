import { quoted } from './check-about.js';
import { productsOf } from './names.js';
import type { Check } from './order-facts.js';
import { EQUATION_NAME } from './equation-name.js';
import type { OrderProblem } from './order.js';

/** Equations and plugins: names, formulas, and which lines want them. */
export const derivedProblems: Check = (order, facts) => {
  const problems: OrderProblem[] = [];
  const say = (field: string, sentence: string) => problems.push({ field, sentence });
  const { equations, plugins } = order;
  if (equations.length > facts.equations)
    say('equations', `An order has at most ${facts.equations} equations, not ${equations.length}.`);
  for (const { name, expression } of equations.slice(0, facts.equations)) {
    const field = `equation ${name}`;
    if (!EQUATION_NAME.test(name))
      say(
        field,
        `${quoted(name)} is no name for an equation; it begins with a letter and has at most 40 letters, digits, _ and -.`,
      );
    // Each formula is looked at for the line with the fewest bands that wants it.
    const wanting = order.lines.filter((line) => line.equations.includes(name)).map((line) => line.name);
    const bands = facts.delivery?.lines
      .filter((line) => wanting.includes(line.name))
      .map((line) => line.bands);
    const problem = facts.expressionProblem(expression, bands?.length ? Math.min(...bands) : 999);
    if (problem !== undefined) say(field, `Equation ${name}: ${problem}`);
    if (wanting.length === 0)
      say(field, `No line wants equation ${name}; choose a line for it, or leave it out.`);
  }
  for (const name of plugins) {
    const field = `plugin ${name}`;
    if (!facts.plugins.includes(name))
      say(
        field,
        `There is no plugin ${quoted(name)}; ${facts.plugins.length === 0 ? 'none is installed' : `choose of ${facts.plugins.join(', ')}`}.`,
      );
    if (!order.lines.some((line) => line.plugins.includes(name)))
      say(field, `No line wants plugin ${name}; choose a line for it, or leave it out.`);
  }
  for (const line of order.lines) {
    for (const name of line.equations)
      if (!equations.some((equation) => equation.name === name))
        say(`line ${line.name}`, `Line ${line.name} wants equation ${quoted(name)}, which has no formula.`);
    for (const name of line.plugins)
      if (!plugins.includes(name))
        say(
          `line ${line.name}`,
          `Line ${line.name} wants plugin ${quoted(name)}, which the order does not list.`,
        );
  }
  const names = [...equations.map(({ name }) => name), ...plugins];
  const twice = repeated(names);
  for (const name of twice)
    say(
      `equation ${name}`,
      `${quoted(name)} names more than one equation or plugin (capitals don't count); give each its own name.`,
    );
  if (twice.length === 0)
    for (const name of repeated(productsOf(order).map((product) => product.name)))
      say('equations', `Two products would be named ${name}; give the equation another name.`);
  return problems;
};

/** The names that come more than once; capitals don't count. */
export function repeated(names: readonly string[]): string[] {
  const seen = new Set<string>();
  const again = new Map<string, string>();
  for (const name of names) {
    const lower = name.toLowerCase();
    if (seen.has(lower) && !again.has(lower)) again.set(lower, name);
    seen.add(lower);
  }
  return [...again.values()];
}
