import { basename, isAbsolute } from 'node:path';
import { refuse, REFUSALS } from '../access/refusals.js';
import type { FrontContext, FrontKit } from '../kit.js';
import { openWithin } from './within.js';

/** The document of an order, below its folder. */
const PROVENANCE = 'provenance.json';
/** What is larger is none. */
const MOST_BYTES = 64 * 1024 * 1024;
/** A path within a sentence: two folders and a name at least. */
const PLACE = /(?<![^\s'"(=])\/(?:[\w.+-]+\/)+([\w.+-]+)/g;

/** Whether there is a document of how an order was made: from when it was packed, and for as long as its folder is there. */
export function hasProvenance({ completedAt }: { readonly completedAt?: number }): boolean {
  return completedAt !== undefined;
}

/**
 * Sends how an order was made: of which files, with which software and parameters, by which runs. Files are named without
 * their folders: where things lie on the station is nothing for a client.
 */
export async function sendProvenance(kit: FrontKit, context: FrontContext): Promise<Response> {
  const order = context.get('order');
  const opened =
    order.folder !== undefined && hasProvenance(order)
      ? await openWithin(kit.services.output, order.folder, PROVENANCE)
      : undefined;
  if (!opened) return refuse(context, REFUSALS.nothing);
  try {
    if (opened.stats.size > MOST_BYTES) return await refuse(context, REFUSALS.nothing);
    const document: unknown = JSON.parse(await opened.file.readFile('utf8'));
    context.header('content-disposition', `attachment; filename="${order.id}-${PROVENANCE}"`);
    return kit.json(context, withoutFolders(document));
  } finally {
    await opened.file.close();
  }
}

/** The same with paths cut to names. Formulas stay as they are: a division looks like a path. */
export function withoutFolders(value: unknown): unknown {
  if (typeof value === 'string')
    return isAbsolute(value) && !value.includes(' ') ? basename(value) : value.replace(PLACE, '$1');
  if (Array.isArray(value)) return value.map(withoutFolders);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, key === 'expression' ? item : withoutFolders(item)]),
  );
}
