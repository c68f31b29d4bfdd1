import type { LevelRow } from '../../ledger/schema.js';
import { healthLines, type StationHealth } from './health.js';
import { PLAIN, printable, wrap, type Style } from './layout.js';
import { bytesText, counted, standing } from './states.js';
import { heldSubject, MOST_NAMED, type StationView, type StatusView } from './status.js';
import { sinceText, stamp, untilText } from './times.js';

/** The answer of `status` in lines of at most 80 columns; `health` is what is around the days. */
export function statusLines(view: StatusView, style: Style = PLAIN, health?: StationHealth): string[] {
  return [
    ...headLines(view, style),
    ...heldLines(view, style),
    ...openLines(view, style),
    ...markedLines(view, style),
    '',
    ...countLines(view),
    ...(health ? ['', ...healthLines(health, view.at, style), ''] : []),
    ...addressLines(view.station),
  ];
}

function headLines(view: StatusView, style: Style): string[] {
  const open = counted(view.days.open, 'day is open', 'days are open');
  const held = view.held.length > 0 ? style.bad(`${view.held.length} held`) : 'nothing is held';
  return [`${style.strong(view.mission)}  ${stamp(view.at)} UTC  ${open}, ${held}`];
}

function heldLines(view: StatusView, style: Style): string[] {
  if (view.held.length === 0) return [];
  const lines = ['', style.strong('Held: these wait for a person')];
  for (const item of view.held) {
    lines.push(
      ...wrap(`${heldSubject(item)}, ${item.stage}, ${sinceText(item.since, view.at)}`, 80, '  ').map(
        style.bad,
      ),
    );
    lines.push(...wrap(`${item.code}: ${item.sentence}`, 80, '      '));
    lines.push(`      ${item.command}`);
  }
  return lines;
}

function openLines(view: StatusView, style: Style): string[] {
  const rows = view.open.filter((row) => row.state !== 'held');
  if (rows.length === 0) return [];
  const lines = ['', style.strong('Open')];
  for (const row of rows) {
    const how = standing(row as Pick<LevelRow, 'state' | 'stage'>);
    const head = `  ${row.day}  ${row.level.padEnd(3)}`;
    const word = style[how.tone]((row.state === 'done' ? how.word : row.state).padEnd(9));
    lines.push(`${head}  ${word}  ${row.stage.padEnd(12)}  ${sinceText(row.since, view.at)}`);
    if (row.state === 'done' || row.state === 'abandoned') continue;
    if (row.sentence !== '') lines.push(...wrap(row.sentence, 80, '      '));
    if (row.until !== undefined) {
      lines.push(
        ...wrap(
          `Until ${untilText(row.until, view.at)}${row.then ? `; then ${row.then}` : ''}.`,
          80,
          '      ',
        ),
      );
    }
  }
  return lines;
}

/** How many marked levels are named; the rest is counted. */
const MARKED_SHOWN = 6;

function markedLines({ marked }: StatusView, style: Style): string[] {
  if (marked.length === 0) return [];
  const more = marked.length - MARKED_SHOWN;
  return [
    '',
    style.strong('Not as the rules have it'),
    ...marked
      .slice(0, MARKED_SHOWN)
      .flatMap(({ day, level, overridden, offer }) => [
        ...(overridden === undefined ? [] : wrap(`${day} ${level} overridden: ${overridden}`, 80, '  ')),
        ...(offer === undefined ? [] : wrap(`${day} ${level} rerun offered: ${offer}`, 80, '  ')),
      ]),
    ...(more > 0 ? [`  and ${more} more`] : []),
    ...(marked.some(({ waived = 0 }) => waived > MOST_NAMED)
      ? ['  `sipstream why DAY LEVEL` names the granules']
      : []),
  ];
}

function countLines(view: StatusView): string[] {
  const { receipts, messages, strays, days, files } = view;
  const facts = [
    `days done ${days.done}`,
    `receipts open ${receipts.open + receipts.held}${receipts.held > 0 ? ` (${receipts.held} held)` : ''}`,
    `messages quarantined ${messages.quarantined}`,
    `not yet acted on ${messages.kept}`,
    `strays in pickup ${strays.unannounced + strays.unmatched}`,
    `archive ${files.inputs} inputs, ${files.products} product files, ${bytesText(files.bytes)}`,
  ];
  return wrap(`${facts.join('; ')}.`);
}

function addressLines(station: StationView | null): string[] {
  if (station === null) return ['The station is not running; start it with `sipstream up`.'];
  return Object.entries(station.addresses).map(
    ([name, address]) => `${name.padEnd(12)} ${printable(address)}`,
  );
}
