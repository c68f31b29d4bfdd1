import { CommandError } from '../../reading/command-error.js';
import type { Desk } from '../../verbs/command.js';
import { openProductDay } from '../../verbs/open-day.js';
import { isVerb, readForm } from '../../verbs/read-form.js';
import { rehearse, say } from '../../verbs/say.js';
import { html, text } from '../html.js';
import { dayOf, type BoardApp, type BoardContext, type Kit } from '../kit.js';

/** Interventions: a form of the board, or JSON from a program. The gate before has seen that the reader may. */
export function verbRoutes(app: BoardApp, kit: Kit): void {
  app.post('/verbs/:verb', async (context) => {
    const given = (await context.req.parseBody()) as Record<string, unknown>;
    const back = ownPath(given['back']);
    const isRehearsal = given['rehearse'] !== undefined;
    try {
      const sentence = await carryOut(kit, context, given, isRehearsal);
      if (isRehearsal) return await answer(kit, context, 'This would happen', sentence, back, 200);
      const separator = back.includes('?') ? '&' : '?';
      return context.redirect(`${back}${separator}told=${kit.flashes.keep(sentence, kit.now())}`, 303);
    } catch (error) {
      if (!(error instanceof CommandError)) throw error;
      const sentence = `${error.message}${error.next === '' ? '' : ` ${error.next}`}`;
      const title = error.code === 'REFUSED' || error.code === 'USAGE' ? 'Refused' : 'No answer';
      return answer(kit, context, title, sentence, back, 409);
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
  if (verb === 'open') {
    const day = dayOf(String(given['day']));
    if (day === undefined) throw new CommandError('USAGE', 'Say which day, as YYYY-MM-DD.');
    if (isRehearsal) return `${day}: opens the day; its levels await their inputs.`;
    return (await openProductDay(deskOf(kit), day, { by, why: String(given['why'] ?? '') })).sentence;
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
  return /^\/(?![/\\])[\w\-./?=&%:+]*$/.test(path)
    ? path.replace(/([?&])told=[\w-]*/g, '$1').replace(/[?&]+$/, '')
    : '/';
}

function answer(
  kit: Kit,
  context: BoardContext,
  title: string,
  sentence: string,
  back: string,
  status: 200 | 409,
): Promise<Response> {
  const body = html`<h1>${title}</h1>
    <p class="card ${status === 200 ? 'waiting' : 'held'}" role="alert">${text(sentence)}</p>
    <p><a href="${back}">Back</a></p>`;
  return kit.shown(context, { title, here: 'none' }, [body], status);
}
