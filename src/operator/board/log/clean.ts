import { printable } from '../../words/layout.js';

/* eslint-disable no-control-regex */
/** What steers a terminal: CSI (colours, cursor), OSC (titles, links), and the two-character ones. */
const ESCAPE =
  /\u001b\[[0-?]{0,64}[ -/]{0,8}[@-~]|\u001b\][^\u0007\u001b]{0,256}(?:\u0007|\u001b\\)|\u001b[ -/]{0,8}[0-~]/g;
/** What may become one of them, or a line end, with what comes next. */
const UNFINISHED = /(?:\u001b(?:\[[0-?]{0,64}[ -/]{0,8}|\][^\u0007\u001b]{0,256}\u001b?|[ -/]{0,8})|\r)$/;
/* eslint-enable no-control-regex */

/**
 * Makes what a processor wrote harmless, piece by piece: escape sequences are left out, line ends are `\n`, and of control
 * characters only tabs stay. How the bytes are cut into pieces makes no difference.
 */
export class LogCleaner {
  private readonly decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  private kept = '';

  /** The text of the next bytes, but for an end that is not complete yet. */
  push(bytes: Uint8Array): string {
    const text = this.kept + this.decoder.decode(bytes, { stream: true });
    const unfinished = UNFINISHED.exec(text)?.index ?? text.length;
    this.kept = text.slice(unfinished);
    return harmless(text.slice(0, unfinished));
  }

  /** What was kept back. */
  end(): string {
    const text = this.kept + this.decoder.decode();
    this.kept = '';
    return harmless(text);
  }
}

/** The harmless text of some bytes. */
export function cleanLog(bytes: Uint8Array): string {
  const cleaner = new LogCleaner();
  return cleaner.push(bytes) + cleaner.end();
}

function harmless(text: string): string {
  return text
    .replace(ESCAPE, '')
    .replace(/\r\n?/g, '\n')
    .split('\n')
    .map((line) => line.split('\t').map(printable).join('\t'))
    .join('\n');
}
