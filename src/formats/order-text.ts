import { orderFromCfg, type CfgClaims } from '../domain/scops/cfg-order.js';
import { readOrderDocument } from '../domain/scops/order-schema.js';
import type { Order, OrderProblem } from '../domain/scops/order.js';
import { FormatError } from './format-error.js';
import { parseScopsCfg } from './scops-cfg.js';

/** An order as a text has it, or what is wrong with the text; what a .cfg claims of its life, where there is one. */
export type OrderText = { readonly claims?: CfgClaims } & (
  | { readonly order: Order; readonly problems: readonly [] }
  | { readonly order: null; readonly problems: readonly OrderProblem[] }
);

/** Reads an order from a SCOPS order file. Every problem is said at once, unless the text is no such file at all. */
export function orderFromCfgText(text: string): OrderText {
  try {
    return orderFromCfg(parseScopsCfg(text));
  } catch (error) {
    if (!(error instanceof FormatError)) throw error;
    return {
      order: null,
      problems: [{ field: 'file', sentence: `The file cannot be read: ${error.message}.` }],
    };
  }
}

/** Reads an order from JSON. Every problem is said at once, unless the text is no JSON. */
export function orderFromJsonText(text: string): OrderText {
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch (error) {
    const sentence = `The file is no JSON: ${(error as SyntaxError).message.slice(0, 200)}.`;
    return { order: null, problems: [{ field: 'file', sentence }] };
  }
  const read = readOrderDocument(document);
  return 'order' in read ? { order: read.order, problems: [] } : { order: null, problems: read.problems };
}

/** Reads an order by the name of its file: `.cfg` is SCOPS's, everything else JSON. */
export function orderFromFile(name: string, text: string): OrderText {
  return name.toLowerCase().endsWith('.cfg') ? orderFromCfgText(text) : orderFromJsonText(text);
}
