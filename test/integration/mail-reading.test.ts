import { describe, expect, it } from 'vitest';
import { htmlToLines } from '../../src/adapters/mail/html-text.js';
import { readBareText, readMessage } from '../../src/adapters/mail/read-mail.js';

const read = (...lines: string[]) => readMessage(Buffer.from(lines.join('\r\n'), 'latin1'));
const refusal = { name: 'OperationsError', code: 'MAIL_NOT_UNDERSTOOD' };

describe('the text of a message', () => {
  it.each([
    ['7bit', 'us-ascii', 'DISPOSITION = "ok";', 'DISPOSITION = "ok";'],
    ['8bit', 'iso-8859-1', 'Gr\xfc\xdfe', 'Grüße'],
    ['8bit', 'utf-8', Buffer.from('Grüße').toString('latin1'), 'Grüße'],
    ['base64', 'utf-8', Buffer.from('Grüße').toString('base64'), 'Grüße'],
    ['quoted-printable', 'utf-8', 'FILE_ID =3D Gr=C3=BC=C3=9F=\r\ne', 'FILE_ID = Grüße'],
  ])('is read from %s, %s', async (encoding, charset, body, text) => {
    const mail = await read(
      `Content-Type: text/plain; charset=${charset}`,
      `Content-Transfer-Encoding: ${encoding}`,
      '',
      body,
    );
    expect(mail.text.trim()).toBe(text);
  });

  it('is the plain one where there is HTML beside it', async () => {
    const mail = await read(
      'Content-Type: multipart/alternative; boundary=b',
      '',
      '--b',
      'Content-Type: text/html',
      '',
      '<p>as html</p>',
      '--b',
      'Content-Type: text/plain',
      '',
      'as text',
      '--b--',
    );
    expect(mail.text.trim()).toBe('as text');
  });

  it('comes from the HTML where there is nothing else', async () => {
    const mail = await read(
      'Content-Type: text/html; charset=utf-8',
      '',
      '<html><head><style>p{}</style></head><body><!-- no --><p>ORIGINATING',
      'SYSTEM = MOPITT;</p>A&nbsp;&lt;B&#62;<br>C</body></html>',
    );
    expect(mail.text).toBe('ORIGINATING SYSTEM = MOPITT;\nA <B>\nC');
  });

  it('keeps attached acknowledgements apart, also those that are not called attachments', async () => {
    const mail = await read(
      'Content-Type: multipart/mixed; boundary=b',
      '',
      '--b',
      'Content-Type: text/plain',
      '',
      'see below',
      '--b',
      'Content-Type: text/plain; name="/tmp/A.PAN"',
      '',
      'first',
      '--b',
      'Content-Type: application/octet-stream',
      'Content-Transfer-Encoding: base64',
      'Content-Disposition: attachment; filename=B.pdrd',
      '',
      Buffer.from('second').toString('base64'),
      '--b',
      'Content-Type: application/octet-stream; name=C.PAN',
      'Content-Transfer-Encoding: base64',
      '',
      Buffer.from([1, 0, 2]).toString('base64'),
      '--b',
      'Content-Type: text/plain',
      'Content-Disposition: attachment; filename=notes.txt',
      '',
      'notes',
      '--b--',
    );
    expect(mail.text.trim()).toBe('see below');
    expect(mail.attachments.map(({ name, text }) => [name, text.trim()])).toEqual([
      ['A.PAN', 'first'],
      ['B.pdrd', 'second'],
    ]);
  });

  it('is refused rather than cut when it is larger than 1 MiB', async () => {
    await expect(read('', 'x'.repeat(1024 * 1024 + 1))).rejects.toMatchObject(refusal);
    expect((await read('', 'x'.repeat(1024 * 1024 - 10))).text.length).toBeGreaterThan(1024 * 1024 - 11);
    await expect(read('Content-Type: text/html', '', '<b>'.repeat(400_000))).rejects.toMatchObject(refusal);
  });

  it('is refused when parts are nested without end', async () => {
    const nested = Array.from({ length: 60 }, (_, level) => [
      `Content-Type: multipart/mixed; boundary=b${level}`,
      '',
      `--b${level}`,
    ]).flat();
    await expect(read(...nested, '', 'x')).rejects.toMatchObject(refusal);
  });

  it('of a file from pickup is that file; what has zero bytes is no text', () => {
    expect(readBareText(Buffer.from('MESSAGE_TYPE = PDRD;\n')).text).toBe('MESSAGE_TYPE = PDRD;\n');
    expect(() => readBareText(Buffer.from([65, 0, 66]))).toThrow(expect.objectContaining(refusal));
  });
});

describe('the headers of a message', () => {
  it('are decoded', async () => {
    const mail = await read(
      'From: "DAAC, Operations" <ops@daac.example>',
      'To: a@sips.example, B <b@sips.example>',
      'Subject: =?utf-8?Q?PAN_f=C3=BCr?= MOP01',
      'Date: Sat, 21 Nov 2026 03:15:00 +0100',
      'Message-ID: <x@daac.example>',
      'Authentication-Results: mx; spf=pass',
      '',
      '',
    );
    expect(mail).toMatchObject({
      from: 'ops@daac.example',
      to: ['a@sips.example', 'b@sips.example'],
      subject: 'PAN für MOP01',
      date: '2026-11-21T02:15:00.000Z',
      messageId: '<x@daac.example>',
      authenticationResults: ['mx; spf=pass'],
    });
  });

  it('with more than one sender name both', async () => {
    const twice = await read('From: good@daac.example', 'From: evil@x.example', '', '');
    const list = await read('From: good@daac.example, evil@x.example', '', '');
    expect(twice.from).toContain('evil@x.example');
    expect(list.from).toContain('evil@x.example');
  });
});

describe('HTML as lines', () => {
  it.each([
    ['<pre>A = 1\n  B = 2</pre>', 'A = 1\n  B = 2'],
    ['<div>A</div><div>B</div>', 'A\nB'],
    ['<DIV>A<BR/><br></DIV>B', 'A\n\nB'],
    ['<table><tr><td>A</td><td>1</td></tr><tr><td>B</td><td>2</td></tr></table>', 'A 1\nB 2'],
    ['<html>A = 1\nB = 2</html>', 'A = 1\nB = 2'],
    ['1 < 2 & 3', '1 < 2 & 3'],
    ['a<script>if (1 < 2) "</b>"</script>b', 'ab'],
    ['&amp;lt; &unknown;', '&lt; &unknown;'],
  ])('%j is %j', (html, text) => {
    expect(htmlToLines(html)).toBe(text);
  });

  it('takes no longer than its length allows', () => {
    const many = '<p>word and word'.repeat(60_000);
    for (const html of [
      many,
      '<'.repeat(300_000),
      '<!--'.repeat(80_000),
      '<pre>'.repeat(60_000),
      '&'.repeat(300_000),
    ]) {
      expect(typeof htmlToLines(html)).toBe('string');
    }
  });
});
