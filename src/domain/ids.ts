import type { DataDay } from './data-day.js';

/** Workflow ids are business keys: the same thing is the same workflow, however often it is started. */
export const workflowIds = {
  day: (mission: string, day: DataDay) => `${mission}/${day}`,
  level: (mission: string, day: DataDay, level: string) => `${mission}/${day}/${level}`,
  delivery: (mission: string, day: DataDay, level: string) => `${mission}/${day}/${level}/delivery`,
  receipt: (mission: string, key: string) => `${mission}/receipt/${key}`,
  sweep: (mission: string) => `${mission}/sweep`,
  operations: (mission: string) => `${mission}/operations`,
  order: (order: string) => `scops/${order}`,
  flightLine: (order: string, line: string) => `scops/${order}/${line}`,
} as const;

/** The order, and the line of it, that the id of a workflow of orders names. */
export function orderOfWorkflow(id: string): { readonly order: string; readonly line?: string } {
  const [, order = '', line] = id.split('/');
  return { order, ...(line !== undefined && { line }) };
}

/** The task queues, by what their workers need: nothing, processors and GDAL, the job system, the delivery disk. */
export const TASK_QUEUES = {
  main: 'sipstream',
  processing: 'sipstream-processing',
  jobs: 'sipstream-jobs',
  delivery: 'sipstream-delivery',
} as const;

/** The namespace of the station in Temporal. */
export const NAMESPACE = 'sipstream';

/** Search attributes, all keywords; `Held` is the failure code while something is held. */
export const SEARCH_ATTRIBUTES = [
  'Mission',
  'DataDay',
  'Level',
  'Stage',
  'Held',
  'ProcessorVersion',
  'Campaign',
] as const;
