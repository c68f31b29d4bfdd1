import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Sender, senderAllowed } from '../../src/adapters/mail/senders.js';

const allow = ['ops@daac.example', '@push.daac.example'];
const from = 'ops@daac.example';

describe('the list of senders', () => {
  it.each<[boolean, string, Sender]>([
    [true, 'header and envelope on the list', { from, envelopeFrom: 'bounce@push.daac.example' }],
    [true, 'letters of either case', { from: 'OPS@Daac.Example' }],
    [true, 'no header', { envelopeFrom: from }],
    [true, 'a bounce address', { from, envelopeFrom: '' }],
    [false, 'a header alone on the list', { from, envelopeFrom: 'x@evil.example' }],
    [false, 'an envelope alone on the list', { from: 'x@evil.example', envelopeFrom: from }],
    [false, 'another user of an exact host', { from: 'root@daac.example' }],
    [false, 'a host below', { from: 'ops@a.push.daac.example' }],
    [false, 'a host that ends alike', { from: 'ops@evilpush.daac.example' }],
    [false, 'two senders', { from: 'ops@daac.example, ops@daac.example' }],
    [false, 'nobody', {}],
    [false, 'nobody but a bounce address', { envelopeFrom: '' }],
  ])('gives %s for %s', (allowed, _what, sender) => {
    expect(senderAllowed(sender, allow)).toBe(allowed);
  });

  it('allows nobody when it is empty and everybody when it is a star', () => {
    expect(senderAllowed({ from }, [])).toBe(false);
    expect(senderAllowed({ from: 'x@evil.example' }, ['*'])).toBe(true);
    expect(senderAllowed({}, ['*'])).toBe(true);
    expect(senderAllowed({ from: 'x@evil.example' }, ['*', from])).toBe(false);
  });

  it('never allows an address whose host is not named in it', () => {
    fc.assert(
      fc.property(fc.emailAddress(), fc.string(), (address, text) => {
        expect(senderAllowed({ from: address }, allow)).toBe(false);
        expect(senderAllowed({ from, envelopeFrom: `${text}@evil.example` }, allow)).toBe(false);
      }),
    );
  });
});

describe('what the relay has found', () => {
  it.each([
    [false, 'mx.sips.example; dmarc=fail header.from=daac.example'],
    [false, 'mx; spf=pass; dmarc=fail (p=none; dkim=pass)'],
    [false, 'mx; spf=fail smtp.mailfrom=x; dkim=none'],
    [false, 'mx; dkim=fail reason="spf=pass; dkim=pass"'],
    [true, 'mx; spf=fail smtp.mailfrom=forwarder; dkim=pass header.d=daac.example'],
    [true, 'mx; spf=softfail'],
    [true, 'mx; dmarc=pass; spf=fail; dkim=fail'],
    [true, 'mx; none'],
  ])('gives %s for %s', (allowed, header) => {
    expect(senderAllowed({ from, authenticationResults: [header] }, allow)).toBe(allowed);
    expect(senderAllowed({ from, authenticationResults: ['mx; dmarc=pass', header] }, allow)).toBe(allowed);
  });

  it('helps no sender that is not on the list', () => {
    const sender = { from: 'x@evil.example', authenticationResults: ['mx; dmarc=pass; spf=pass; dkim=pass'] };
    expect(senderAllowed(sender, allow)).toBe(false);
  });
});
