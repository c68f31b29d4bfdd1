import { diskWords, isTight, type DiskSpace } from '../../domain/disk.js';
import { healthFacts, type StationHealth } from '../words/health.js';
import { html, text, type Html } from './html.js';
import { badge } from './parts.js';

/** How the station stands besides its days: the DAAC, mail, workers, disks. What somebody should look at says so. */
export function stationSection(health: StationHealth, now: number): Html {
  const facts = healthFacts(health, now).filter((fact) => fact.name !== 'disk');
  return html`<section class="station">
    <h2>Station</h2>
    <dl class="facts">
      ${facts.map(
        ({ name, words, isTrouble }) =>
          html`<div>
            <dt>${name}</dt>
            <dd>${text(words)} ${isTrouble ? badge('look', 'warn') : ''}</dd>
          </div>`,
      )}
      ${health.disks.map(disk)}
    </dl>
  </section>`;
}

function disk(space: DiskSpace): Html {
  const { free, total, names } = space;
  const used =
    free === undefined || total === undefined
      ? ''
      : html`<meter
          min="0"
          max="100"
          high="90"
          value="${Math.round((100 * (total - free)) / Math.max(1, total))}"
          aria-label="used"
        >
          ${Math.round((100 * (total - free)) / Math.max(1, total))}% used
        </meter>`;
  return html`<div>
    <dt>disk</dt>
    <dd>
      ${used} ${text(diskWords(space))} ${isTight(space) ? badge('look', 'warn') : ''}
      <span class="note">${names.join(', ')}</span>
    </dd>
  </div>`;
}
