import fc from 'fast-check';
import type { DistributionNotice, FailedDistributionNotice } from '../../src/formats/dn.js';
import type { Pan } from '../../src/formats/pan.js';
import { PDR_FILE_TYPES, type Pdr } from '../../src/formats/pdr.js';
import type { Pdrd } from '../../src/formats/pdrd.js';
import type { SubscriptionNotice } from '../../src/formats/sn.js';

const chars = (alphabet: string, minLength: number, maxLength: number) =>
  fc.string({ unit: fc.constantFrom(...alphabet), minLength, maxLength });
const upper = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';
const digits = '0123456789';
const hex = '0123456789abcdef';

const fileName = chars(`${upper}${digits}abc._-#:+,@%~`, 1, 30).filter((name) => !/^\.\.?$/.test(name));
const directory = fc
  .array(chars(`${upper}${digits}abc_-`, 1, 8), { minLength: 1, maxLength: 4 })
  .map((parts) => `/${parts.join('/')}`);
const size = fc.oneof(fc.integer({ min: 1, max: 1000 }), fc.integer({ min: 1, max: 1e12 }));
const second = fc
  .date({ min: new Date('1999-01-01T00:00:00Z'), max: new Date('2040-01-01T00:00:00Z'), noInvalidDate: true })
  .map((date) => `${date.toISOString().slice(0, 19)}Z`);
const millisecond = fc
  .date({ min: new Date('1999-01-01T00:00:00Z'), max: new Date('2040-01-01T00:00:00Z'), noInvalidDate: true })
  .map((date) => date.toISOString());
const shortName = chars(`${upper}${digits}_`, 1, 8);
const version = chars(digits, 3, 3);

/** The value without its undefined members, which is how the parsers leave out what is absent. */
function dense<T extends object>(value: T): T {
  return Object.fromEntries(Object.entries(value).filter(([, member]) => member !== undefined)) as T;
}

const checksum = fc.oneof(
  fc.constant({}),
  fc.record({
    cksumType: fc.constant('CKSUM' as const),
    cksumValue: fc.integer({ min: 0, max: 0xffffffff }).map(String),
  }),
  fc.record({ cksumType: fc.constant('MD5' as const), cksumValue: chars(hex, 32, 32) }),
  // The checksum that naive readers turn into a number.
  fc.record({ cksumType: fc.constant('MD5' as const), cksumValue: chars(digits, 32, 32) }),
);

const fileSpec = fc
  .tuple(
    fc.record({
      directoryId: directory,
      fileId: fileName,
      fileType: fc.constantFrom(...PDR_FILE_TYPES),
      fileSize: size,
    }),
    checksum,
  )
  .map(([file, sum]) => ({ ...file, ...sum }));

const fileGroup = fc
  .record({
    dataType: shortName,
    dataVersion: version,
    nodeName: fc.option(chars('abcdef.0123456789', 1, 20), { nil: undefined }),
    files: fc.uniqueArray(fileSpec, { minLength: 1, maxLength: 4, selector: (file) => file.fileId }),
  })
  .map(dense);

/** PDRs that the archive accepts under the default limits. */
export const pdrs: fc.Arbitrary<Pdr> = fc
  .record({
    originatingSystem: chars(`${upper}${digits}_`, 1, 20),
    expirationTime: fc.option(second, { nil: undefined }),
    groups: fc.array(fileGroup, { minLength: 1, maxLength: 4 }),
  })
  .map((pdr) => dense({ ...pdr, totalFileCount: pdr.groups.flatMap((group) => group.files).length }) as Pdr);

const disposition = fc.oneof(
  fc.constantFrom('SUCCESSFUL', 'FTP/KFTP FAILURE', 'ALL FILE GROUPS/FILES NOT FOUND', 'FILE I/O ERROR'),
  chars(`${upper} /-_;=#<>(){}'`, 1, 30).filter((text) => text.trim() === text && text !== ''),
);
const verdict = disposition.map((text) => ({ disposition: text, dispositionText: text }));
const timeStamp = fc.option(second, { nil: undefined });

