import type { ReadMail } from './read-mail.js';

/** What is known of who sent a message. */
export interface Sender extends Pick<ReadMail, 'from' | 'authenticationResults'> {
  /** Of the SMTP envelope; empty for a bounce. */
  readonly envelopeFrom?: string;
}

/**
 * Whether the station acts on messages of this sender. An entry of the list is `user@host` or `@host` (that host alone,
 * not those below it), letters of either case. Every sender that the message names, in its From header and its
 * envelope, must be on the list, and there must be one. An empty list allows nobody, the list `*` everybody.
 * Where the relay has checked (Authentication-Results, RFC 8601), a message that failed is not allowed; having passed
 * gives nothing, since anybody can write that header.
 */
export function senderAllowed(mail: Sender, allow: readonly string[]): boolean {
  if (allow.length === 1 && allow[0] === '*') return true;
  const named = [mail.from, mail.envelopeFrom].filter((address) => address !== undefined && address !== '');
  const entries = new Set(allow.map((entry) => entry.trim().toLowerCase()));
  return (
    named.length > 0 &&
    named.every((address) => isListed(address ?? '', entries)) &&
    !(mail.authenticationResults ?? []).some(failed)
  );
}

function isListed(address: string, entries: ReadonlySet<string>): boolean {
  const parts = /^([^\s<>,;:"@]+)(@[a-z0-9.-]+)$/.exec(address.trim().toLowerCase());
  return parts !== null && (entries.has(parts[0]) || entries.has(parts[2] ?? ''));
}

/** Whether an Authentication-Results header says that the sender is not who it says it is. */
function failed(header: string): boolean {
  const plain = header.replace(/"[^"]*"/g, '').replace(/\([^()]*\)/g, ' ');
  const verdicts = (method: string): string[] =>
    [...plain.matchAll(new RegExp(`(?:^|;)\\s*${method}\\s*=\\s*([a-z]+)`, 'gi'))].map((found) =>
      (found[1] ?? '').toLowerCase(),
    );
  const dmarc = verdicts('dmarc');
  if (dmarc.length > 0) return dmarc.includes('fail');
  // SPF breaks when mail is forwarded; a valid signature makes up for it.
  const dkim = verdicts('dkim');
  return !dkim.includes('pass') && (dkim.includes('fail') || verdicts('spf').includes('fail'));
}
