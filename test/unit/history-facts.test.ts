import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { historyFromJSON } from '@temporalio/common/lib/proto-utils.js';
import { describe, expect, it } from 'vitest';
import { decisionsOf } from '../../src/ledger/rebuild/decisions.js';
import type { WorkflowFacts } from '../../src/ledger/rebuild/facts.js';
import { Heard } from '../../src/ledger/rebuild/heard.js';
import type { Retelling } from '../../src/ledger/rebuild/moment.js';
import { momentsOf } from '../../src/ledger/rebuild/retell.js';
import { factsOf } from '../../src/operator/rebuild/history-facts.js';
import { mopitt } from '../support/mopitt.js';

const FOLDER = 'test/workflows/fixtures/histories';
const mission = await mopitt();
const NOWHERE = { mission, places: { staging: '/staging', delivery: '/delivery' } } as Retelling;

describe('what a recorded history tells', () => {
  it('is understood of every workflow that was recorded, this release and earlier ones', () => {
    const names = readdirSync(FOLDER).filter((name) => name.endsWith('.json'));
    for (const name of names) {
      const facts = read(name);
      const { moments, problems } = momentsOf(NOWHERE, facts);
      expect(
        problems.map(({ message }) => message),
        name,
      ).toEqual([]);
      expect(
        moments.every(({ at }) => at >= facts.startedAt),
        name,
      ).toBe(true);
    }
    expect(names.length).toBeGreaterThan(10);
  });

  it('has the times, the attempt, the input and the result of every activity', () => {
    const facts = read('2026-11-20-L1.json');
    expect(facts).toMatchObject({ type: 'level', input: { day: '2026-11-20', level: 'L1' } });
    expect(facts.endedAt).toBeGreaterThan(facts.startedAt);
    const run = facts.activities.find(({ type }) => type === 'runProcessor')!;
    expect(run).toMatchObject({
      attempt: 1,
      outcome: 'ok',
      result: { elapsedMs: expect.any(Number) as number },
    });
    expect(run.startedAt).toBeGreaterThanOrEqual(run.scheduledAt);
    expect(run.endedAt).toBeGreaterThan(run.startedAt!);
  });

  it('has how one ended that did not end well, and what was never JSON is nothing', () => {
    const scheduled = (eventId: string, payload: object) => ({
      ...{ eventId, eventTime: '2026-11-20T00:00:01Z', eventType: 'EVENT_TYPE_ACTIVITY_TASK_SCHEDULED' },
      activityTaskScheduledEventAttributes: {
        ...{ activityId: eventId, activityType: { name: 'runProcessor' }, input: { payloads: [payload] } },
      },
    });
    const json = (text: string) => ({ metadata: { encoding: btoa('json/plain') }, data: btoa(text) });
    const history = historyFromJSON({
      events: [
        {
          ...{
            eventId: '1',
            eventTime: '2026-11-20T00:00:00Z',
            eventType: 'EVENT_TYPE_WORKFLOW_EXECUTION_STARTED',
          },
          workflowExecutionStartedEventAttributes: { workflowType: { name: 'level' } },
        },
        scheduled('2', json('{"run":1}')),
        scheduled('3', json('{"run":')),
        scheduled('4', { metadata: { encoding: btoa('binary/plain') }, data: btoa('x') }),
        {
          ...{
            eventId: '5',
            eventTime: '2026-11-20T00:00:02.5Z',
            eventType: 'EVENT_TYPE_ACTIVITY_TASK_FAILED',
          },
          activityTaskFailedEventAttributes: {
            scheduledEventId: '2',
            failure: { message: 'it crashed', applicationFailureInfo: { type: 'PROCESSOR_FAILED' } },
          },
        },
        {
          ...{
            eventId: '6',
            eventTime: '2026-11-20T00:00:03Z',
            eventType: 'EVENT_TYPE_ACTIVITY_TASK_TIMED_OUT',
          },
          activityTaskTimedOutEventAttributes: { scheduledEventId: '3' },
        },
      ],
    });
    const facts = factsOf({ workflowId: 'w', runId: 'r' }, history)!;
    const failure = { code: 'PROCESSOR_FAILED', message: 'it crashed' };
    const endedAt = Date.parse('2026-11-20T00:00:02.500Z');
    expect(facts.activities).toMatchObject([
      { input: { run: 1 }, outcome: 'failed', failure, endedAt },
      { input: undefined, outcome: 'lost' },
      { input: undefined, outcome: 'open' },
    ]);
    const { problems } = momentsOf(NOWHERE, facts);
    expect(problems.map(({ message }) => message)).toHaveLength(3);
  });

  it('has what operators said, each once, under the id of the update', () => {
    const facts = read('2026-09-01-L1-delivery.json');
    const { interventions } = decisionsOf(mission, facts);
    expect(interventions).toMatchObject([
      { id: facts.updates[0]!.id, verb: 'resubmit', by: 'ops', day: '2026-09-01', level: 'L1' },
    ]);
    expect(interventions[0]!.detail).toEqual({ what: 'failed' });
  });

  it('has which answers of the DAAC were heard, and when', () => {
    const heard = new Heard();
    const facts = read('2026-09-01-L1-delivery.json');
    heard.learn(facts);
    const signal = facts.signals.find(({ name }) => name === 'panReceived')!;
    const { message } = signal.content as { message: string };
    expect(heard.answerAt(message)).toBe(signal.at);
    expect(heard.answerAt('<another>')).toBeUndefined();
  });

  it('is nothing for a history without a beginning', () => {
    expect(factsOf({ workflowId: 'w', runId: 'r' }, { events: [] })).toBeUndefined();
  });
});

