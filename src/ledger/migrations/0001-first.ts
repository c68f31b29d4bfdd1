import { sql, type Kysely, type Migration } from 'kysely';
import type { Dialect } from '../ledger.js';

/** The tables of the first release. Text sorts by its bytes in both databases, so that lists come in the same order. */
export function first(dialect: Dialect): Migration {
  const text = dialect === 'sqlite' ? 'text' : 'text collate "C"';
  return {
    async up(db: Kysely<unknown>) {
      for (const statement of statements(text)) await sql.raw(statement).execute(db);
    },
  };
}

const statements = (text: string): readonly string[] => [
  `create table days (
    mission ${text} not null, day ${text} not null, state ${text} not null,
    opened_at bigint not null, opened_by ${text} not null, done_at bigint, workflow_id ${text} not null,
    primary key (mission, day))`,
  `create index days_state on days (mission, state)`,
  `create table levels (
    mission ${text} not null, day ${text} not null, level ${text} not null,
    stage ${text} not null, state ${text} not null, since bigint not null, until bigint, then_what ${text},
    sentence ${text}, held_code ${text}, held_sentence ${text}, held_details ${text}, held_since bigint,
    missing ${text}, here integer, "of" integer, processor_version ${text}, processor_digest ${text},
    qa_verdict ${text}, qa_explanation ${text}, done_at bigint,
    primary key (mission, day, level))`,
  `create index levels_state on levels (mission, state)`,
  `create table stages (
    mission ${text} not null, day ${text} not null, level ${text} not null, stage ${text} not null,
    attempt integer not null, started_at bigint not null, ended_at bigint, outcome ${text}, detail ${text},
    primary key (mission, day, level, stage, attempt))`,
  `create table files (
    mission ${text} not null, archive_path ${text} not null, original_name ${text} not null,
    archive_name ${text} not null, type ${text} not null, day ${text} not null, slot ${text}, event ${text},
    part ${text}, made ${text}, size bigint not null, md5 ${text} not null, kind ${text} not null, level ${text},
    archived_at bigint not null, receipt_key ${text}, run integer, figures ${text},
    primary key (mission, archive_path))`,
  `create index files_day on files (mission, day, type)`,
  `create index files_type on files (mission, type, day)`,
  `create index files_original_name on files (mission, original_name)`,
  `create table intents (
    mission ${text} not null, archive_path ${text} not null, attempts integer not null,
    primary key (mission, archive_path))`,
  `create table receipts (
    mission ${text} not null, "key" ${text} not null, workflow_id ${text} not null, order_id ${text},
    request_id ${text}, ftp_dir ${text} not null, state ${text} not null, file_count integer not null,
    opened_at bigint not null, since bigint not null, held_code ${text}, held_sentence ${text},
    held_details ${text}, done_at bigint,
    primary key (mission, "key"))`,
  `create index receipts_state on receipts (mission, state)`,
  `create table arrivals (
    mission ${text} not null, receipt_key ${text} not null, name ${text} not null, type ${text}, granule ${text},
    expected_size bigint not null, cksum_type ${text}, cksum_value ${text}, state ${text} not null, reason ${text},
    seen_size bigint, updated_at bigint not null,
    primary key (mission, receipt_key, name))`,
  `create index arrivals_name on arrivals (mission, name)`,
  `create table strays (
    mission ${text} not null, name ${text} not null, state ${text} not null, size bigint not null,
    seen_at bigint not null, moved_to ${text},
    primary key (mission, name))`,
  `create table messages (
    mission ${text} not null, id ${text} not null, via ${text} not null, kind ${text} not null, sender ${text},
    subject ${text}, received_at bigint not null, path ${text} not null, state ${text} not null, about ${text},
    code ${text}, sentence ${text}, acted_at bigint,
    primary key (mission, id))`,
  `create index messages_received on messages (mission, received_at)`,
  `create index messages_state on messages (mission, state, received_at)`,
  `create table runs (
    mission ${text} not null, day ${text} not null, level ${text} not null, run integer not null,
    version ${text} not null, digest ${text} not null, directory ${text} not null, started_at bigint,
    ended_at bigint, exit_code integer, signal ${text}, timed_out integer not null, state ${text} not null,
    primary key (mission, day, level, run))`,
  `create table qa (
    mission ${text} not null, day ${text} not null, level ${text} not null, product ${text} not null,
    type ${text} not null, verdict ${text} not null, reasons ${text} not null, figures ${text} not null,
    run integer not null, measured_at bigint not null,
    primary key (mission, day, level, product))`,
  `create table deliveries (
    mission ${text} not null, pdr ${text} not null, day ${text} not null, level ${text} not null,
    attempt integer not null, state ${text} not null, directory ${text} not null, files ${text} not null,
    workflow_id ${text} not null, delivered_at bigint, pan_expected_at bigint, disposition ${text}, ended_at bigint,
    primary key (mission, pdr))`,
  `create index deliveries_day on deliveries (mission, day, level, attempt)`,
  `create table acknowledgements (
    mission ${text} not null, message_id ${text} not null, pdr ${text} not null, kind ${text} not null,
    form ${text} not null, disposition ${text} not null, received_at bigint not null, files ${text} not null,
    primary key (mission, message_id))`,
  `create index acknowledgements_pdr on acknowledgements (mission, pdr)`,
  `create table interventions (
    mission ${text} not null, id ${text} not null, at bigint not null, actor ${text} not null, why ${text} not null,
    verb ${text} not null, workflow_id ${text} not null, day ${text}, level ${text}, detail ${text} not null,
    primary key (mission, id))`,
  `create index interventions_day on interventions (mission, day, at)`,
  `create table notices (
    mission ${text} not null, "key" ${text} not null, at bigint not null, subject ${text} not null, how ${text},
    message_id ${text} not null,
    primary key (mission, "key"))`,
];
