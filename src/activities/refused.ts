import { createHash } from 'node:crypto';
import type { StationContext } from './context.js';
import { notify } from './notify.js';

/** One mail for the files of a DN that are refused: the receipt ends without them, so nothing else would say it. */
export async function tellRefused(
  context: StationContext,
  receiptKey: string,
  refused: readonly { readonly name: string; readonly reason: string }[],
): Promise<void> {
  if (refused.length === 0) return;
  const names = refused.map(({ name }) => name).sort();
  const digest = createHash('sha256').update(names.join('\n')).digest('hex').slice(0, 16);
  await notify(context, {
    key: `${context.mission.mission}/refused/${receiptKey}/${digest}`,
    subject: `${refused.length} files of DN ${receiptKey} are refused`,
    code: 'FILE_REFUSED',
    lines: refused.map(({ name, reason }) => `${name}: ${reason}`),
    at: context.now(),
  });
}
