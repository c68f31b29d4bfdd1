import { sql, type Kysely, type Migration } from 'kysely';
import type { Dialect } from '../ledger.js';

/** What operators decide, and what stays of it: known gaps, versions of processors, editions, overrides, offers. */
export function operators(dialect: Dialect): Migration {
  const text = dialect === 'sqlite' ? 'text' : 'text collate "C"';
  return {
    async up(db: Kysely<unknown>) {
      for (const statement of statements(text)) await sql.raw(statement).execute(db);
    },
  };
}

const statements = (text: string): readonly string[] => [
  `alter table levels add column edition integer`,
  `alter table levels add column overrides ${text}`,
  `alter table levels add column offer ${text}`,
  `alter table files add column edition integer`,
  `alter table files add column superseded_at bigint`,
  `alter table runs add column edition integer`,
  `alter table runs add column inputs ${text}`,
  `alter table runs add column without ${text}`,
  `alter table interventions add column refused ${text}`,
  `create table gaps (
    mission ${text} not null, id ${text} not null, from_at bigint not null, to_at bigint not null,
    types ${text} not null, actor ${text} not null, why ${text} not null, at bigint not null,
    primary key (mission, id))`,
  `create index gaps_time on gaps (mission, from_at)`,
  `create table processor_choices (
    mission ${text} not null, id ${text} not null, level ${text} not null, from_day ${text} not null, to_day ${text},
    version ${text} not null, actor ${text} not null, why ${text} not null, at bigint not null,
    primary key (mission, id))`,
  `create index processor_choices_level on processor_choices (mission, level, from_day)`,
  `create index interventions_at on interventions (mission, at)`,
  `create index qa_type on qa (mission, type, day)`,
];
