import { describe, expect, it } from 'vitest';
import { tmpfreeGb } from '../../src/adapters/processor/batch/line-job.js';
import { lsf } from '../../src/adapters/processor/batch/lsf.js';
import { sge } from '../../src/adapters/processor/batch/sge.js';
import { slurm } from '../../src/adapters/processor/batch/slurm.js';
import { jobName, shellWord } from '../../src/adapters/processor/batch/shell-words.js';
import { wallTimeMinutes } from '../../src/adapters/processor/batch/wall-time.js';

describe('the temporary space of a line', () => {
  it('is one and a half times what the delivery says of it', () => {
    expect(tmpfreeGb('file,gigabytes\nf123a011,7.3\nf123a0112,99\n', 'f123a011')).toBe(10.95);
    expect(tmpfreeGb('mapped/f123a0113b_mapped.bil, 20\r\n', 'f123a011')).toBe(30);
  });

  it.each([undefined, '', 'f123a0112,7', 'f123a011,', 'f123a011,none', 'f123a011,0', 'f123a011,-3', '\0,,,'])(
    'is 100 where it says nothing: %j',
    (csv) => expect(tmpfreeGb(csv, 'f123a011')).toBe(100),
  );
});

describe('a wall time', () => {
  it('is hours and minutes, or minutes', () => {
    expect(['12:00', '1:30', '90', '0:05'].map(wallTimeMinutes)).toEqual([720, 90, 90, 5]);
  });

  it.each(['', '12:60', '0:00', '0', '1-00:00', '12:00:00', 'x'])('is not %j', (text) =>
    expect(() => wallTimeMinutes(text)).toThrow(expect.objectContaining({ code: 'STATION_CONFIG' })),
  );
});

describe('names and words', () => {
  it('a job is called what every system takes', () => {
    expect(jobName('WEB_GB18_00_f123a011')).toBe('WEB_GB18_00_f123a011');
    expect(jobName('2018/x y$(z)[1-9]%4')).toBe('_2018_x_y__z__1-9__4');
  });

  it('a word is quoted only where it must be', () => {
    expect(['/a/b_c.d-e', 'a b', "it's", '', '$x'].map(shellWord)).toEqual([
      ...['/a/b_c.d-e', "'a b'", "'it'\\''s'", "''", "'$x'"],
    ]);
  });
});

describe('the id in the answer of', () => {
  it('each system', () => {
    expect(sge.idOf('warning: x\nYour job 4711 ("WEB_1") has been submitted\n')).toBe('4711');
    expect(lsf.idOf('Job <4711> is submitted to default queue <normal>.\n')).toBe('4711');
    expect(slurm.idOf('4711\n')).toBe('4711');
    expect(slurm.idOf('4711;cluster\n')).toBe('4711');
  });

  it('none where there is none', () => {
    for (const system of [sge, lsf, slurm]) expect(system.idOf('Unable to run job: denied.')).toBeUndefined();
  });
});
