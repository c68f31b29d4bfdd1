/** The operators' verbs for an order or one of its lines: updates of its workflow. */
export const ORDER_VERBS = ['retry', 'cancel', 'hold', 'release', 'demConfirmed'] as const;
/** One of them. */
export type OrderVerb = (typeof ORDER_VERBS)[number];
