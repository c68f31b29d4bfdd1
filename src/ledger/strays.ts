import { statement, type Ledger } from './ledger.js';
import { mergeRow } from './merge.js';
import type { StrayRow } from './schema.js';

/** Writes that a file of pickup is explained by no DN. One that is known keeps when it was seen first. */
export async function recordStray(ledger: Ledger, stray: StrayRow): Promise<void> {
  const { mission, name, seenAt, ...rest } = stray;
  await mergeRow(ledger, 'strays', { mission, name }, { seenAt }, rest);
}

/** Removes a stray: it was explained, or it is gone. */
export async function forgetStray(ledger: Ledger, mission: string, name: string): Promise<void> {
  await statement(ledger, ({ db }) =>
    db.deleteFrom('strays').where('mission', '=', mission).where('name', '=', name).execute(),
  );
}
