import type { Migration } from 'kysely';
import type { Dialect } from '../ledger.js';
import { first } from './0001-first.js';
import { operators } from './0002-operators.js';
import { runParameters } from './0003-run-parameters.js';
import { lists } from './0004-lists.js';
import { notify } from './0005-notify.js';
import { orders } from './0006-orders.js';

/** Every migration by its name, in order. One that was released is never changed: a change is a new one. */
export function allMigrations(dialect: Dialect): Record<string, Migration> {
  return {
    '0001-first': first(dialect),
    '0002-operators': operators(dialect),
    '0003-run-parameters': runParameters(dialect),
    '0004-lists': lists,
    '0005-notify': notify(dialect),
    '0006-orders': orders(dialect),
  };
}
