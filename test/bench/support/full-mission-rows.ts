/**
 * The rows of a mission that has run for years, as statements of SQLite over two tables: `d`, one row a day (`i` its
 * number, `age` in days, `day`, and `t`, its first instant), and `slots`, the twelve slots of two hours of a day.
 */

const HOUR = 3_600_000;
/** The version of the processors: a new one every five years. */
const VERSION = `(1 + i / 1825) || '.0.' || (1 + (i / 365) % 5)`;
const DIGEST = `'${'3f9a'.repeat(16)}'`;
const MD5 = `lower(hex(randomblob(16)))`;
/** The inputs of Level 0: EDOS brings two files for each of the first three. */
const LEVEL0 = `(select 'MOP00SCI' as type, 'data' as part union all select 'MOP00SCI', 'record'
  union all select 'MOP00ENG', 'data' union all select 'MOP00ENG', 'record'
  union all select 'MOP00TBL', 'data' union all select 'MOP00TBL', 'record'
  union all select 'MOPEPHN0', null union all select 'MOPATTNF', null)`;
const DAILY = `(select 'DLLAPMIS' as type union all select 'DLLAXMIS')`;
const LEVELS = `(select 'L1' as level, 0 as later union all select 'L2', 2)`;
const PRODUCTS = `(select 'L1' as level, 'MOP01' as type, 'he5' as ext union all select 'L1', 'MOP01ES', 'he5'
  union all select 'L1', 'MOP01QE', 'txt' union all select 'L2', 'MOP02', 'he5' union all select 'L2', 'MOP02B', 'png'
  union all select 'L2', 'MOP02Q', 'he5')`;

/** Held, abandoned, overridden, offered a rerun: the few levels that are not like the others. */
const HELD = `(age in (3, 4, 9, 17, 40, 41) and not (level = 'L1' and age in (9, 17)))`;
const ABANDONED = `(i % 331 = 0)`;
const STATE = `case when ${HELD} then 'held' when age = 0 then 'waiting' when age = 1 and level = 'L1' then 'running'
  when age in (1, 3, 4) and level = 'L2' then 'waiting' when age = 2 then 'waiting' when ${ABANDONED} then 'abandoned'
  else 'done' end`;
const STAGE = `case when ${HELD} then case when age = 9 then 'await PAN' when age = 17 then 'QA' else 'await inputs' end
  when age = 0 or (age in (1, 3, 4) and level = 'L2') then 'await inputs' when age = 1 then 'run'
  when age = 2 then 'await PAN' when ${ABANDONED} then 'await inputs' else 'accepted' end`;
const PDR = `'MOPITT_SIPS.' || level || '.' || replace(day, '-', '') || '.V1.0.1.001'`;
const FIELD = `{"path":"//HDFEOS/SWATHS/MOP0X/Data_Fields/Field","present":true,"missingPercent":3.25,"outOfRangePercent":0.04,"min":0.1,"max":8.8}`;

