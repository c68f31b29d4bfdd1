import { sql, type Kysely, type Migration } from 'kysely';
import type { Dialect } from '../ledger.js';

/**
 * Orders of flight lines, their products, and the runs of stages. Every name is text in both databases: a column of
 * another kind would make the number 12 of the project '012'.
 */
export function orders(dialect: Dialect): Migration {
  const text = dialect === 'sqlite' ? 'text' : 'text collate "C"';
  return {
    async up(db: Kysely<unknown>) {
      const statements = [...tables(text), ...(dialect === 'postgres' ? TRIGGERS : [])];
      for (const statement of statements) await sql.raw(statement).execute(db);
    },
  };
}

const tables = (text: string): readonly string[] => [
  `create table orders (
    mission ${text} not null, id ${text} not null, project ${text} not null, email ${text} not null,
    flight ${text} not null, request ${text} not null, state ${text} not null, sentence ${text} not null,
    since bigint not null, until bigint, then_what ${text},
    held_code ${text}, held_sentence ${text}, held_details ${text},
    created_at bigint not null, confirmed_at bigint, completed_at bigint, expires_at bigint,
    folder ${text}, master_zip ${text}, master_bytes bigint, missing ${text},
    primary key (mission, id))`,
  `create index orders_created on orders (mission, created_at)`,
  `create index orders_state on orders (mission, state, created_at)`,
  `create index orders_project on orders (mission, project, created_at)`,
  `create index orders_held on orders (mission, held_code)`,
  `create table order_products (
    mission ${text} not null, order_id ${text} not null, product ${text} not null, line ${text} not null,
    kind ${text} not null, stage ${text} not null, progress double precision not null, state ${text} not null,
    code ${text}, sentence ${text}, mapped_bytes bigint, zip_bytes bigint, files ${text},
    started_at bigint, ended_at bigint,
    primary key (mission, order_id, product))`,
  `create index order_products_state on order_products (mission, state)`,
  `create index interventions_workflow on interventions (mission, workflow_id)`,
  `create table order_runs (
    mission ${text} not null, order_id ${text} not null, line ${text} not null, product ${text} not null,
    stage ${text} not null, run integer not null, started_at bigint not null, ended_at bigint, outcome ${text},
    code ${text}, sentence ${text}, facts ${text},
    primary key (mission, order_id, line, product, stage, run))`,
];

/** The function is that of the other tables' triggers. */
const TRIGGERS = ['orders', 'order_products', 'order_runs'].map(
  (table) => `create trigger ${table}_changed after insert or update or delete or truncate on ${table}
    for each statement execute function sipstream_ledger_changed()`,
);
