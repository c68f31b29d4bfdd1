import type { OrderRow } from '../../../ledger/schema.js';
import { boundsText, demText, maskingText, projectionText } from '../../words/orders.js';
import { html, text, type Html } from '../html.js';

/** What was asked for, as it is processed. */
export function requestPart({ request }: OrderRow): Html {
  const unit = request.projection.kind === 'proj' ? 'units of the projection' : 'm';
  const rows: (readonly [string, Html | string])[] = [
    ['Projection', projectionText(request.projection)],
    ['Pixel size', `${request.pixelSize.x} × ${request.pixelSize.y} ${unit}`],
    ['Interpolation', request.interpolation],
    ['Masked', maskingText(request.masking)],
    ['Cut to', boundsText(request.bounds)],
    ['Elevations', demText(request.dem)],
    ['Delivery', request.sourceFolder],
    ['Also as', request.formats.length === 0 ? 'nothing else' : request.formats.join(', ')],
    ...request.equations.map(({ name, expression }) => [`Equation ${name}`, code(expression)] as const),
    ...(request.plugins.length === 0 ? [] : [['Plugins', request.plugins.join(', ')] as const]),
  ];
  return html`<dl class="letterhead">
    ${rows.map(
      ([name, value]) =>
        html`<div>
          <dt>${text(name)}</dt>
          <dd>${typeof value === 'string' ? text(value) : value}</dd>
        </div>`,
    )}
  </dl>`;
}

function code(words: string): Html {
  return html`<code>${text(words)}</code>`;
}
