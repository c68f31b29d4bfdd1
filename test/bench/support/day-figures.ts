import { availableParallelism } from 'node:os';
import type { CpuTime } from './cpu.js';
import type { HistoryCounts } from './histories.js';
import { report } from './report.js';

/** Reports the rate of product days. */
export function reportRate(of: string, days: number, elapsedMs: number): void {
  report(of, `product days a second (${days} started at once)`, ((days / elapsedMs) * 1000).toFixed(2));
}

/** Reports what a day costs in its histories, and where its time goes. */
export function reportDay(of: string, days: number, counts: HistoryCounts): void {
  const each = (count: number) => (count / days).toFixed(1);
  report(of, 'activities a day', `${each(counts.activities)} (and ${each(counts.localActivities)} local)`);
  report(of, 'workflow tasks a day', each(counts.workflowTasks));
  report(
    of,
    'history events a day',
    `${each(counts.events)}, of which timers ${each(counts.timers)}, signals ${each(counts.signals)}, search attributes ${each(counts.attributeUpserts)}`,
  );
  for (const [name, { count, waited, worked }] of [...counts.byActivity].sort(
    ([, a], [, b]) => b.worked / b.count - a.worked / a.count,
  )) {
    const mean = (sum: number) => `${(sum / count).toFixed(0)} ms`.padStart(8);
    report(of, `  ${name}`, `${each(count)} a day:${mean(worked)} at work,${mean(waited)} in the queue`);
  }
}

/** Reports the CPU time of each process, per day. */
export function reportCpu(
  of: string,
  days: number,
  before: Readonly<Record<string, CpuTime>>,
  after: Readonly<Record<string, CpuTime>>,
  unit = 'day',
): void {
  let sum = 0;
  for (const [name, end] of Object.entries(after)) {
    const begin = before[name] ?? { own: 0, children: 0 };
    const own = (end.own - begin.own) / days;
    const children = (end.children - begin.children) / days;
    sum += own + children;
    report(of, `CPU of ${name}`, `${own.toFixed(0).padStart(4)} ms a ${unit}`);
    if (children >= 0.5)
      report(of, `CPU of children of ${name}`, `${children.toFixed(0).padStart(4)} ms a ${unit}`);
  }
  report(of, 'CPU in all', `${sum.toFixed(0).padStart(4)} ms a ${unit}`);
  const bound = (availableParallelism() * 1000) / sum;
  report(of, `no more than so many ${unit}s a second fit into all cores`, bound.toFixed(2));
}
