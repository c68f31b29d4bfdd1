import { dataDay, type DataDay } from '../../domain/data-day.js';
import { levelRow } from '../../ledger/levels.js';
import { heldThings, listOpenDays, openReceipts } from '../../ledger/read-lists.js';
import { latestDays } from '../../ledger/read-station.js';
import { withLedger, type LedgerHome } from '../reading/home.js';
import type { AskedKind } from '../words/completion/tree.js';
import type { Session } from './io.js';

/** More than this nobody looks through. */
const DAYS_OFFERED = 60;
/** What a shell takes as one word as it stands. Anything else is typed by hand, with the quotes it needs. */
const PLAIN_WORD = /^[\w@%+=:,./-]+$/;

/** `__complete`: what can stand in a place of the command line now, one word a line. The shells' completions call it. */
export async function complete(
  session: Session,
  what: AskedKind,
  day: string | undefined,
  level: string | undefined,
): Promise<number> {
  await withLedger(session.home, session.options.mission, async (home) => {
    const words = await found(home, what, day, level);
    session.io.stdout(
      [...new Set(words)]
        .filter((word) => PLAIN_WORD.test(word))
        .map((word) => `${word}\n`)
        .join(''),
    );
  });
  return 0;
}

async function found(
  home: LedgerHome,
  what: AskedKind,
  day: string | undefined,
  level: string | undefined,
): Promise<readonly string[]> {
  const { ledger, missionName: mission } = home;
  switch (what) {
    case 'days':
      return latestDays(ledger, mission, DAYS_OFFERED);
    case 'open-days':
      return (await listOpenDays(ledger, mission)).map((one) => one.day);
    case 'held-days': {
      const held = (await heldThings(ledger, mission)).levels.map((row) => row.day);
      return held.length > 0 ? held : found(home, 'open-days', day, level);
    }
    case 'levels':
      return Object.keys(home.mission?.levels ?? {});
    case 'receipts':
      return (await openReceipts(ledger, mission)).map((receipt) => receipt.key);
    case 'granules': {
      const key =
        day && level ? { mission, day: dataDay(day) as DataDay, level: level.toUpperCase() } : undefined;
      const row = key && (await levelRow(ledger, key));
      return ['all', ...(row?.missing ?? [])];
    }
  }
}
