import { fileURLToPath } from 'node:url';

/** The directory of the checkout (or the installed package). Sources and compiled files lie equally deep below it. */
export const PACKAGE_ROOT = fileURLToPath(new URL('../../..', import.meta.url)).replace(/\/$/, '');
