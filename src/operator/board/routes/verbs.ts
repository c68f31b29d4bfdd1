import { ServiceError } from '@temporalio/client';
import { CommandError } from '../../reading/command-error.js';
import type { Desk } from '../../verbs/command.js';
import { openProductDay } from '../../verbs/open-day.js';
import { commandOrder, readOrderForm, rehearseOrder } from '../../verbs/orders.js';
import { isVerb, readForm } from '../../verbs/read-form.js';
import { rehearse, say } from '../../verbs/say.js';
import { dayOf, type BoardApp, type BoardContext, type Kit } from '../kit.js';
import { answerPage } from '../verbs/answer-page.js';

/** Interventions: a form of the board, or JSON from a program. The gate before has seen that the reader may. */
export function verbRoutes(app: BoardApp, kit: Kit): void {
  app.post('/verbs/:verb', async (context) => {
    const given = (await context.req.parseBody()) as Record<string, unknown>;
    const back = ownPath(given['back']);
    const isRehearsal = given['rehearse'] !== undefined;
    const verb = context.req.param('verb');
    const answer = (title: string, sentence: string, status: 200 | 409) =>
      kit.shown(
        context,
        { title, here: 'none' },
        answerPage({ verb, title, sentence, given, back, isRefused: status === 409 }, context.get('reader')),
        status,
      );
    try {
      const sentence = await carryOut(kit, context, given, isRehearsal);
      if (isRehearsal) return await answer('This would happen', sentence, 200);
      const separator = back.includes('?') ? '&' : '?';
      return context.redirect(`${back}${separator}told=${kit.flashes.keep(sentence, kit.now())}`, 303);
    } catch (error) {
      if (!(error instanceof CommandError)) throw error;
      const sentence = `${error.message}${error.next === '' ? '' : ` ${error.next}`}`;
      const title = error.code === 'REFUSED' || error.code === 'USAGE' ? 'Refused' : 'No answer';
      return answer(title, sentence, 409);
    }
  });

  app.post('/api/verbs/:verb', async (context) => {
    try {
      const given = (await context.req.json<unknown>()) as Record<string, unknown> | null;
      const isRehearsal = given?.['rehearse'] === true;
      const sentence = await carryOut(kit, context, given ?? {}, isRehearsal);
      return kit.json(context, { accepted: true, ...(isRehearsal && { rehearsal: true }), sentence });
    } catch (error) {
      if (error instanceof SyntaxError)
        return kit.json(
          context,
          { error: { code: 'USAGE', sentence: 'The body is no JSON.', next: '' } },
          400,
        );
      if (!(error instanceof CommandError)) throw error;
      const { code, message: sentence, next } = error;
      return kit.json(context, { error: { code, sentence, next } }, 409);
    }
  });
}

async function carryOut(
  kit: Kit,
  context: BoardContext,
  given: Readonly<Record<string, unknown>>,
  isRehearsal: boolean,
): Promise<string> {
  const verb = context.req.param('verb') ?? '';
  const by = context.get('reader').name;
  try {
    return await carriedOut(kit, verb, given, by, isRehearsal);
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    throw new CommandError(
      'NO_ANSWER',
      `Temporal does not answer, so it is not known whether '${verb}' was heard.`,
      'See whether the station runs, and what the day says; then send it again.',
      { cause: error },
    );
  }
}

async function carriedOut(
  kit: Kit,
  verb: string,
  given: Readonly<Record<string, unknown>>,
  by: string,
  isRehearsal: boolean,
): Promise<string> {
  if (verb === 'open') {
    const { day: named, why } = given;
    const day = typeof named === 'string' ? dayOf(named) : undefined;
    if (day === undefined) throw new CommandError('USAGE', 'Say which day, as YYYY-MM-DD.');
    if (isRehearsal) return `${day}: opens the day; its levels await their inputs.`;
    return (await openProductDay(deskOf(kit), day, { by, why: typeof why === 'string' ? why : '' })).sentence;
  }
  if (typeof given['order'] === 'string') {
    const command = readOrderForm(verb, given, by);
    return (await (isRehearsal ? rehearseOrder : commandOrder)(deskOf(kit), command)).sentence;
  }
  if (!isVerb(verb)) throw new CommandError('USAGE', `'${verb}' is not a verb.`);
  const command = await readForm(deskOf(kit), verb, given, by, kit.now());
  const { sentence } = await (isRehearsal ? rehearse : say)(deskOf(kit), command);
  return sentence;
}

function deskOf({ sources, ledger, name, mission }: Kit): Desk {
  const { client } = sources;
  if (!client) throw new CommandError('NOT_RUNNING', 'This board only shows: it has no station behind it.');
  return { client, ledger, mission: name, plan: mission };
}

/** A path of this board and nothing else: what a form says of where to go on is not to be trusted. */
function ownPath(given: unknown): string {
  const path = typeof given === 'string' ? given : '/';
  return /^\/(?![/\\])[\w\-./?=&%:+~!*'()@,]*$/.test(path)
    ? path.replace(/([?&])told=[\w-]*/g, '$1').replace(/[?&]+$/, '')
    : '/';
}
