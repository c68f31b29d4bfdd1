import { decode, decodeAll, encode } from './codec.js';
import { statement, type Ledger } from './ledger.js';
import { insertNew } from './merge.js';
import type { MessageRow, Patch } from './schema.js';

/** One message. */
export interface MessageKey {
  readonly mission: string;
  readonly id: string;
}

/** Writes that a message came; says whether it was new. One that is known stays as it is. */
export async function recordMessage(ledger: Ledger, message: MessageRow): Promise<boolean> {
  return (await insertNew(ledger, 'messages', [message])) === 1;
}

/** Writes what became of a message; says whether the ledger has it. */
export async function markMessage(
  ledger: Ledger,
  key: MessageKey,
  patch: Patch<MessageRow, keyof MessageKey>,
): Promise<boolean> {
  const values = encode(patch);
  if (Object.keys(values).length === 0) return (await messageRow(ledger, key)) !== undefined;
  const result = await statement(ledger, ({ db }) =>
    db
      .updateTable('messages')
      .set(values)
      .where('mission', '=', key.mission)
      .where('id', '=', key.id)
      .executeTakeFirst(),
  );
  return result.numUpdatedRows > 0n;
}

/** One message, if the ledger has it. */
export async function messageRow(ledger: Ledger, key: MessageKey): Promise<MessageRow | undefined> {
  const row = await ledger.db
    .selectFrom('messages')
    .selectAll()
    .where('mission', '=', key.mission)
    .where('id', '=', key.id)
    .executeTakeFirst();
  return row && decode('messages', row);
}

/** The messages that lie on disk and were not acted on, in the order in which they came. */
export async function keptMessages(ledger: Ledger, mission: string): Promise<MessageRow[]> {
  const rows = await ledger.db
    .selectFrom('messages')
    .selectAll()
    .where('mission', '=', mission)
    .where('state', '=', 'kept')
    .orderBy('receivedAt')
    .orderBy('id')
    .execute();
  return decodeAll('messages', rows);
}
