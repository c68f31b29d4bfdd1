import type { Purpose } from '../../../adapters/scops/capability.js';
import { isAsset, isSafe } from '../../board/access/policy.js';

/**
 * Who may what on the front end. Nothing else decides it.
 *
 * | address                                            | who                                                       |
 * |----------------------------------------------------|-----------------------------------------------------------|
 * | `/login`, style, scripts, icon                     | everybody                                                 |
 * | `/orders/<id>` and everything below                | users of that order's project; who has a link for just it |
 * | `/api/orders/<id>` and everything below            | the same, with name and password each time or that link   |
 * | `/api/…`                                           | users of a project, with name and password each time      |
 * | everything else                                    | users of a project                                        |
 *
 * A link (a token of adapters/scops/capability.ts) opens what its purpose names below; only `confirm` and `dem` change
 * something with one. What is below `/orders` and names no order that could be is nothing, whoever asks.
 */
export type Need =
  | { readonly kind: 'public' }
  | { readonly kind: 'member' }
  | { readonly kind: 'api'; readonly id?: string; readonly purpose?: Purpose }
  | { readonly kind: 'nothing' }
  | { readonly kind: 'order'; readonly id: string; readonly purpose?: Purpose };

/** An order's id as addresses have it. */
export const ORDER_ID = /^[A-Za-z0-9][A-Za-z0-9._-]{0,120}$/;

const LOOKED_AT: Readonly<Record<string, Purpose>> = {
  '': 'status',
  progress: 'status',
  events: 'status',
  looks: 'status',
  confirm: 'confirm',
  downloads: 'download',
  provenance: 'download',
  all: 'download',
  files: 'download',
  dem: 'dem',
};
const CHANGED: Readonly<Record<string, Purpose>> = { confirm: 'confirm', dem: 'dem' };

/** What a request needs. */
export function needOf(method: string, path: string): Need {
  if (path === '/login' || isAsset(method, path)) return { kind: 'public' };
  const kind = /^\/api(\/|$)/.test(path) ? 'api' : 'order';
  const [, below] = /^(?:\/api)?\/orders\/(.*)/s.exec(path) ?? [];
  if (below === undefined) return kind === 'api' ? { kind } : { kind: 'member' };
  const [id = '', page = ''] = below.split('/');
  if (!ORDER_ID.test(id)) return { kind: 'nothing' };
  const table = isSafe(method) ? LOOKED_AT : CHANGED;
  const purpose = Object.hasOwn(table, page) ? table[page] : undefined;
  return { kind, id, ...(purpose && { purpose }) };
}

/** Whether files may come with a request. */
export function takesFiles(path: string): boolean {
  return path === '/order' || path === '/api/uploads' || /^(\/api)?\/orders\/[^/]+\/dem$/.test(path);
}
