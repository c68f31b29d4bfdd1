import type { DataDay } from '../domain/data-day.js';
import { byName, decodeAll } from './codec.js';
import type { Ledger } from './ledger.js';
import { insertNew } from './merge.js';
import type { ProcessorChoiceRow } from './schema.js';

/** Writes a choice; says whether it was new. One that is known stays as it is. */
export async function recordProcessorChoice(
  ledger: Ledger,
  { by: actor, ...rest }: ProcessorChoiceRow,
): Promise<boolean> {
  return (await insertNew(ledger, 'processorChoices', [{ ...rest, actor }])) === 1;
}

/** Every choice of a mission, the latest first. */
export async function listProcessorChoices(ledger: Ledger, mission: string): Promise<ProcessorChoiceRow[]> {
  const rows = await ledger.db
    .selectFrom('processorChoices')
    .selectAll()
    .where('mission', '=', mission)
    .orderBy('at', 'desc')
    .orderBy('id', 'desc')
    .execute();
  return decodeAll('processorChoices', rows).map(byName);
}

/** The choice that counts for a level of a day, if there is one. */
export async function processorChoice(
  ledger: Ledger,
  mission: string,
  level: string,
  day: DataDay,
): Promise<ProcessorChoiceRow | undefined> {
  const choices = await listProcessorChoices(ledger, mission);
  return choices.find(
    (choice) =>
      choice.level === level && choice.fromDay <= day && (choice.toDay === undefined || day <= choice.toDay),
  );
}
