import { FormatError } from './format-error.js';
import { formatDatabaseTime, joinDayAndTime } from './message-time.js';
import type { SubscriptionNotice } from './sn-record.js';
import { excerpt, hasControlCharacter } from './text.js';
import { parseUr } from './universal-reference.js';

const FORMAT = 'SN';

/**
 * Writes a Subscription Notice. The `older` style has room for the reference and the two times only.
 *
 * Throws FormatError for a reference that does not name the notice's short name and version, times that are not
 * `YYYY-MM-DDTHH:MM:SS.sssZ`, and texts that would not be read back the same.
 */
export function emitSn(notice: SubscriptionNotice, style: 'newer' | 'older' = 'newer'): string {
  const named = parseUr(notice.ur);
  if (named?.shortName !== notice.shortName || named.versionId !== notice.versionId) {
    throw new FormatError(
      FORMAT,
      undefined,
      `${excerpt(notice.ur)} does not name ${notice.shortName}.${notice.versionId}`,
    );
  }
  return (style === 'newer' ? newerLines(notice) : olderLines(notice)).join('\n');
}

function newerLines(notice: SubscriptionNotice): string[] {
  const { ur, shortName, versionId } = notice;
  const version = Number(versionId);
  return [
    `Subscription Notification:  ${checked(ur)}`,
    `ESDT Information:  ${shortName}.${version}:INSERT`,
    'User Information:',
    `User String:  ${checked(notice.userString ?? '')}`,
    `Subscription ID:  ${checked(notice.subscriptionId ?? '')}`,
    'Qualifier List:',
    '',
    '======METADATA SECTION======',
    ...timeLines('Beginning', notice.beginning),
    ...timeLines('Ending', notice.ending),
    `ShortName = ${shortName}`,
    `VersionID = ${version}`,
    `LocalGranuleID = ${checked(notice.localGranuleId ?? '')}`,
    ...notice.files.flatMap((file) => [
      `internalFileName = ${checked(file.internalName ?? '')}`,
      `userDataFile = ${checked(file.userDataFile ?? '')}`,
      `fileSize = ${sizeText(file.size)}`,
    ]),
    '',
  ];
}

function olderLines(notice: SubscriptionNotice): string[] {
  const times = [notice.beginning, notice.ending].filter((time) => time !== undefined);
  return [
    'User Information:',
    'Qualifier List:',
    checked(notice.ur),
    ...times.map((time) => formatDatabaseTime(utc(time), true)),
    '',
  ];
}

function timeLines(edge: 'Beginning' | 'Ending', time: string | undefined): string[] {
  if (time === undefined) return [];
  const day = formatDatabaseTime(`${utc(time).slice(0, 10)}T00:00:00.000Z`);
  return [
    `${edge}DateTime = ${formatDatabaseTime(time)}`,
    `Range${edge}Time = ${time.slice(11, 23)}0000`,
    `Range${edge}Date = ${day}`,
  ];
}

function utc(time: string): string {
  if (joinDayAndTime(time.slice(0, 10), time.slice(11)) !== time) {
    throw new FormatError(FORMAT, undefined, `${excerpt(time)} is not a UTC time YYYY-MM-DDTHH:MM:SS.sssZ`);
  }
  return time;
}

function sizeText(size: number | undefined): string {
  if (size !== undefined && (!Number.isSafeInteger(size) || size < 0)) {
    throw new FormatError(FORMAT, undefined, `the size ${size} is not a whole number`);
  }
  return size === undefined ? '' : String(size);
}

function checked(text: string): string {
  if (hasControlCharacter(text) || text !== text.trim()) {
    throw new FormatError(FORMAT, undefined, `${excerpt(text)} holds control characters or outer blanks`);
  }
  return text;
}
