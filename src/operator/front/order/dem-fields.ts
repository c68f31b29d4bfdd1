import { bytesText } from '../../../domain/words.js';
import { html, text, type Html } from '../../board/html.js';
import type { FrontServices } from '../services.js';
import { choiceBox, fileField, part } from './fields.js';
import { idOf, type Problems } from './problems.js';

/** What the choice of elevations shows. */
export interface DemFields {
  readonly draft: { readonly dem: string; readonly upload: string };
  readonly problems: Problems;
  readonly mosaics: FrontServices['mosaics'];
  readonly uploadBytes: number;
}

/** Where the elevations come from: a mosaic of the station, a file, or a file on FTP. */
export function demFields({ draft, problems, mosaics, uploadBytes }: DemFields, withFtp = true): Html {
  const { dem, upload } = draft;
  return part(idOf('dem'), 'Elevations', [
    problems.beside('dem'),
    html`${mosaics.map(({ name, title }) =>
      choiceBox('radio', 'dem', `mosaic:${name}`, text(title), dem === `mosaic:${name}`),
    )}`,
    choiceBox('radio', 'dem', 'upload', 'A DEM of your own:', dem === 'upload'),
    html`<div class="inner">
      ${
        upload === ''
          ? ''
          : html`<p class="kept">
                ✓ Your DEM has been uploaded (${text(upload.slice(0, 12))}…); choose a file only to replace
                it.
              </p>
              <input type="hidden" name="upload" value="${text(upload)}" />`
      }
      ${fileField('Raster', 'demFile', `At most ${bytesText(uploadBytes)}: GeoTIFF, Erdas Imagine, ESRI ASCII grid, or a raw raster with its ENVI header. Geographic WGS 84, heights above the ellipsoid.`)}
      ${fileField('ENVI header', 'demHeader', 'Only of a raw raster.')}
    </div>`,
    withFtp
      ? choiceBox(
          'radio',
          'dem',
          'ftp',
          'A DEM that I put on the FTP server of the project; the order waits until it is found there',
          dem === 'ftp',
        )
      : '',
  ]);
}
