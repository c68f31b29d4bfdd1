import type { BandChoice, GeoBounds, Masking, Order, Projection } from '../../../domain/scops/order.js';
import { html, text, type Html } from '../../board/html.js';

/** What was ordered, as a list. */
export function details(order: Order): Html {
  const rows: readonly (readonly [string, Html | string])[] = [
    ['Project', text(order.project)],
    ['E-mail', text(order.email)],
    ['Projection', text(projectionWords(order.projection))],
    ['Pixels', `${order.pixelSize.x} × ${order.pixelSize.y}, ${order.interpolation}`],
    ['Masks', maskWords(order.masking)],
    ['Bounds', order.bounds ? boundsWords(order.bounds) : 'the whole lines'],
    ['Elevations', text(demWords(order))],
    [
      'Formats',
      ['ENVI', ...order.formats.map((format) => (format === 'cog' ? 'GeoTIFF' : 'netCDF'))].join(', '),
    ],
    ...order.lines
      .filter((line) => line.process)
      .map((line) => [`Line ${line.name}`, `bands ${bandWords(line.bands)}`] as const),
    ...order.equations.map(
      ({ name, expression }) =>
        [
          `Formula ${name}`,
          html`<code>${text(expression)}</code> ${wantedBy(order, 'equations', name)}`,
        ] as const,
    ),
    ...order.plugins.map((name) => [`Plugin ${name}`, wantedBy(order, 'plugins', name)] as const),
  ];
  return html`<dl class="letterhead">
    ${rows.map(
      ([term, words]) =>
        html`<div>
          <dt>${text(term)}</dt>
          <dd>${words}</dd>
        </div>`,
    )}
  </dl>`;
}

function wantedBy(order: Order, what: 'equations' | 'plugins', name: string): string {
  const lines = order.lines.filter((line) => line[what].includes(name)).map((line) => line.name);
  return `of ${lines.join(', ') || 'no line'}`;
}

function projectionWords(projection: Projection): string {
  if (projection.kind === 'utm') return `UTM zone ${projection.zone}${projection.hemisphere} (WGS 84)`;
  return projection.kind === 'ukbng' ? 'British National Grid' : projection.proj;
}

function maskWords(masking: Masking): string {
  if (typeof masking === 'string') return masking === 'all' ? 'all that is marked as bad' : 'none';
  return masking.join(' ');
}

function boundsWords({ north, south, east, west }: GeoBounds): string {
  return `${south}…${north} N, ${west}…${east} E`;
}

function demWords({ dem }: Order): string {
  if (dem.source === 'mosaic') return dem.name;
  return dem.source === 'upload' ? 'a DEM that was uploaded' : 'a DEM that is put on FTP';
}

function bandWords(bands: BandChoice): string {
  if (bands === 'ALL') return 'all';
  return bands.map(({ from, to }) => (from === to ? `${from}` : `${from}-${to}`)).join(', ');
}