/** PANs as `parsePan` gives them for a strict text. */
export const pans: fc.Arbitrary<Pan> = fc.oneof(
  fc
    .tuple(verdict, timeStamp)
    .map(([words, time]) => dense({ form: 'short', ...words, timeStamp: time }) as Pan),
  fc
    .array(
      fc
        .tuple(directory, fileName, verdict, timeStamp)
        .map(([dir, name, words, time]) => dense({ directory: dir, name, ...words, timeStamp: time })),
      { minLength: 1, maxLength: 5 },
    )
    .map((files) => ({ form: 'long', fileCount: files.length, files }) as Pan),
);

/** PDRDs as `parsePdrd` gives them for a strict text. */
export const pdrds: fc.Arbitrary<Pdrd> = fc.oneof(
  verdict.map((words) => ({ form: 'short' as const, ...words })),
  fc
    .tuple(
      fc.array(
        fc.tuple(shortName, verdict).map(([dataType, words]) => ({ dataType, ...words })),
        { minLength: 1, maxLength: 5 },
      ),
      fc.integer({ min: 0, max: 3 }),
    )
    .map(([groups, good]) => ({ form: 'long' as const, groups, groupCount: groups.length + good })),
);

const words = chars(`${upper}${digits}abc _-:#=`, 1, 20).filter((text) => text.trim() === text);
const identifier = fc.option(
  words.filter((text) => text.toUpperCase() !== 'NONE'),
  { nil: undefined },
);
const optionalWords = fc.option(words, { nil: undefined });
const head = {
  orderId: identifier,
  requestId: identifier,
  userString: optionalWords,
  finished: optionalWords,
};
const reference = fc
  .tuple(shortName, version, fc.integer({ min: 1, max: 99_999_999 }))
  .map(([name, digits3, id]) => ({
    ur: `UR:10:DsShESDTUR:UR:15:DsShSciServerUR:13:[LAR:DSSDSRV]:22:SC:${name}.${digits3}:${id}`,
    shortName: name,
    versionId: digits3,
  }));
const dnFile = fc
  .tuple(fc.record({ name: fileName, size }), checksum)
  .map(([file, sum]) => ({ ...file, ...sum }));
const dnGranule = fc
  .tuple(reference, fc.uniqueArray(dnFile, { minLength: 1, maxLength: 4, selector: (file) => file.name }))
  .map(([ref, files]) => ({ ...ref, files }));

/** Distribution Notices in which every file name stands once. */
export const notices: fc.Arbitrary<DistributionNotice> = fc
  .record({
    ...head,
    mediaType: fc.option(fc.constantFrom('FtpPush', 'FtpPull'), { nil: undefined }),
    ftpHost: optionalWords,
    ftpDir: directory,
    granules: fc.uniqueArray(dnGranule, { minLength: 1, maxLength: 4, selector: (granule) => granule.ur }),
  })
  .filter(({ granules }) => {
    const names = granules.flatMap((granule) => granule.files.map((file) => file.name));
    return new Set(names).size === names.length;
  })
  .map((notice) => dense(notice) as DistributionNotice);

/** Notices of failed requests. */
export const failedNotices: fc.Arbitrary<FailedDistributionNotice> = fc
  .record({
    ...head,
    urs: fc.array(
      reference.map(({ ur }) => ur),
      { maxLength: 4 },
    ),
    reason: fc.constantFrom(
      'The request failed',
      'The request failed: the target disk is full.',
      'No such granule',
    ),
  })
  .map((notice) => dense(notice) as FailedDistributionNotice);

const time = fc.option(millisecond, { nil: undefined });

/** Subscription Notices with everything that the newer style can say. */
export const subscriptionNotices: fc.Arbitrary<SubscriptionNotice> = fc
  .tuple(
    reference,
    fc.record({
      subscriptionId: fc.option(chars(digits, 1, 6), { nil: undefined }),
      userString: optionalWords,
      beginning: time,
      ending: time,
      localGranuleId: optionalWords,
      files: fc.array(
        fc
          .record({
            userDataFile: optionalWords,
            internalName: optionalWords,
            size: fc.option(size, { nil: undefined }),
          })
          .map(dense),
        { maxLength: 4 },
      ),
    }),
  )
  .map(([ref, rest]) => dense({ ...ref, ...rest }) as SubscriptionNotice);
