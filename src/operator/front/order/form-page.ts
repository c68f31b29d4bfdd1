import type { Delivery } from '../../../domain/scops/delivery.js';
import type { Estimate } from '../../../domain/scops/estimate.js';
import { around, isBritish } from '../../../domain/scops/flight.js';
import { MASK_LETTERS, METHOD_LETTERS } from '../../../domain/scops/masks.js';
import { durationText } from '../../../domain/duration.js';
import { flightName } from '../../../domain/scops/names.js';
import { bytesText } from '../../../domain/words.js';
import { tokenField } from '../../board/access/tokens.js';
import { html, text, type Html } from '../../board/html.js';
import type { Flight, FrontServices } from '../services.js';
import type { OrderDraft } from './draft.js';
import { choiceBox, numberField, part } from './fields.js';
import { demFields } from './dem-fields.js';
import { linesTable } from './lines-table.js';
import { idOf, type Problems } from './problems.js';

/** Everything that the order form shows. */
export interface OrderForm {
  readonly flight: Flight;
  readonly delivery: Delivery;
  readonly draft: OrderDraft;
  readonly problems: Problems;
  readonly mosaics: FrontServices['mosaics'];
  readonly uploadBytes: number;
  readonly formToken: string;
  /** Of an order that was looked at and can be sent. */
  readonly estimate?: Estimate;
}

/** The order form. */
export function orderForm(form: OrderForm): readonly (Html | '')[] {
  const { flight, delivery, draft, problems } = form;
  return [
    html`<h1>Order of flight ${flightName(flight)}</h1>`,
    problems.summary(),
    readyToSend(form),
    delivery.problems.length === 0
      ? ''
      : html`<details class="card">
          <summary>
            ${delivery.problems.length === 1 ? 'One part' : `${delivery.problems.length} parts`} of the
            delivery cannot be ordered
          </summary>
          <ul class="details">
            ${delivery.problems.map((sentence) => html`<li>${text(sentence)}</li>`)}
          </ul>
        </details>`,
    html`<form class="order" method="post" action="/order" enctype="multipart/form-data" novalidate>
      ${tokenField(form)}
      <input type="hidden" name="flight" value="${flightName(flight)}" />
      ${part(
        idOf('lines'),
        'Lines and bands',
        [problems.beside('lines'), linesTable(delivery.lines, draft, problems)],
        'Tick each line that is to be mapped, and choose its bands. Lines that are not ticked may still be used by formulas.',
      )}
      ${masks(draft, problems)} ${demFields(form)} ${projections(form)} ${pixels(draft, problems)}
      ${bounds(draft, problems)} ${products(draft)} ${email(draft, problems)}
      <p class="buttons">
        <button type="submit" name="do" value="check" class="second">Check and estimate</button>
        <button type="submit" name="do" value="send">Send the order</button>
      </p>
    </form>`,
  ];
}

function readyToSend({ estimate, problems }: OrderForm): Html | '' {
  if (problems.all.length > 0) return '';
  if (!estimate) return '';
  const minutes = durationText(estimate.minutes * 60_000);
  return html`<section class="calm" role="status" id="estimate">
    <b>This order can be sent.</b> It takes about ${minutes} of work and ${bytesText(estimate.bytes)} of disk,
    and gives ${estimate.perProduct.length} ${estimate.perProduct.length === 1 ? 'product' : 'products'}.
    ${
      estimate.perProduct.length === 0
        ? ''
        : html`<details>
            <summary>Each product</summary>
            <ul class="details">
              ${estimate.perProduct.map(
                (made) =>
                  html`<li>
                    ${text(made.product)}: ${bytesText(made.mappedBytes)}, as a zip about
                    ${bytesText(made.zipBytes)}
                  </li>`,
              )}
            </ul>
          </details>`
    }
  </section>`;
}

function masks({ masking, masks }: OrderDraft, problems: Problems): Html {
  const box = (letter: string, title: string) =>
    choiceBox('checkbox', 'mask', letter, html`<code>${letter}</code> ${title}`, masks.has(letter));
  return part(idOf('masking'), 'Masks', [
    problems.beside('masking'),
    html`<div class="row">
      ${choiceBox('radio', 'masking', 'all', 'Mask all that is marked as bad', masking === 'all')}
      ${choiceBox('radio', 'masking', 'none', 'Mask nothing', masking === 'none')}
      ${choiceBox('radio', 'masking', 'some', 'Mask these:', masking === 'some')}
    </div>`,
    html`<div class="letters" role="group" aria-label="What is masked, when only some is">
      ${Object.entries(MASK_LETTERS).map(([letter, { title }]) => box(letter, title))}
      ${Object.keys(METHOD_LETTERS).map((letter) =>
        box(letter, `bad CCD pixels, found by method ${letter.toUpperCase()}`),
      )}
    </div>`,
  ]);
}

