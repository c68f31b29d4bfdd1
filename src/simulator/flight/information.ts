import type { Box } from '../../airborne/dem/box.js';

const NAMESPACES =
  'xmlns:gmd="http://www.isotc211.org/2005/gmd" xmlns:gco="http://www.isotc211.org/2005/gco"';

/** A record of ISO 19115 (as ISO 19139 writes it) of a line or a project: its title, abstract and geographic box. */
export function informationXml(id: string, title: string, abstract: string, bounds: Box): string {
  const text = (name: string, value: string) =>
    `<gmd:${name}><gco:CharacterString>${value}</gco:CharacterString></gmd:${name}>`;
  const degrees = (name: string, value: number) =>
    `              <gmd:${name}><gco:Decimal>${value.toFixed(8)}</gco:Decimal></gmd:${name}>`;
  return `<?xml version="1.0" encoding="UTF-8"?>
<gmd:MD_Metadata ${NAMESPACES}>
  ${text('fileIdentifier', id)}
  <gmd:identificationInfo>
    <gmd:MD_DataIdentification>
      <gmd:citation><gmd:CI_Citation>${text('title', title)}</gmd:CI_Citation></gmd:citation>
      ${text('abstract', abstract)}
      <gmd:extent>
        <gmd:EX_Extent>
          <gmd:geographicElement>
            <gmd:EX_GeographicBoundingBox>
${degrees('westBoundLongitude', bounds.west)}
${degrees('eastBoundLongitude', bounds.east)}
${degrees('southBoundLatitude', bounds.south)}
${degrees('northBoundLatitude', bounds.north)}
            </gmd:EX_GeographicBoundingBox>
          </gmd:geographicElement>
        </gmd:EX_Extent>
      </gmd:extent>
    </gmd:MD_DataIdentification>
  </gmd:identificationInfo>
</gmd:MD_Metadata>
`;
}
