import { sql } from 'kysely';
import { decode, decodeAll, encode } from './codec.js';
import { statement, type Ledger } from './ledger.js';
import type { LedgerSchema, OrderProductRow, Patch } from './schema.js';

/** One product of an order. */
export interface ProductKey {
  readonly mission: string;
  readonly orderId: string;
  readonly product: string;
}

/** What changes of a product. */
export type ProductPatch = Patch<OrderProductRow, keyof ProductKey>;

/** A patch that names another state than `failed` or `given up` ends what was said of a failure. */
const NOT_FAILED = { code: null, sentence: null } as const;

/**
 * Writes what changed of a product. One that isn't there begins as waiting, and as the line's own unless the patch names
 * line and kind. Within one attempt progress only grows, and a stage that was passed doesn't come back: reports may be
 * told twice, or late. An attempt is begun by a patch that names a state while the row's isn't `running`. What was given up
 * stays so, whatever a program that was stopped still reports.
 */
export async function upsertProduct(ledger: Ledger, key: ProductKey, patch: ProductPatch): Promise<void> {
  const { mission, orderId, product } = key;
  const mended = patch.state !== undefined && patch.state !== 'failed' && patch.state !== 'given up';
  const changes = encode({ ...(mended && NOT_FAILED), ...patch });
  const initial = { line: product, kind: 'line', stage: 'waiting', progress: 0, state: 'waiting' };
  const row = { ...initial, ...changes, mission, orderId, product } as LedgerSchema['orderProducts'];
  const goesOn = patch.state === undefined || patch.state === 'running';
  await statement(ledger, ({ db }) =>
    db
      .insertInto('orderProducts')
      .values(row)
      .onConflict((conflict) => {
        const target = conflict.columns(['mission', 'orderId', 'product']);
        const names = Object.keys(changes);
        if (names.length === 0) return target.doNothing();
        return target
          .doUpdateSet(() =>
            Object.fromEntries(
              names.map((name) => [
                name,
                goesOn && (name === 'progress' || name === 'stage') ? further(name, patch) : given(name),
              ]),
            ),
          )
          .where('orderProducts.state', '!=', 'given up');
      })
      .execute(),
  );
}

const given = (name: string) => sql.ref(`excluded.${name}`);

/** The greater progress, and the stage that goes with it. */
function further(name: 'progress' | 'stage', patch: ProductPatch) {
  const there = sql.ref(`orderProducts.${name}`);
  if (patch.progress === undefined) return given(name);
  // Without a state a report belongs to whatever attempt there is, also to one that has ended.
  const sameAttempt =
    patch.state === undefined ? sql`1 = 1` : sql`${sql.ref('orderProducts.state')} = 'running'`;
  return sql`case when ${sameAttempt} and ${sql.ref('orderProducts.progress')} > ${given('progress')}
    then ${there} else ${given(name)} end`;
}

/** One product, if the ledger has it. */
export async function productRow(ledger: Ledger, key: ProductKey): Promise<OrderProductRow | undefined> {
  const row = await ledger.db
    .selectFrom('orderProducts')
    .selectAll()
    .where('mission', '=', key.mission)
    .where('orderId', '=', key.orderId)
    .where('product', '=', key.product)
    .executeTakeFirst();
  return row && decode('orderProducts', row);
}

/** The products of an order, by line; a line's own product before its equations and plugins. */
export async function productsOfOrder(
  ledger: Ledger,
  mission: string,
  orderId: string,
): Promise<OrderProductRow[]> {
  const rows = await ledger.db
    .selectFrom('orderProducts')
    .selectAll()
    .where('mission', '=', mission)
    .where('orderId', '=', orderId)
    .orderBy('line')
    .orderBy('product')
    .execute();
  return decodeAll('orderProducts', rows);
}

/** Removes the products of an order that is made anew. */
export async function forgetProducts(ledger: Ledger, mission: string, orderId: string): Promise<void> {
  await statement(ledger, ({ db }) =>
    db.deleteFrom('orderProducts').where('mission', '=', mission).where('orderId', '=', orderId).execute(),
  );
}
