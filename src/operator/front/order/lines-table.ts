import { raw } from 'hono/html';
import { SENSORS, type DeliveredLine } from '../../../domain/scops/delivery.js';
import { optimalPixelSize } from '../../../domain/scops/flight.js';
import { bytesText } from '../../../domain/words.js';
import { html, text, type Html } from '../../board/html.js';
import type { LineDraft, OrderDraft } from './draft.js';
import { besides, type Problems } from './problems.js';

/** The lines of a flight: which are wanted, and which of their bands. */
export function linesTable(lines: readonly DeliveredLine[], draft: OrderDraft, problems: Problems): Html {
  return html`<table class="lines">
    <thead>
      <tr>
        <th scope="col">Line</th>
        <th scope="col">Sensor</th>
        <th scope="col">First band</th>
        <th scope="col">Last band</th>
        <th scope="col">Size</th>
        <th scope="col">Pixel</th>
      </tr>
    </thead>
    <tbody>
      ${lines.map((line) => row(line, draft.lines.get(line.name)!, problems))}
    </tbody>
  </table>`;
}

function row(line: DeliveredLine, { wanted, from, to }: LineDraft, problems: Problems): Html {
  const { name, sensor, bytes, samples } = line;
  const wrong = besides(problems.ofLine(name), `wrong-${name}`);
  const mark = wrong === '' ? '' : html`aria-invalid="true" aria-describedby="wrong-${name}"`;
  return html`<tr>
    <td data-label="Line">
      <div>
        <label class="check"
          ><input type="checkbox" name="line" value="${name}" ${wanted ? html`checked` : ''} ${mark} /><b
            >${text(name)}</b
          ></label
        >
        ${wrong}
      </div>
    </td>
    <td data-label="Sensor">${SENSORS[sensor].name}</td>
    <td data-label="First band">${bandSelect(line, 'from', from)}</td>
    <td data-label="Last band">${bandSelect(line, 'to', to)}</td>
    <td data-label="Size">${samples} × ${line.lines}, ${bytesText(bytes)}</td>
    <td data-label="Pixel">${optimalPixelSize(line)} m</td>
  </tr>`;
}

/**
 * A list of all bands. Written by hand and not by a template: a flight of Fenix has some 25,000 of these choices, all
 * numbers.
 */
function bandSelect({ name, bands, wavelengths }: DeliveredLine, end: 'from' | 'to', chosen: string): Html {
  const options = Array.from({ length: bands }, (_, index) => {
    const nanometres = wavelengths?.[index];
    const words = nanometres === undefined ? '' : ` (${nanometres.toFixed(1)} nm)`;
    const selected = String(index + 1) === chosen ? ' selected' : '';
    return `<option value="${index + 1}"${selected}>${index + 1}${words}</option>`;
  });
  const what = end === 'from' ? 'First' : 'Last';
  return html`<select name="${end} ${name}" aria-label="${what} band of ${name}">
    ${raw(options.join(''))}
  </select>`;
}
