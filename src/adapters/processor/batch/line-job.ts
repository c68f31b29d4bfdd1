import type { ProcessorRun, Submission } from '../runner.js';

/** What the job of a flight line is made from. Paths are absolute. */
export interface LineJobOptions {
  readonly project: string;
  readonly line: string;
  /** The order's .cfg file. */
  readonly order: string;
  /** The order's folder. */
  readonly output: string;
  /** WEB_OUTPUT: where jobs are started. */
  readonly webOutput: string;
  /** Whether the line itself is mapped, and whether it has band maths. */
  readonly mainLine: boolean;
  readonly bandMaths: boolean;
  readonly queue: string;
  readonly account: string;
  readonly wallTime: string;
  readonly logDirectory: string;
  /** See tmpfreeGb. */
  readonly tmpfreeGb: number;
}

/** The job of a flight line, as SCOPS sends it: what PROCESS_COMMAND is given, and how the job is sent. */
export function lineJob(
  options: LineJobOptions,
): Pick<ProcessorRun, 'args' | 'workingDirectory'> & { readonly submission: Submission } {
  const { project, line, order, output, mainLine, bandMaths } = options;
  return {
    args: [
      ...['-l', line, '-c', order, '-s', 'fenix', '-o', output],
      ...(mainLine ? ['-m'] : []),
      ...(bandMaths ? ['-b'] : []),
    ],
    workingDirectory: options.webOutput,
    submission: {
      jobName: `WEB_${project}_${line}`,
      queue: options.queue,
      project: options.account,
      wallTime: options.wallTime,
      logDirectory: options.logDirectory,
      tmpfreeGb: options.tmpfreeGb,
      direct: true,
    },
  };
}

const UNKNOWN_GB = 100;

/**
 * Gigabytes of temporary space for a line: one and a half times what the delivery's `unzipped_filesize.csv` says of it, 100
 * where that says nothing. A row of the file has the line's name, or that of one of its files, in a cell, and the size in
 * gigabytes in another.
 *
 * @param csv - the text of `flightlines/mapped/unzipped_filesize.csv`; undefined: the delivery has none
 */
export function tmpfreeGb(csv: string | undefined, line: string): number {
  const rows = (csv ?? '').split(/\r?\n/).map((row) => row.split(',').map((cell) => cell.trim()));
  for (const cells of rows) {
    const at = cells.findIndex((cell) => isOfLine(cell, line));
    const size =
      at < 0
        ? undefined
        : cells
            .slice(at + 1)
            .map(Number)
            .find((value) => value > 0 && value < Infinity);
    if (size !== undefined) return Math.round(1500 * size) / 1000;
  }
  return UNKNOWN_GB;
}

/** `f123a011` is of `f123a011`, `f123a0113b_mapped.bil` and `mapped/f123a011_x`, not of `f123a0112`. */
function isOfLine(cell: string, line: string): boolean {
  const name = cell.slice(cell.lastIndexOf('/') + 1);
  return (
    name === line ||
    name.startsWith(`${line}3b`) ||
    name.startsWith(`${line}_`) ||
    name.startsWith(`${line}.`)
  );
}
