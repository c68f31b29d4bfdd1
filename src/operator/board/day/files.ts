import type { FileRow } from '../../../ledger/schema.js';
import { bytesText, counted } from '../../words/states.js';
import { html, htmlTable, instant, section, text, type Html } from '../html.js';

/** Where the page has the first file of a type, or of one slot of it. */
export function groupAnchor(type: string, slot?: string): string {
  return ['files', type, slot].filter((part) => part !== undefined).join('-');
}

/** The files of a day as tables by kind: name, size, checksum, when they were archived, and by what they came. */
export function filesTable(files: readonly FileRow[], now: number): (Html | '')[] {
  const anchors = new Set<string>();
  const part = (kind: FileRow['kind'], title: string) => {
    const rows = files.filter((file) => file.kind === kind);
    const total = rows.reduce((sum, file) => sum + file.size, 0);
    return section(
      title,
      rows.length === 0
        ? []
        : [
            htmlTable(
              ['Name', 'Size', 'MD5', 'Archived', kind === 'input' ? 'DN' : 'Made by'],
              rows.map((file) => [
                nameOf(file, anchors, now),
                bytesText(file.size),
                html`<code class="sum">${text(file.md5)}</code>`,
                instant(file.archivedAt, now),
                kind === 'input' ? text(file.receiptKey) : madeBy(file),
              ]),
              'tight',
            ),
          ],
      `${counted(rows.length, 'file')}, ${bytesText(total)}`,
    );
  };
  return [part('product', 'Products'), part('input', 'Inputs in the archive')];
}

/** The same on the page of a day, where a table of a hundred and more files is opened on demand. */
export function dayFiles(files: readonly FileRow[], now: number): Html | '' {
  if (files.length === 0) return '';
  const total = files.reduce((sum, file) => sum + file.size, 0);
  return html`<section id="files">
    <h2>Files <span class="note">${counted(files.length, 'file')}, ${bytesText(total)}</span></h2>
    <details class="more">
      <summary>Names, sizes, checksums</summary>
      ${filesTable(files, now)}
    </details>
  </section>`;
}

function nameOf(file: FileRow, anchors: Set<string>, now: number): Html {
  const own = [groupAnchor(file.type), groupAnchor(file.type, file.slot)].filter((id) => !anchors.has(id));
  own.forEach((id) => anchors.add(id));
  const came = file.originalName === file.archiveName ? '' : `came as ${file.originalName}`;
  const name = html`<code title="${text(came)}">${text(file.archiveName)}</code>`;
  return html`${[...new Set(own)].map((id) => html`<a id="${id}"></a>`)}
  ${
    file.supersededAt === undefined
      ? name
      : html`<s>${name}</s> <span class="badge warn">superseded</span>
          <span class="note">${instant(file.supersededAt, now)}</span>`
  }`;
}

function madeBy({ level, run, edition }: FileRow): string {
  const made = `${level ?? ''} run ${run ?? '?'}`;
  return edition === undefined || edition === 1 ? made : `${made}, edition ${edition}`;
}
