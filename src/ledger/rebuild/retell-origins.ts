import { filesOfDay } from '../files.js';
import type { FileRow } from '../schema.js';
import { statement, type Ledger } from '../ledger.js';
import type { Input } from './activity-inputs.js';
import type { Moment, Retelling } from './moment.js';
import { archivedBy } from './retell-receipt.js';
import type { Parsed } from './retell-stages.js';

/** Which receipt brought the files that were archived. */
export function originsOfInputs(to: Retelling, { fact, input }: Parsed<Input<'archiveInputs'>>): Moment[] {
  const at = fact.endedAt ?? fact.scheduledAt;
  const tell = async () => {
    const named = await filesNamed(to, input.names);
    const own = named.filter((file) => archivedBy(fact, file));
    await patchFiles(to.ledger, own, { receiptKey: input.task.key });
  };
  return [{ at, tell }];
}

/** Which run made the products that were archived. */
export function originsOfProducts(
  to: Retelling,
  { fact, input }: Parsed<Input<'archiveProducts'>>,
): Moment[] {
  const at = fact.endedAt ?? fact.scheduledAt;
  const { task, run } = input;
  const tell = async () => {
    const files = await filesOfDay(to.ledger, { mission: to.mission.mission, day: task.day });
    const own = files.filter((file) => file.level === task.level && archivedBy(fact, file));
    await patchFiles(to.ledger, own, { run });
  };
  return [{ at, tell }];
}

async function filesNamed(to: Retelling, names: readonly string[]): Promise<FileRow[]> {
  if (names.length === 0) return [];
  const rows = await to.ledger.db
    .selectFrom('files')
    .selectAll()
    .where('mission', '=', to.mission.mission)
    .where('originalName', 'in', [...names])
    .execute();
  return rows as unknown as FileRow[];
}

async function patchFiles(
  ledger: Ledger,
  files: readonly FileRow[],
  patch: Pick<FileRow, 'receiptKey' | 'run'>,
): Promise<void> {
  const [first] = files;
  if (!first) return;
  const paths = files.map((file) => file.archivePath);
  await statement(ledger, ({ db }) =>
    db
      .updateTable('files')
      .set(patch)
      .where('mission', '=', first.mission)
      .where('archivePath', 'in', paths)
      .execute(),
  );
}
