import type { Next } from 'hono';
import { basicOf, byPassword } from '../../board/access/by-password.js';
import { isSafe } from '../../board/access/policy.js';
import type { Asked } from '../../board/access/site.js';
import { BodyError } from '../body/body-error.js';
import { readForm, removeFiles } from '../body/read-form.js';
import type { FrontContext, FrontKit } from '../kit.js';
import { refuseBody } from './gate.js';
import { memberName, type Members } from './members.js';
import { takesFiles } from './policy.js';
import { refuse, refuseForNow, REFUSALS } from './refusals.js';

/**
 * Lets programs through that bring name and password with each request: `project/user`, or the project alone for a user of
 * its name. No cookie counts here, and browsers that remember such a password must not send it for a page of somebody else.
 */
export async function admitProgram(
  kit: FrontKit,
  context: FrontContext,
  next: Next,
  asked: Asked,
  members: Members,
): Promise<Response | undefined> {
  const { method, path } = context.req;
  const isBrowser = ['origin', 'sec-fetch-site'].some((name) => context.req.header(name) !== undefined);
  if (!isSafe(method) && isBrowser && !asked.ownOrigin) return refuse(context, REFUSALS.origin);
  const basic = basicOf(context.req.header('authorization'));
  if (!basic) return refuse(context, REFUSALS.login);
  const [project = '', user = ''] = basic.name.split('/');
  const name = memberName(project, user);
  const attempt = await byPassword(kit, { asked, users: members }, name, basic.password);
  if ('waitSeconds' in attempt) return refuseForNow(context, attempt.waitSeconds);
  if (!attempt.user) return refuse(context, REFUSALS.login);
  context.set('member', attempt.user);
  if (isSafe(method) || !takesFiles(path)) {
    await next();
    return undefined;
  }
  try {
    const { uploads: folder, uploadBytes: bytes } = kit.services;
    context.set('filled', await readForm(context.req.raw, { files: { folder, bytes }, isOurs: () => true }));
  } catch (error) {
    if (!(error instanceof BodyError)) throw error;
    return refuseBody(context, error);
  }
  try {
    await next();
  } finally {
    await removeFiles(context.get('filled'));
  }
  return undefined;
}
