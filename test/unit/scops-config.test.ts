import { describe, expect, it } from 'vitest';
import { configSchema } from '../../src/adapters/station/config.js';
import { readScopsConfig } from '../../src/adapters/station/scops-config.js';
import { OperationsError } from '../../src/domain/failures.js';

const at = (environment: Record<string, string>, scops: object = {}) =>
  readScopsConfig(configSchema.parse({ scops }), { home: '/station' }, environment);
const refusal = (environment: Record<string, string>): readonly string[] => {
  try {
    at(environment);
  } catch (error) {
    expect(error).toBeInstanceOf(OperationsError);
    expect((error as OperationsError).code).toBe('STATION_CONFIG');
    return (error as OperationsError).details;
  }
  throw new Error('it was taken');
};

describe('the configuration of orders', () => {
  it('has a default for everything, below the home', () => {
    const config = at({});
    expect([config.output, config.configs, config.uploads, config.jobs.logDirectory]).toEqual([
      '/station/scops/output',
      '/station/scops/configs',
      '/station/scops/uploads',
      '/station/log/jobs',
    ]);
    expect(config).toMatchObject({
      temporary: null,
      jobs: { system: 'local' },
      confirmation: { needed: true },
    });
    expect(config.retentionMs).toBe(14 * 86_400_000);
    expect(config.ignored).toEqual([]);
  });

  it("takes the variables of SCOPS's README as they stand there", () => {
    const config = at({
      ERROR_EMAIL: 'me@my.domain',
      WEB_CONFIG_DIR: '/home/users/dac/configs/',
      WEB_OUTPUT: '/home/users/dac/processing/',
      QSUB_LOG_DIR: '/home/users/dac/logs/',
      HYPER_DELIVERY_FOLDER: '/hyperspectral',
      TEMP_PROCESSING_DIR: '',
      QSUB_SYSTEM: 'bsub',
      QUEUE: 'short-serial',
    });
    expect(config).toMatchObject({
      configs: '/home/users/dac/configs',
      output: '/home/users/dac/processing',
      temporary: null,
      mail: { error: ['me@my.domain'] },
      jobs: { system: 'bsub', queue: 'short-serial', logDirectory: '/home/users/dac/logs' },
    });
  });

  it('has a delivery folder that begins with a slash stay below the project (fault 10)', () => {
    expect(at({ HYPER_DELIVERY_FOLDER: '/hyperspectral' }).deliveryPattern).toBe('hyperspectral');
    expect(at({ HYPER_DELIVERY_FOLDER: 'delivery/*{}*/' }).deliveryPattern).toBe('delivery/*{}*');
    expect(refusal({ HYPER_DELIVERY_FOLDER: '../other' })).toHaveLength(1);
  });

  it('works without a temporary folder, and with one (fault 10)', () => {
    expect(at({ TEMP_PROCESSING_DIR: '/scratch' }).temporary).toBe('/scratch');
    expect(at({ TEMP_PROCESSING_DIR: '/scratch', TEMP_PROCESSING: 'False' }).temporary).toBeNull();
    expect(at({ TEMP_PROCESSING: 'True' }).temporary).toBe('/tmp');
    expect(at({ TEMP_PROCESSING: 'True', TEMP_PROCESSING_DIR: '' }).temporary).toBeNull();
    expect(at({ TEMP_PROCESSING_DIR: '' }, { temporary: '/scratch' }).temporary).toBeNull();
  });

  it('takes the word False for false, and refuses what is neither (fault 21)', () => {
    expect(at({ SEND_EMAIL: 'False' }).mail.send).toBe(false);
    expect(at({ SEND_EMAIL: 'TRUE' }).mail.send).toBe(true);
    expect(at({ FORCE_LOCAL: '1', QSUB_SYSTEM: 'qsub' }).jobs.system).toBe('local');
    expect(at({ FORCE_LOCAL: 'no', QSUB_SYSTEM: 'qsub' }).jobs.system).toBe('qsub');
    expect(at({ DEBUG_FILE_WRITEBACK: 'yes' }).keepIntermediate).toBe(true);
    expect(refusal({ SEND_EMAIL: 'maybe' })[0]).toMatch(
      /^The environment variable SEND_EMAIL must be true or false/,
    );
  });

  it('takes every other variable of SCOPS that still means something', () => {
    const config = at({
      PROCESS_COMMAND: '/opt/process',
      QSUB_COMMAND: '/opt/qsub',
      QSUB_PROJECT: 'arsf',
      QSUB_WALL_TIME: '24:00',
      WEB_MASK_OUTPUT: 'l1/',
      LEV1_FOLDER: 'f/l1/',
      WEB_IGM_OUTPUT: 'i/',
      WEB_MAPPED_OUTPUT: 'm/',
      WEB_DEM_FOLDER: 'd/',
      STATUS_DIR: 's/',
      LOG_DIR: 'g/',
      NAVIGATION_FOLDER: 'f/n/',
      VIEW_VECTOR_FILE: 'v/{}.bil',
      OSNG_SEPERATION_FILE: '/grids/OSTN02_NTv2.gsb',
      SERVER_BASE: 'https://scops.example.org/web/',
      BCC_EMAIL: 'a@example.org, b@example.org',
    });
    expect(config).toMatchObject({
      level1Folder: 'f/l1',
      navigationFolder: 'f/n',
      viewVectorFile: 'v/{}.bil',
      folders: { level1: 'l1', igm: 'i', mapped: 'm', dem: 'd', status: 's', log: 'g' },
      jobs: { process: '/opt/process', command: '/opt/qsub', project: 'arsf', wallTime: '24:00' },
      mail: { bcc: ['a@example.org', 'b@example.org'] },
      serverBase: 'https://scops.example.org/web',
      dem: { osngGrid: '/grids/OSTN02_NTv2.gsb' },
    });
  });

  it.each(['12:00:00', '0:00', '0', '12:60', '1-00:00', ' '])(
    'takes no wall time that no job can be given: %j',
    (text) => {
      expect(() => at({}, { jobs: { wallTime: text } })).toThrow(/wallTime/);
      expect(() => configSchema.parse({ processors: { wallTime: text } })).toThrow(/wallTime/);
      if (text.trim() === '') return;
      expect(refusal({ QSUB_WALL_TIME: text })).toEqual([
        `The environment variable QSUB_WALL_TIME must be '12:00' (hours and minutes) or a number of minutes, and above 0; it is "${text}".`,
      ]);
    },
  );

  it.each(['12:00', '100:30', '90'])('takes the wall time %j', (text) => {
    expect(at({ QSUB_WALL_TIME: text }).jobs.wallTime).toBe(text);
    expect(at({}, { jobs: { wallTime: text } }).jobs.wallTime).toBe(text);
  });

  it('names each variable that means nothing any more', () => {
    const { ignored } = at({
      USE_DB: 'True',
      DB_LOCATION: '/x',
      STAGES: 'a',
      STATUS_LINK: 'x',
      ERROR_DIR: 'status/',
    });
    expect(ignored).toHaveLength(5);
    for (const sentence of ignored)
      expect(sentence).toMatch(/^The environment variable [A-Z_]+ has no meaning here: .*\.$/);
  });

  it('names every variable with a bad value at once', () => {
    const said = refusal({
      QSUB_SYSTEM: 'pbs',
      QUEUE: '-x; rm',
      WEB_OUTPUT: 'processing',
      ERROR_EMAIL: 'me',
      QSUB_WALL_TIME: 'long',
      LOG_DIR: '/',
    });
    const names = said.map((sentence) => /variable (\w+) /.exec(sentence)?.[1]);
    expect(names.sort()).toEqual([
      'ERROR_EMAIL',
      'LOG_DIR',
      'QSUB_SYSTEM',
      'QSUB_WALL_TIME',
      'QUEUE',
      'WEB_OUTPUT',
    ]);
    expect(() => at({ SERVER_BASE: 'javascript:alert(1)' })).toThrow(/SERVER_BASE/);
  });

  it('puts the EGM96 grid under aster and srtm, and never nothing where it is not installed', () => {
    const mosaics = [
      { name: 'aster', path: 'dem/aster.vrt' },
      { name: 'srtm', path: '/srtm', geoid: null },
      { name: 'own', path: '/own.tif' },
    ];
    const { dem } = at({ PROJ_DATA: '/nowhere' }, { dem: { mosaics } });
    expect(dem.mosaics.map(({ path }) => path)).toEqual(['/station/dem/aster.vrt', '/srtm', '/own.tif']);
    expect(dem.mosaics[0]!.geoid).toMatch(/egm96_15\.gtx$/);
    expect(dem.mosaics.slice(1).map(({ geoid }) => geoid)).toEqual([null, null]);
  });
});
