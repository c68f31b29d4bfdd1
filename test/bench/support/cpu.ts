import { readdirSync, readFileSync } from 'node:fs';

/** CPU time of a process since it started, milliseconds; `children` is that of children that have ended and were waited for. */
export interface CpuTime {
  readonly own: number;
  readonly children: number;
}

/** Ticks of /proc/PID/stat are hundredths of a second on every Linux of today. */
const TICK_MS = 10;

/** CPU time by process name; a process that is not there any more is left out. */
export function cpuTimes(processes: Readonly<Record<string, number>>): Record<string, CpuTime> {
  return Object.fromEntries(
    Object.entries(processes).flatMap(([name, pid]) => {
      const fields = statOf(pid)?.fields;
      if (!fields) return [];
      const ticks = (from: number) => (Number(fields[from]) + Number(fields[from + 1])) * TICK_MS;
      return [[name, { own: ticks(11), children: ticks(13) }]];
    }),
  );
}

/** The children of a process that run a program of this name. */
export function childrenNamed(name: string, parent = process.pid): number[] {
  return readdirSync('/proc')
    .filter((entry) => /^\d+$/.test(entry))
    .map(Number)
    .filter((pid) => {
      const stat = statOf(pid);
      return stat !== undefined && stat.name.startsWith(name) && Number(stat.fields[1]) === parent;
    });
}

/** Name of the program, and the fields from the third on (`state`, `ppid`, …). */
function statOf(pid: number): { name: string; fields: string[] } | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const end = text.lastIndexOf(')');
    return { name: text.slice(text.indexOf('(') + 1, end), fields: text.slice(end + 2).split(' ') };
  } catch (error) {
    if (['ENOENT', 'ESRCH'].includes((error as NodeJS.ErrnoException).code ?? '')) return undefined;
    throw error;
  }
}