describe('decisions of operators', () => {
  const facts = (more: Partial<WorkflowFacts>): WorkflowFacts => ({
    ...{ workflowId: 'mopitt/operations', runId: 'run', type: 'operations', input: {}, startedAt: 0 },
    ...{ activities: [], updates: [], signals: [] },
    ...more,
  });
  const said = { by: 'ops', why: 'the instrument was off' };

  it('are gaps and choices of processors as well as interventions', () => {
    const gap = { ...said, from: '2026-12-01T00:00:00Z', to: '2026-12-02T00:00:00Z', types: ['MOP00SCI'] };
    const processor = { ...said, level: 'L2', version: '1.0.2', from: '2026-12-01', to: '2026-12-31' };
    const { interventions, gaps, choices } = decisionsOf(
      mission,
      facts({
        updates: [
          { id: 'a', name: 'gap', at: 5, command: gap, refused: false },
          { id: 'b', name: 'processor', at: 6, command: processor, refused: false },
        ],
      }),
    );
    expect(interventions.map(({ id, verb }) => [id, verb])).toEqual([
      ['a', 'gap'],
      ['b', 'processor'],
    ]);
    const [fromAt, toAt] = [Date.parse(gap.from), Date.parse(gap.to)];
    expect(gaps).toEqual([{ mission: 'mopitt', id: 'a', fromAt, toAt, types: ['MOP00SCI'], ...said, at: 5 }]);
    expect(choices).toMatchObject([
      { id: 'b', level: 'L2', version: '1.0.2', fromDay: '2026-12-01', toDay: '2026-12-31', at: 6 },
    ]);
  });

  it('are none when they were refused after all, or say neither who nor why', () => {
    const gap = { ...said, from: '2026-12-01T00:00:00Z', to: '2026-12-02T00:00:00Z' };
    const updates = [
      { id: 'a', name: 'gap', at: 5, command: gap, refused: true },
      { id: 'b', name: 'note', at: 6, command: { day: '2026-12-01' }, refused: false },
    ];
    expect(decisionsOf(mission, facts({ updates }))).toEqual({ interventions: [], gaps: [], choices: [] });
  });

  it('that came as a signal are told once, whatever the workflow called them', () => {
    const content = { verb: 'hold', ...said };
    const recorded = {
      ...{ id: 'run/hold/7', workflowId: 'mopitt/2026-11-20/L1', verb: 'hold', ...said, at: 7, detail: {} },
    };
    const signals = [{ id: '4', name: 'command', at: 6, content }];
    const activity = {
      ...{ type: 'recordIntervention', activityId: '1', attempt: 1, input: recorded, scheduledAt: 8 },
      outcome: 'ok' as const,
    };
    const one = decisionsOf(mission, facts({ signals, activities: [activity] })).interventions;
    expect(one.map(({ id }) => id)).toEqual(['run/hold/7']);
    const unrecorded = decisionsOf(mission, facts({ signals })).interventions;
    expect(unrecorded).toMatchObject([{ id: 'run/command/4', verb: 'hold', by: 'ops', at: 6 }]);
  });
});

function read(name: string): WorkflowFacts {
  const history = historyFromJSON(JSON.parse(readFileSync(join(FOLDER, name), 'utf8')));
  return factsOf({ workflowId: `mopitt/${name.replace('.json', '')}`, runId: 'run' }, history)!;
}
