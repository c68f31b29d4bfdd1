import type { FileRow, MessageRow } from '../../ledger/schema.js';
import { PLAIN, table, type Style } from './layout.js';
import { bytesText, counted } from './states.js';
import { shortStamp, stamp } from './times.js';

/** Files of a day as a table: inputs, then products. */
export function fileLines(files: readonly FileRow[], style: Style = PLAIN): string[] {
  if (files.length === 0) return ['The archive has no file of that day.'];
  const total = files.reduce((sum, file) => sum + file.size, 0);
  const section = (kind: FileRow['kind'], title: string) => {
    const chosen = files.filter((file) => file.kind === kind);
    if (chosen.length === 0) return [];
    const rows = chosen.map((file) => [
      file.archiveName,
      bytesText(file.size),
      shortStamp(file.archivedAt),
      kind === 'input' ? (file.receiptKey ?? '') : `${file.level ?? ''} run ${file.run ?? '?'}`,
    ]);
    const heads = [
      { title },
      { title: 'SIZE', right: true },
      { title: 'ARCHIVED' },
      { title: kind === 'input' ? 'DN' : 'MADE BY', flex: true },
    ];
    return [...table(heads, rows, style), ''];
  };
  return [
    ...section('input', 'INPUT'),
    ...section('product', 'PRODUCT'),
    `${counted(files.length, 'file')}, ${bytesText(total)}.`,
  ];
}

/** Messages as a table, the newest first; what was quarantined says why, and where it lies. */
export function messageLines(messages: readonly MessageRow[], style: Style = PLAIN): string[] {
  if (messages.length === 0) return ['No message is like that.'];
  return table(
    [
      { title: 'CAME (UTC)' },
      { title: 'KIND' },
      { title: 'VIA' },
      { title: 'STATE' },
      { title: 'ABOUT', flex: true },
    ],
    messages.map((message) => [
      stamp(message.receivedAt),
      message.kind,
      message.via,
      message.state === 'quarantined' ? { text: message.state, tone: 'bad' as const } : message.state,
      message.state === 'quarantined'
        ? asideWords(message)
        : (message.about ?? message.subject ?? message.id),
    ]),
    style,
  );
}

function asideWords({ subject, sender, code, sentence, path, id }: MessageRow): string {
  const what = [subject ?? id, sender && `from ${sender}`].filter(Boolean).join(', ');
  return [what, code && `${code}: ${sentence ?? ''}`, `Kept as ${path}`].filter(Boolean).join('; ');
}
