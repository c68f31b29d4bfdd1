import type { PageOf } from '../../../ledger/match.js';
import { messageRow } from '../../../ledger/messages.js';
import { messageCounts, searchMessages } from '../../../ledger/read-messages.js';
import { subjectsOf } from '../../../ledger/read-subjects.js';
import type { MessageRow } from '../../../ledger/schema.js';
import { readKept } from '../../../adapters/mail/kept-file.js';
import { MAIL_FILE_LIMIT } from '../../../adapters/mail/read-mail.js';
import { readMessageView } from '../../reading/message.js';
import { filled, messageQuery, messageSearch, problemOf } from '../api/parameters.js';
import type { BoardApp, Kit } from '../kit.js';
import { messagePage } from '../message-page.js';
import { messagesPage } from '../messages-page.js';

const NONE = 'The ledger has no such message.';

/** What came from the DAAC, and what became of it. */
export function messageRoutes(app: BoardApp, kit: Kit): void {
  const { ledger, name, sources } = kit;

  app.get('/messages', async (context) => {
    const asked = filled(context.req.query());
    const query = messageQuery.safeParse({ limit: '50', ...asked });
    const page: PageOf<MessageRow> = query.success
      ? await searchMessages(ledger, name, messageSearch(query.data))
      : { rows: [] };
    const facts = {
      asked,
      ...(!query.success && { problem: problemOf(query.error) }),
      page,
      subjects: await subjectsOf(
        ledger,
        name,
        page.rows.map((row) => row.about),
      ),
      counts: await messageCounts(ledger, name),
      now: kit.now(),
    };
    return kit.shown(
      context,
      { title: 'Messages', here: 'messages' },
      messagesPage(facts),
      query.success ? 200 : 400,
    );
  });

  app.get('/messages/:id', async (context) => {
    const id = context.req.param('id');
    const view = await readMessageView(ledger, name, id, sources.paths?.mail);
    if (!view) return kit.nothing(context, NONE);
    const title = `Message: ${view.message.subject || view.message.id}`;
    return kit.shown(
      context,
      { title, here: 'messages' },
      messagePage(view, context.get('reader'), kit.now()),
    );
  });

  app.get('/messages/:id/raw', async (context) => {
    const message = await messageRow(ledger, { mission: name, id: context.req.param('id') });
    const kept =
      message && sources.paths && (await readKept(sources.paths.mail, message.path, MAIL_FILE_LIMIT));
    if (!kept)
      return kit.nothing(context, message ? 'The message does not lie in the mail directory.' : NONE);
    // Never shown by the browser: what is in it was written elsewhere.
    return context.body(kept.bytes as Uint8Array<ArrayBuffer>, 200, {
      'content-type': 'text/plain; charset=utf-8',
      'content-disposition': `attachment; filename="${kept.name.replace(/[^A-Za-z0-9._-]/g, '_')}.txt"`,
      'x-content-type-options': 'nosniff',
    });
  });
}
