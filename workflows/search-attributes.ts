import { defineSearchAttributeKey, SearchAttributeType } from '@temporalio/common';
import type { SearchedBy } from '../domain/run/story.ts';

/** What runs can be searched by in the Temporal UI; a server may lack them, and then a run does without. */
export const searchAttributes = {
  stage: defineSearchAttributeKey('TemperaStage', SearchAttributeType.KEYWORD),
  dataSet: defineSearchAttributeKey('TemperaDataSet', SearchAttributeType.KEYWORD),
  baseModel: defineSearchAttributeKey('TemperaBaseModel', SearchAttributeType.KEYWORD),
  verdict: defineSearchAttributeKey('TemperaVerdict', SearchAttributeType.KEYWORD),
  schedule: defineSearchAttributeKey('TemperaSchedule', SearchAttributeType.KEYWORD),
};

/** What is known of a run before it starts, as it is searched by. */
export function attributesOf({ dataSet, baseModel, schedule }: SearchedBy) {
  return [
    { key: searchAttributes.stage, value: 'planning' },
    ...(dataSet === undefined ? [] : [{ key: searchAttributes.dataSet, value: dataSet }]),
    ...(baseModel === undefined ? [] : [{ key: searchAttributes.baseModel, value: baseModel }]),
    ...(schedule === undefined ? [] : [{ key: searchAttributes.schedule, value: schedule }]),
  ];
}

/** When a workflow that a schedule has started was due; Temporal's own. */
export const scheduledStart = defineSearchAttributeKey('TemporalScheduledStartTime', SearchAttributeType.DATETIME);
