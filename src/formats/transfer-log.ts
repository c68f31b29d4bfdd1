/** One file that a client fetched from the FTP server. */
export interface Download {
  /** Epoch milliseconds. The log has seconds and no zone: `zone` says what is meant. */
  readonly at: number;
  readonly client: string;
  readonly path: string;
  /** Bytes. */
  readonly size: number;
}

const LINE =
  /^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) (\w{3}) +(\d{1,2}) (\d{2}):(\d{2}):(\d{2}) (\d{4}) \[pid \d+\] (?:\[[^\]]*\] )?OK DOWNLOAD: Client "([^"]*)", "(.*)", (\d+) bytes/;
const MONTHS = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ');

/** Makes the instant of a date and time that a log has without its zone. */
export type Clock = (
  year: number,
  month: number,
  day: number,
  hour: number,
  minute: number,
  second: number,
) => number;

/**
 * Reads a line of vsftpd's own log (`xferlog_std_format=NO`); undefined when it tells of anything else than a file that was
 * fetched whole. `clock` knows the zone of the log: vsftpd writes the time of the host.
 */
export function parseDownload(line: string, clock: Clock = Date.UTC): Download | undefined {
  const match = LINE.exec(line);
  if (!match) return undefined;
  const [, month = '', day, hour, minute, second, year, client = '', path = '', size] = match;
  const index = MONTHS.indexOf(month);
  if (index < 0) return undefined;
  const at = clock(Number(year), index, Number(day), Number(hour), Number(minute), Number(second));
  return { at, client, path, size: Number(size) };
}
