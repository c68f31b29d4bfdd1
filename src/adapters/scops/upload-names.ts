import { randomBytes } from 'node:crypto';

/*
 * How files are called where uploads wait. Nothing else there is the station's own, and nothing else is ever removed.
 *
 *   <uploads>/.upload-<24 hex>.part          is coming in through a page
 *   <uploads>/<project>/<sha256>.dem[.hdr]   came in through a page or a program
 *   <uploads>/<16 hex>-<name>[.hdr]          an operator gave it by command
 */
const COMING = /^\.upload-[0-9a-f]{24}\.part$/;
const BEING_WRITTEN = /^\.(?:.+\.)?[0-9a-f]{12}\.part$/;
const OF_A_PROJECT = /^[0-9a-f]{64}\.dem$/;
const BY_COMMAND = /^[0-9a-f]{16}-/;

/** The name of a file while it comes in. */
export function comingName(): string {
  return `.upload-${randomBytes(12).toString('hex')}.part`;
}

/** Whether a file is, or was, on its way: what broke off leaves such a file. */
export function isComing(name: string): boolean {
  return COMING.test(name) || BEING_WRITTEN.test(name);
}

/** Whether a file is a DEM that was uploaded, or the header of one. */
export function isUploaded(name: string, where: 'uploads' | 'project'): boolean {
  return (where === 'project' ? OF_A_PROJECT : BY_COMMAND).test(demOf(name));
}

/** The DEM to which a file belongs: itself, or that of which it is the header. */
export function demOf(name: string): string {
  return name.replace(/\.hdr$/, '');
}
