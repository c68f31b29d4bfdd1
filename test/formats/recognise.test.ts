import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { emitDn, emitFailedDn } from '../../src/formats/dn.js';
import { emitPan } from '../../src/formats/pan.js';
import { emitPdrd } from '../../src/formats/pdrd.js';
import { recogniseMessage } from '../../src/formats/recognise.js';
import { emitSn } from '../../src/formats/sn.js';
import { failedNotices, notices, pans, pdrds, subscriptionNotices } from './message-arbitraries.js';

const pan = 'MESSAGE_TYPE = SHORTPAN;\nDISPOSITION = "SUCCESSFUL";\nTIME_STAMP = 2026-11-22T04:05:06Z;\n';
const problemOf = (body: string) => {
  const message = recogniseMessage({ body });
  return message.kind === 'UNKNOWN' ? message.problem : `recognised as ${message.kind}`;
};

describe('a message is recognised by its content', () => {
  it('whatever its subject', () => {
    const all = fc.oneof(
      notices.map((notice) => [emitDn(notice), { kind: 'DN', notice }] as const),
      failedNotices.map((notice) => [emitFailedDn(notice), { kind: 'DN_FAILURE', notice }] as const),
      subscriptionNotices.map((notice) => [emitSn(notice), { kind: 'SN', notice }] as const),
      pans.map((any) => [emitPan(any), { kind: 'PAN', pan: any }] as const),
      pdrds.map((any) => [emitPdrd(any), { kind: 'PDRD', pdrd: any }] as const),
    );
    const subject = fc.constantFrom(undefined, 'ECS Notification', 'a PAN, a PDRD and a DN');
    fc.assert(
      fc.property(all, subject, ([body, expected], line) => {
        expect(recogniseMessage(line === undefined ? { body } : { body, subject: line })).toEqual(expected);
      }),
    );
  });

  it('with a greeting before and a signature after the statements', () => {
    const body = `Dear operator,\r\nthis = that\r\n\r\n${pan.replaceAll('\n', '\r\n')}\r\n-- \r\nThe archive\r\n`;
    expect(recogniseMessage({ body })).toMatchObject({ kind: 'PAN', pan: { disposition: 'SUCCESSFUL' } });
  });

  it('in the older style of a Subscription Notice', () => {
    const body =
      'Qualifier List:\nUR:10:DsShESDTUR:UR:15:DsShSciServerUR:13:[LAR:DSSDSRV]:24:SC:MOP00TBL.001:5\n';
    expect(recogniseMessage({ body })).toMatchObject({ kind: 'SN', notice: { shortName: 'MOP00TBL' } });
  });
});

describe('the PDR that is answered', () => {
  it.each([
    ['SIPS_TEST.2026324.0001', 'SIPS_TEST.2026324.0001'],
    ['  Re: SIPS_TEST.2026324.0001.PAN ', 'SIPS_TEST.2026324.0001'],
    ['PAN SIPS_TEST.2026324.0001.PDR', 'SIPS_TEST.2026324.0001'],
    ['fwd: RE: PAN for sips.1.PDR received today', 'sips.1'],
    ['sips.1.pdrd', 'sips.1'],
    ['PAN', undefined],
    ['Your delivery of today', undefined],
    ['a.PDR and b.PDR', undefined],
    ['../../etc', undefined],
    ['', undefined],
  ])('is named by the subject %j', (subject, name) => {
    const message = recogniseMessage({ body: pan, subject });
    expect(message).toMatchObject({ kind: 'PAN' });
    expect('pdrName' in message ? message.pdrName : undefined).toBe(name);
  });

  it.each([
    ['SIPS_TEST.1.PAN', 'SIPS_TEST.1'],
    ['/data/pickup/SIPS_TEST.1.pan', 'SIPS_TEST.1'],
    ['C:\\in\\SIPS_TEST.1.PDRD', 'SIPS_TEST.1'],
    ['message-17.eml', 'of.subject'],
    ['.PAN', 'of.subject'],
  ])('is named by the file %j, before the subject', (fileName, name) => {
    expect(recogniseMessage({ body: pan, fileName, subject: 'of.subject' })).toMatchObject({ pdrName: name });
  });
});

describe('a message that cannot be used says why', () => {
  it.each([
    ['', 'The message is empty.'],
    [' \r\n\t', 'The message is empty.'],
    ['See you at noon.', 'The text is none of DN, SN, PAN and PDRD.'],
    ['x'.repeat(1024 * 1024 + 1), 'The message is longer than 1048576 bytes.'],
    ['é'.repeat(600_000), 'The message is longer than 1048576 bytes.'],
    ['Hello\n\nMESSAGE_TYPE = SHORTPAN;\nDISPOSITION = ;\n', 'PAN line 4: DISPOSITION is empty.'],
    ['MESSAGE_TYPE = LONGPDRD;\nDISPOSITION = X;\n', 'PDRD line 2: DISPOSITION belongs to no DATA_TYPE.'],
    [
      'ORDERID: 1\nFTPDIR: /x\nGRANULE: u\nFILENAME: a/b\n',
      'DN line 4: the file name "a/b" holds a path separator.',
    ],
    ['Subscription Notification: x\n', 'SN line 1: "x" names no short name and version.'],
  ])('for %j', (body, problem) => {
    expect(problemOf(body)).toBe(problem);
  });
});
