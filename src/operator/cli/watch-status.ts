import { levelRow } from '../../ledger/levels.js';
import { onLedgerChange } from '../reading/on-ledger-change.js';
import { CommandError } from '../reading/command-error.js';
import type { LedgerHome } from '../reading/home.js';
import { changeLines, goneLevels } from '../words/status-changes.js';
import { statusLines } from '../words/status-lines.js';
import { jsonText } from '../words/times.js';
import type { Session } from './io.js';
import { reading } from './readings.js';
import { Screen } from './screen.js';
import { liveOf, readFullStatus, type FullStatus } from './status.js';
import type { Watcher } from './watcher.js';

/** How long ago something was has to be told anew from time to time; nothing is read for that. */
const CLOCK_MS = 5_000;

/** `status --watch`: redraws in place on a terminal; elsewhere a line for each change. Ends when it is told to. */
export function watchStatus(session: Session): Promise<number> {
  const { watcher } = session.io;
  if (watcher === undefined) throw new CommandError('USAGE', 'There is nobody to watch.');
  return reading(session, async (home) => {
    const live = await liveOf(home);
    const show = session.options.json
      ? documents(session)
      : session.io.isTerminal && watcher.size() !== undefined
        ? drawings(session, watcher)
        : lines(session, home);
    try {
      await watchLedger(home, watcher, async () => show.next(await readFullStatus(session, home, live)));
    } finally {
      show.end();
      await live?.close();
    }
  });
}

/** What becomes of each reading. */
interface Showing {
  next(status: FullStatus): void | Promise<void>;
  end(): void;
}

/** Calls `look` now and after every change of the ledger, one at a time, until the watcher has seen enough. */
async function watchLedger(home: LedgerHome, watcher: Watcher, look: () => Promise<void>): Promise<void> {
  let changed = true;
  let ended = false;
  let wake = (): void => undefined;
  const seenEnough = watcher.onEnd(() => {
    ended = true;
    wake();
  });
  const deaf = await onLedgerChange(home.ledger, () => {
    changed = true;
    wake();
  });
  try {
    while (!ended) {
      if (changed) {
        changed = false;
        await look();
      } else {
        await new Promise<void>((resolve) => (wake = resolve));
      }
    }
  } finally {
    seenEnough();
    await deaf();
  }
}

function documents(session: Session): Showing {
  return {
    next: ({ view, health }) =>
      session.io.stdout(`${JSON.stringify(JSON.parse(jsonText({ ...view, health })))}\n`),
    end: () => undefined,
  };
}

function drawings(session: Session, watcher: Watcher): Showing {
  const { io, style } = session;
  const screen = new Screen(io.stdout, () => watcher.size() ?? { rows: 24, columns: 80 });
  let latest: FullStatus | undefined;
  const draw = () => {
    if (latest === undefined) return;
    const view = { ...latest.view, at: session.now };
    screen.show(['', ...statusLines(view, style, latest.health)], style.dim('Live. q ends.'));
  };
  const clock = setInterval(draw, CLOCK_MS);
  const still = watcher.onResize(draw);
  return {
    next(status) {
      latest = status;
      draw();
    },
    end() {
      clearInterval(clock);
      still();
      screen.close();
    },
  };
}

function lines(session: Session, { ledger, missionName: mission }: LedgerHome): Showing {
  let last: FullStatus | undefined;
  const say = (text: readonly string[]) =>
    text.length > 0 && session.io.stdout(text.map((line) => `${line}\n`).join(''));
  return {
    async next(status) {
      const before = last;
      last = status;
      if (before === undefined) {
        say(statusLines(status.view, session.style, status.health));
        return;
      }
      const gone = goneLevels(before.view, status.view);
      const rows = await Promise.all(gone.map((key) => levelRow(ledger, { mission, ...key })));
      say(
        changeLines(
          before.view,
          status.view,
          rows.filter((row) => row !== undefined),
        ),
      );
    },
    end: () => undefined,
  };
}