/** One statement a table, or a part of one. */
export const MISSION_ROWS: readonly string[] = [
  `insert into days select 'mopitt', day, case when age < 5 or age in (9, 17, 40, 41) then 'open'
    when ${ABANDONED} then 'abandoned' else 'done' end, t + 26 * ${HOUR}, 'input',
    case when age < 5 or age in (9, 17, 40, 41) then null else t + 40 * ${HOUR} end, 'mopitt/' || day from d`,
  `insert into levels (mission, day, level, stage, state, since, sentence, held_code, held_sentence, held_details,
      held_since, missing, here, "of", processor_version, processor_digest, qa_verdict, qa_explanation, done_at, edition,
      overrides, offer)
    select 'mopitt', day, level, ${STAGE}, ${STATE}, t + (38 + later) * ${HOUR}, 'The DAAC has accepted every granule.',
      case when ${HELD} then case age when 9 then 'PAN_PARTIAL' when 17 then 'QA_FAILED' else 'MISSING_INPUT' end end,
      case when ${HELD} then day || ' ' || level || ': it waits for a person.' end, case when ${HELD} then '["a","b"]' end,
      case when ${HELD} then t + 40 * ${HOUR} end, case when ${HELD} then '["MOP00SCI/' || day || '/0400"]' end, 57, 60,
      ${VERSION}, ${DIGEST}, case when age < 2 then null when i % 97 = 0 then 'Suspect' else 'Passed' end,
      'All 3 products are within the limits of the mission.', case when ${STATE} = 'done' then t + 41 * ${HOUR} end, 1,
      case when i % 211 = 5 then '[{"verb":"proceed","by":"ops","why":"never made","at":1,"what":"without MOPCH"}]' end,
      case when i % 977 = 6 then '{"since":1,"granules":["MOP00SCI/' || day || '/0400"],"reason":"It came late."}' end
    from d, ${LEVELS}`,
  `insert into stages select 'mopitt', day, level, stage, attempt, t + (30 + n) * ${HOUR}, t + (31 + n) * ${HOUR}, 'ok',
      null
    from d, ${LEVELS}, (select 'await inputs' as stage, 101 as attempt, 0 as n union all select 'await inputs', 201, 1
      union all select 'stage', 301, 2 union all select 'run', 401, 3 union all select 'QA', 501, 4
      union all select 'archive', 601, 5 union all select 'deliver', 701, 6 union all select 'await PAN', 801, 7)
    where age > 2`,
  `insert into files (mission, archive_path, original_name, archive_name, type, day, slot, part, made, size, md5, kind,
      archived_at, receipt_key)
    select 'mopitt', 'L0/' || substr(day, 1, 4) || '/' || substr(day, 6, 2) || '/' || name, name, name, type, day, slot,
      part, '20200101000000', 1000000 + i, ${MD5}, 'input', t + at + 8 * ${HOUR}, 'DN-' || day || '-' || slot
    from (select d.*, slots.*, k.*, type || '-' || day || '-' || slot || coalesce('-' || part, '') as name
      from d, slots, ${LEVEL0} k)`,
  `insert into files (mission, archive_path, original_name, archive_name, type, day, made, size, md5, kind, archived_at,
      receipt_key)
    select 'mopitt', 'DAS/' || substr(day, 1, 4) || '/' || type || '-' || day, type || '-' || day, type || '-' || day,
      type, day, '20200101000000', 200000000, ${MD5}, 'input', t + 20 * ${HOUR}, 'DN-' || day || '-0000'
    from d, ${DAILY}`,
  `insert into files (mission, archive_path, original_name, archive_name, type, day, size, md5, kind, level, archived_at,
      run, edition)
    select 'mopitt', level || '/' || substr(day, 1, 4) || '/' || name, name, name, type, day, 90000000 + i, ${MD5},
      'product', level, t + 37 * ${HOUR}, 1, 1
    from (select d.*, p.*, type || '-' || replace(day, '-', '') || '-' || level || 'V1.0.1.' || ext as name
      from d, ${PRODUCTS} p where age > 2)`,
  `insert into receipts (mission, "key", workflow_id, order_id, ftp_dir, state, file_count, opened_at, since, done_at)
    select 'mopitt', 'DN-' || day || '-' || slot, 'mopitt/receipt/DN-' || day || '-' || slot, i, '/pickup', 'done', 8,
      t + at + 7 * ${HOUR}, t + at + 8 * ${HOUR}, t + at + 8 * ${HOUR} from d, slots`,
  `insert into arrivals select 'mopitt', receipt_key, original_name, type, type || '/' || day || coalesce('/' || slot, ''),
      size, null, null, 'archived', null, size, archived_at from files where kind = 'input'`,
  `insert into messages
    select 'mopitt', '<dn-' || day || '-' || slot || '@daac.example>', 'smtp', 'DN', 'daac@daac.example',
      'Data delivery notice', t + at + 7 * ${HOUR}, 'mail/in/dn-' || day || slot || '.eml', 'acted',
      'mopitt/receipt/DN-' || day || '-' || slot, null, null, t + at + 7 * ${HOUR} from d, slots`,
  `insert into messages
    select 'mopitt', '<pan-' || level || '-' || day || '@daac.example>', 'smtp', 'PAN', 'daac@daac.example', 'PAN',
      t + 41 * ${HOUR}, 'mail/in/pan-' || level || day || '.eml', 'acted', ${PDR}, null, null, t + 41 * ${HOUR}
    from d, ${LEVELS} where age > 2`,
  `insert into messages
    select 'mopitt', '<spam-' || day || '@elsewhere.example>', 'smtp', 'unknown', 'mallory@elsewhere.example',
      'You have won', t + 12 * ${HOUR}, 'mail/quarantine/' || day || '.eml', 'quarantined', null, 'MAIL_SENDER',
      'mallory@elsewhere.example may not write to the station.', null from d where i % 23 = 0`,
  `insert into runs (mission, day, level, run, version, digest, directory, started_at, ended_at, exit_code, timed_out,
      state, edition, inputs)
    select 'mopitt', day, level, 1, ${VERSION}, ${DIGEST}, '/staging/' || day, t + 33 * ${HOUR},
      t + 33 * ${HOUR} + 600000 + (i * 7919) % 1500000, 0, 0, 'succeeded', 1, replace(sample, '2001-01-01', day)
    from d, ${LEVELS}, (select json_group_array(json_object('key', type || '/2001-01-01/' || slot, 'files',
      json_array('L0/2001/01/' || type || '-2001-01-01-' || slot))) as sample from slots, ${LEVEL0}) where age > 2`,
  `insert into qa select 'mopitt', day, level, type || '-' || replace(day, '-', '') || '.' || ext, type,
      case when i % 97 = 0 then 'Suspect' else 'Passed' end, '[]', '{"size":184332114,"timeCoveragePercent":97.91,' ||
      '"fields":[' || case when ext = 'he5' then '${FIELD}' else '' end || ']}', 1, t + 35 * ${HOUR}
    from d, ${PRODUCTS} where age > 2`,
  `insert into deliveries select 'mopitt', ${PDR}, day, level, 1, case when age < 3 or age = 9 then 'waiting'
      else 'accepted' end, '/delivery/x', '[{"type":"MOP01","files":["MOP01-x.he5","MOP01-x.he5.met"]}]',
      'mopitt/' || day || '/' || level || '/delivery', t + 38 * ${HOUR}, t + 62 * ${HOUR}, 'SUCCESSFUL', t + 41 * ${HOUR}
    from d, ${LEVELS} where age > 1`,
  `insert into acknowledgements select 'mopitt', '<pan-' || level || '-' || day || '@daac.example>', ${PDR}, 'PAN',
      'short', 'SUCCESSFUL', t + 41 * ${HOUR}, '[]' from d, ${LEVELS} where age > 2`,
  `insert into interventions (mission, id, at, actor, why, verb, workflow_id, day, level, detail)
    select 'mopitt', 'update-' || day, t + 40 * ${HOUR}, 'ops', 'The DAAC says that it never comes.', 'proceed',
      'mopitt/' || day || '/L1', day, 'L1', '{"without":["MOPCH"]}' from d where i % 7 = 5`,
  `insert into gaps select 'mopitt', 'gap-' || day, t + 6 * ${HOUR}, t + (6 + 24 * (1 + i % 9)) * ${HOUR},
      case when i % 2 = 0 then '[]' else '["MOP00SCI"]' end, 'ops', 'The instrument was off.', t from d where i % 263 = 11`,
  `insert into notices select 'mopitt', 'held/' || day, t + 40 * ${HOUR}, day || ' L1 is held', 'smtp',
      '<held-' || day || '@sips.example>' from d where i % 11 = 0`,
];
