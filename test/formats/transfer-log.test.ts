import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseDownload } from '../../src/formats/transfer-log.js';

const LINE =
  'Wed Nov 25 14:36:11 2026 [pid 27529] [daacpull] OK DOWNLOAD: Client "127.0.0.1", "/delivery/MOPITT_SIPS.L2.20261120.V1.0.1.001.PDR", 7545 bytes, 23691.85Kbyte/sec';

describe('a line of the transfer log', () => {
  it('tells when a file was fetched, by whom, which, and how large it is', () => {
    expect(parseDownload(LINE)).toEqual({
      at: Date.parse('2026-11-25T14:36:11Z'),
      client: '127.0.0.1',
      path: '/delivery/MOPITT_SIPS.L2.20261120.V1.0.1.001.PDR',
      size: 7545,
    });
  });

  it('is in the zone of its clock, and may have a day of one digit and no login', () => {
    const line = LINE.replace('Nov 25', 'Nov  5').replace('[daacpull] ', '');
    const hourLater = (...parts: Parameters<typeof Date.UTC>) => Date.UTC(...parts) - 3_600_000;
    expect(parseDownload(line, hourLater)?.at).toBe(Date.parse('2026-11-05T13:36:11Z'));
  });

  it.each([
    LINE.replace('OK DOWNLOAD', 'FAIL DOWNLOAD'),
    LINE.replace('DOWNLOAD', 'UPLOAD'),
    LINE.replace('Nov', 'Foo'),
    'Wed Nov 25 14:36:11 2026 [pid 1] CONNECT: Client "127.0.0.1"',
    '',
  ])('tells of nothing else: %j', (line) => {
    expect(parseDownload(line)).toBeUndefined();
  });

  it('may be anything', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(parseDownload(text)).toBeUndefined();
      }),
    );
    fc.assert(
      fc.property(fc.string(), fc.nat(), (name, size) => {
        fc.pre(!/[\n\r\u2028\u2029]/.test(name));
        const line = LINE.replace(/"\/delivery.*bytes/, () => `"/${name}", ${size} bytes`);
        expect(parseDownload(line)).toMatchObject({ path: `/${name}`, size });
      }),
    );
  });
});
