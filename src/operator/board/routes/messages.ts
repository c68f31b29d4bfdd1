import { listMessages } from '../../../ledger/read-lists.js';
import type { MessageState } from '../../../ledger/schema.js';
import type { BoardApp, Kit } from '../kit.js';
import { MESSAGE_STATES, messagesPage } from '../messages-page.js';

/** What came from the DAAC, and what became of it. */
export function messageRoutes(app: BoardApp, kit: Kit): void {
  app.get('/messages', async (context) => {
    const asked = context.req.query('state');
    const state = MESSAGE_STATES.find((value): value is MessageState => value === asked);
    const rows = await listMessages(kit.ledger, kit.name, { state, limit: 200 });
    return kit.shown(context, { title: 'Messages', here: 'messages' }, messagesPage(rows, state, kit.now()));
  });
}
