import { isCfgKey, isCfgValue } from './cfg-writable.js';
import type { Check } from './order-facts.js';
import type { OrderProblem } from './order.js';

/** A project's code: it is part of names of files and addresses. */
export const PROJECT = /^[A-Za-z0-9][A-Za-z0-9._-]{0,39}$/;

/**
 * An e-mail address as SMTP has it without quoting, with a domain of at least two labels (`localhost` alone will do), whatever the
 * length of the last.
 */
export function isEmail(text: string): boolean {
  const [name = '', domain = '', ...more] = text.split('@');
  if (more.length > 0 || text.length > 254 || name.length > 64) return false;
  if (!/^[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*$/.test(name)) return false;
  if (domain === 'localhost') return true;
  const labels = domain.split('.');
  return (
    labels.length > 1 &&
    labels.every((label) => /^[\p{L}\p{N}]([\p{L}\p{N}-]{0,61}[\p{L}\p{N}])?$/u.test(label))
  );
}

/** Who orders, and of which flight. */
export const aboutProblems: Check = (order, facts) => {
  const problems: OrderProblem[] = [];
  const say = (field: string, sentence: string) => problems.push({ field, sentence });
  if (!isEmail(order.email))
    say('email', `${quoted(order.email)} is not an e-mail address; write it as name@example.org.`);
  if (!PROJECT.test(order.project))
    say(
      'project',
      `${quoted(order.project)} is not a project code; it has letters, digits, dots, _ and -, such as GB18_00.`,
    );
  if (order.year < 1990 || order.year > 2199)
    say('year', `${order.year} is not a year of flights; write it with four digits.`);
  const days = isLeap(order.year) ? 366 : 365;
  if (order.julianDay < 1 || order.julianDay > days)
    say('julian day', `Day ${order.julianDay} is not a day of ${order.year}; it must be 1 to ${days}.`);
  if (!/^[A-Za-z]?$/.test(order.sortie))
    say(
      'sortie',
      `${quoted(order.sortie)} is not a sortie; it is one letter, or nothing where there was one flight.`,
    );
  if (!isPath(order.sourceFolder))
    say(
      'source folder',
      `${quoted(order.sourceFolder)} is not an absolute path; name the project's folder from / on.`,
    );
  else if (facts.delivery === null)
    say('source folder', facts.deliveryProblem ?? `No delivery is known in ${order.sourceFolder}.`);
  for (const keys of Object.values(order.unknown ?? {}))
    for (const [key, value] of Object.entries(keys))
      if (!isCfgKey(key) || !isCfgValue(value))
        say('unknown', `The key ${quoted(key)} of unknown cannot be kept in a .cfg; leave it out.`);
  return problems;
};

/** Whether a text is an absolute path that leads nowhere by `..`, and that a .cfg can hold. */
export function isPath(text: string): boolean {
  return text.startsWith('/') && !text.split('/').includes('..') && isCfgValue(text) && !text.includes('\n');
}

/** A text as a problem shows it: quoted, short, without control characters. */
export function quoted(text: string): string {
  return JSON.stringify(text.length > 60 ? `${text.slice(0, 59)}…` : text);
}

function isLeap(year: number): boolean {
  return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
}
