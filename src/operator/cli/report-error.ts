import { FAILURES, OperationsError } from '../../domain/failures.js';
import { printable, wrap } from '../words/layout.js';
import { jsonText } from '../words/times.js';
import { CommandError } from '../reading/command-error.js';
import type { Io } from './io.js';

/** Tells why a command failed, in plain words and with the next step; answers the exit status. */
export function reportError(io: Io, error: unknown, json: boolean): number {
  const told = tell(error);
  if (json) {
    const { code, sentence, next, details } = told;
    io.stdout(`${jsonText({ error: { code, sentence, next, details } })}\n`);
  } else {
    const lines = [
      ...told.sentence
        .split('\n')
        .flatMap((line, index) => wrap(index === 0 && told.code ? `${told.code}: ${line}` : line)),
      ...told.details.map((detail) => `  - ${printable(detail)}`),
      ...(told.next === '' ? [] : wrap(told.next)),
    ];
    io.stderr(lines.map((line) => `${line}\n`).join(''));
  }
  if (io.environment['SIPSTREAM_DEBUG'] === '1' && error instanceof Error) io.stderr(`${stackOf(error)}\n`);
  return told.status;
}

interface Told {
  readonly status: 1 | 2;
  readonly code: string;
  readonly sentence: string;
  readonly next: string;
  readonly details: readonly string[];
}

function tell(error: unknown): Told {
  if (error instanceof OperationsError) {
    const details = error.details.filter((detail) => !error.message.includes(detail));
    return { status: 1, code: error.code, sentence: error.message, next: FAILURES[error.code].next, details };
  }
  if (error instanceof CommandError) {
    return {
      status: error.code === 'USAGE' ? 2 : 1,
      code: error.code,
      sentence: error.message,
      next: error.next,
      details: [],
    };
  }
  const sentence = error instanceof Error ? error.message : String(error);
  return {
    status: 1,
    code: 'UNEXPECTED',
    sentence,
    next: 'Set SIPSTREAM_DEBUG=1 to see where.',
    details: [],
  };
}

function stackOf(error: Error): string {
  const cause = error.cause instanceof Error ? `\ncaused by ${stackOf(error.cause)}` : '';
  return `${error.stack ?? error.message}${cause}`;
}