function projections({ delivery, draft, problems }: OrderForm): Html {
  const { projection, zone, hemisphere, proj } = draft;
  const bounds = around(delivery.lines.map((line) => line.bounds));
  const british = bounds !== undefined && isBritish(bounds);
  const zones = Array.from({ length: 60 }, (_, index) => String(index + 1));
  const option = (value: string, chosen: string, words = value) =>
    html`<option value="${value}" ${value === chosen ? html`selected` : ''}>${words}</option>`;
  return part(idOf('projection'), 'Projection', [
    problems.beside('projection'),
    html`<div class="row">
      ${choiceBox('radio', 'projection', 'utm', 'UTM (WGS 84), zone', projection === 'utm')}
      <select name="zone" aria-label="UTM zone">
        ${zones.map((value) => option(value, zone))}
      </select>
      <select name="hemisphere" aria-label="Hemisphere">
        ${option('N', hemisphere, 'north')} ${option('S', hemisphere, 'south')}
      </select>
    </div>`,
    british || projection === 'ukbng'
      ? choiceBox('radio', 'projection', 'ukbng', 'British National Grid (OSGB36)', projection === 'ukbng')
      : '',
    html`<div class="row wide">
      ${choiceBox('radio', 'projection', 'proj', 'A PROJ string:', projection === 'proj')}
      <input
        type="text"
        name="proj"
        value="${text(proj)}"
        aria-label="PROJ string"
        placeholder="+proj=laea +lat_0=52 +lon_0=10 +datum=WGS84"
        maxlength="1000"
        spellcheck="false"
        autocapitalize="none"
        ${problems.mark('projection')}
      />
    </div>`,
  ]);
}

function pixels({ pixel, interpolation }: OrderDraft, problems: Problems): Html {
  const mark = problems.mark('pixel size');
  return part(
    idOf('pixel size'),
    'Pixels',
    [
      problems.beside('pixel size'),
      html`<div class="row">
        ${numberField('Width', 'pixelX', pixel.x, mark)} ${numberField('Height', 'pixelY', pixel.y, mark)}
        <label class="number"
          ><span>Interpolation</span
          ><select name="interpolation">
            ${['nearest', 'bilinear', 'cubic'].map(
              (way) =>
                html`<option value="${way}" ${way === interpolation ? html`selected` : ''}>${way}</option>`,
            )}
          </select></label
        >
      </div>`,
      problems.beside('interpolation'),
    ],
    'In metres, or in the units of a PROJ string. What fits the height of the flight is filled in.',
  );
}

function bounds({ bounds: box }: OrderDraft, problems: Problems): Html {
  const mark = problems.mark('bounds');
  return part(
    idOf('bounds'),
    'Bounds',
    [
      problems.beside('bounds'),
      html`<div class="row">
        ${numberField('North', 'north', box.north, mark)} ${numberField('South', 'south', box.south, mark)}
        ${numberField('East', 'east', box.east, mark)} ${numberField('West', 'west', box.west, mark)}
      </div>`,
    ],
    'Products are cut to these decimal degrees. Leave them empty for the whole lines.',
  );
}

function products({ formats, bandMaths }: OrderDraft): Html {
  return part('part-products', 'Products', [
    html`<p class="note">Each product is an ENVI raster (.bil and its header) in a zip. Also as:</p>`,
    html`<div class="row">
      ${choiceBox('checkbox', 'format', 'cog', 'Cloud-Optimized GeoTIFF', formats.has('cog'))}
      ${choiceBox('checkbox', 'format', 'netcdf', 'netCDF', formats.has('netcdf'))}
    </div>`,
    choiceBox(
      'checkbox',
      'bandMaths',
      'yes',
      'Band maths and plugins: formulas are asked for after this form',
      bandMaths,
    ),
  ]);
}

function email({ email: address }: OrderDraft, problems: Problems): Html {
  return part(idOf('email'), 'You', [
    problems.beside('email'),
    html`<label class="text"
      ><span>E-mail address; the links to confirm and to download go there</span
      ><input
        type="email"
        name="email"
        value="${text(address)}"
        maxlength="254"
        autocomplete="email"
        required
        ${problems.mark('email')}
    /></label>`,
  ]);
}
