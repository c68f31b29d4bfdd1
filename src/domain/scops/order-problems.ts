import { aboutProblems } from './check-about.js';
import { demProblems } from './check-dem.js';
import { derivedProblems } from './check-derived.js';
import { lineProblems } from './check-lines.js';
import { mapProblems } from './check-map.js';
import type { Check, OrderFacts } from './order-facts.js';
import type { Order, OrderProblem } from './order.js';

export type { OrderFacts } from './order-facts.js';

const CHECKS: readonly Check[] = [aboutProblems, lineProblems, mapProblems, demProblems, derivedProblems];

/** Everything that is wrong with an order, each in a sentence that says what would be right; empty: it can be accepted. */
export function orderProblems(order: Order, facts: OrderFacts): OrderProblem[] {
  return CHECKS.flatMap((check) => check(order, facts));
}
