import { defineSearchAttributeKey, SearchAttributeType } from '@temporalio/common';
import { upsertSearchAttributes } from '@temporalio/workflow';

const keyword = (name: string) => defineSearchAttributeKey(name, SearchAttributeType.KEYWORD);

/** The search attributes of the station's workflows, as typed keys. */
export const attributes = {
  mission: keyword('Mission'),
  dataDay: keyword('DataDay'),
  level: keyword('Level'),
  stage: keyword('Stage'),
  held: keyword('Held'),
  processorVersion: keyword('ProcessorVersion'),
} as const;

/** The attributes that a workflow is started with. */
export function startingAttributes(of: {
  mission: string;
  day?: string;
  level?: string;
  version?: string;
  stage?: string;
}) {
  return [
    { key: attributes.mission, value: of.mission },
    ...(of.day ? [{ key: attributes.dataDay, value: of.day }] : []),
    ...(of.level ? [{ key: attributes.level, value: of.level }] : []),
    ...(of.version ? [{ key: attributes.processorVersion, value: of.version }] : []),
    ...(of.stage ? [{ key: attributes.stage, value: of.stage }] : []),
  ];
}

/** Says in which stage the workflow is; one event in its history. */
export function showStage(stage: string): void {
  upsertSearchAttributes([{ key: attributes.stage, value: stage }]);
}

/** Says for which failure code the workflow is held, or that it is not. */
export function showHeld(code: string | null): void {
  upsertSearchAttributes([{ key: attributes.held, value: code }]);
}
