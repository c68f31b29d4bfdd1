import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { emitSn, parseSn } from '../../src/formats/sn.js';
import { subscriptionNotices } from './message-arbitraries.js';

const ur = 'UR:10:DsShESDTUR:UR:15:DsShSciServerUR:13:[LAR:DSSDSRV]:24:SC:MOP00ENG.001:2016002';
const newer = `Subscription Notification:  ${ur}
ESDT Information:  MOP00ENG.1:INSERT
User Information:  sipsops
User String:  MOP00ENG Insert
Subscription ID:  612
Qualifier List:

======METADATA SECTION======
dbID = 2016002
BeginningDateTime = Nov  9 2026  8:00PM
EndingDateTime = Nov  9 2026  9:59PM
ShortName = MOP00ENG
VersionID = 1
SizeMBECSDataGranule = 2.80
LocalGranuleID = MOP00ENG.A2026313.2000.001
ProductionDateTime = Nov 10 2026 12:44AM
RangeBeginningTime = 20:00:00.4102300
RangeBeginningDate = Nov  9 2026 12:00AM
RangeEndingTime = 21:59:59.9999999
RangeEndingDate = Nov  9 2026 12:00AM
internalFileName = :SC:MOP00ENG.001:2016002:1.CCSDS
userDataFile = P0420171AAAAAAAAAAAAAA26313200000000.PDS
checkSum  = 0
fileSize = 384
internalFileName = :SC:MOP00ENG.001:2016002:2.CCSDS
userDataFile = P0420171AAAAAAAAAAAAAA26313200000001.PDS
checkSum  = 0
fileSize = 2936012
`;
const older = `User Information:
Qualifier List:

${ur}
Nov  9 2026  9:59PM
Nov  9 2026  8:00PM
`;

describe('reading a Subscription Notice', () => {
  it.each([
    ['LF', newer],
    ['CRLF', newer.replaceAll('\n', '\r\n')],
    ['indented', newer.replaceAll(/^/gm, '\t ')],
  ])('takes the newer style with %s', (_, text) => {
    expect(parseSn(text)).toEqual({
      ur,
      shortName: 'MOP00ENG',
      versionId: '001',
      subscriptionId: '612',
      userString: 'MOP00ENG Insert',
      beginning: '2026-11-09T20:00:00.410Z',
      ending: '2026-11-09T21:59:59.999Z',
      localGranuleId: 'MOP00ENG.A2026313.2000.001',
      files: [
        {
          internalName: ':SC:MOP00ENG.001:2016002:1.CCSDS',
          userDataFile: 'P0420171AAAAAAAAAAAAAA26313200000000.PDS',
          size: 384,
        },
        {
          internalName: ':SC:MOP00ENG.001:2016002:2.CCSDS',
          userDataFile: 'P0420171AAAAAAAAAAAAAA26313200000001.PDS',
          size: 2_936_012,
        },
      ],
    });
  });

  it('takes the older style, where the earlier of the bare dates is the beginning', () => {
    expect(parseSn(older)).toEqual({
      ur,
      shortName: 'MOP00ENG',
      versionId: '001',
      beginning: '2026-11-09T20:00:00.000Z',
      ending: '2026-11-09T21:59:00.000Z',
      files: [],
    });
  });

  it.each([
    ['Nov  9 2026  8:00PM', '2026-11-09T20:00:00.000Z'],
    ['Nov 19 2026 12:05AM', '2026-11-19T00:05:00.000Z'],
    ['Nov 19 2026 12:05PM', '2026-11-19T12:05:00.000Z'],
    ['11/19/2026 08:00:01', '2026-11-19T08:00:01.000Z'],
    ['2026-11-19T08:00:01Z', '2026-11-19T08:00:01.000Z'],
    ['2026-11-19 08:00:01.25', '2026-11-19T08:00:01.250Z'],
  ])('reads the bare date %s', (date, iso) => {
    expect(parseSn(`Qualifier List:\n${ur}\n${date}\n`).beginning).toBe(iso);
  });

  it('falls back to the minute where the exact pair is cut', () => {
    expect(parseSn(newer.replace('RangeBeginningTime', 'Unknown')).beginning).toBe(
      '2026-11-09T20:00:00.000Z',
    );
  });

  it('leaves out what it cannot read', () => {
    const text = newer
      .replace(/Range.*\n/g, '')
      .replace('Nov  9 2026  8:00PM', 'Feb 30 2026  8:00PM')
      .replace('Nov  9 2026  9:59PM', 'Nov  9 2026 13:59PM')
      .replace('= 384', '= unknown')
      .replace('ID:  612', 'ID:');
    const notice = parseSn(text);
    expect(notice).not.toHaveProperty('beginning');
    expect(notice).not.toHaveProperty('ending');
    expect(notice).not.toHaveProperty('subscriptionId');
    expect(notice.files[0]).not.toHaveProperty('size');
  });

  it('takes the collection from the ESDT line where the reference is opaque', () => {
    expect(parseSn(newer.replace(ur, 'UR:opaque'))).toMatchObject({
      shortName: 'MOP00ENG',
      versionId: '001',
    });
  });

  it('refuses a text without reference or collection', () => {
    expect(() => parseSn('Qualifier List:\nnothing\n')).toThrow('SN: there is no universal reference');
    expect(() => parseSn('\nSubscription Notification: x\n')).toThrow('SN line 2: "x" names no short name');
  });
});

describe('writing a Subscription Notice', () => {
  it('is undone by reading', () => {
    fc.assert(
      fc.property(subscriptionNotices, (notice) => {
        expect(parseSn(emitSn(notice))).toEqual(notice);
      }),
    );
  });

  it('in the older style keeps reference and times', () => {
    fc.assert(
      fc.property(subscriptionNotices, (notice) => {
        const { ur: reference, shortName, versionId } = notice;
        const times = [notice.beginning, notice.ending].filter((time) => time !== undefined).sort();
        const read = parseSn(emitSn(notice, 'older'));
        expect(read).toMatchObject({ ur: reference, shortName, versionId, files: [] });
        expect([read.beginning, read.ending].filter((time) => time !== undefined)).toEqual(times);
      }),
    );
  });

  it('refuses a reference of another collection, times and texts that could not be read back', () => {
    const notice = parseSn(newer);
    expect(() => emitSn({ ...notice, shortName: 'OTHER' })).toThrow('does not name OTHER.001');
    expect(() => emitSn({ ...notice, beginning: '2026-11-09T20:00:00Z' })).toThrow('is not a UTC time');
    expect(() => emitSn({ ...notice, userString: 'a\nb' })).toThrow('control characters');
    expect(() => emitSn({ ...notice, files: [{ size: -1 }] })).toThrow('not a whole number');
  });
});
