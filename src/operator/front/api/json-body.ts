import type { FrontContext, FrontKit } from '../kit.js';
import { fault } from './answers.js';

/** An order of some hundred lines. */
const MOST_BYTES = 512 * 1024;

/** Whether a request brings JSON. */
export function isJson({ req }: FrontContext): boolean {
  return /^application\/json\b/i.test(req.header('content-type') ?? '');
}

/** The object that a request brings, or the answer that it brings none. */
export async function jsonOf(
  kit: FrontKit,
  context: FrontContext,
): Promise<Record<string, unknown> | Response> {
  if (!isJson(context)) {
    const next = 'Send it with content-type: application/json, as `curl --json` does.';
    return kit.json(context, { error: { code: 'NO_JSON', sentence: 'No JSON was sent.', next } }, 415);
  }
  const text = await textOf(context.req.raw, MOST_BYTES);
  if (text === undefined) {
    context.header('connection', 'close');
    return fault(kit, context, 'TOO_LARGE', 'What is said of an order has at most 512 KiB.');
  }
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value))
      return value as Record<string, unknown>;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  return fault(kit, context, 'NO_JSON', 'The body is no JSON object.');
}

/** The text of a body; undefined when it is longer than that. */
async function textOf(request: Request, most: number): Promise<string | undefined> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of request.body ?? []) {
    bytes += (chunk as Uint8Array).length;
    if (bytes > most) return undefined;
    chunks.push(chunk as Uint8Array);
  }
  return Buffer.concat(chunks).toString('utf8');
}
