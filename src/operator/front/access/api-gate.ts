import type { Next } from 'hono';
import { LINK_KEY } from '../../../adapters/scops/capability.js';
import { orderRow } from '../../../ledger/orders.js';
import { basicOf, byPassword } from '../../board/access/by-password.js';
import { isSafe } from '../../board/access/policy.js';
import type { Asked } from '../../board/access/site.js';
import { isJson } from '../api/json-body.js';
import { BodyError } from '../body/body-error.js';
import { readForm, removeFiles } from '../body/read-form.js';
import type { FrontContext, FrontKit } from '../kit.js';
import { refuseBody } from './gate.js';
import { memberName, type Members } from './members.js';
import { takesFiles, type Need } from './policy.js';
import { refuse, refuseForNow, REFUSALS } from './refusals.js';

/** What is known of a program before it is let in. */
interface Arriving {
  readonly asked: Asked;
  readonly members: Members;
  readonly need: Extract<Need, { readonly kind: 'api' }>;
}

/**
 * Lets programs through that bring name and password with each request: `project/user`, or the project alone for a user of
 * its name; or, for what a mail's link is for, the key of the link. No cookie counts here, and browsers that remember such a
 * password must not send it for a page of somebody else.
 */
export async function admitProgram(
  kit: FrontKit,
  context: FrontContext,
  next: Next,
  arriving: Arriving,
): Promise<Response | undefined> {
  const { method, path } = context.req;
  const isBrowser = ['origin', 'sec-fetch-site'].some((name) => context.req.header(name) !== undefined);
  if (!isSafe(method) && isBrowser && !arriving.asked.ownOrigin) return refuse(context, REFUSALS.origin);
  const refused = (await identify(kit, context, arriving)) ?? (await findOrder(kit, context, arriving.need));
  if (refused) return refused;
  if (isSafe(method) || !takesFiles(path) || isJson(context)) {
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

/** Who asks: a member, or whoever has the key of a link. Answers the refusal. */
async function identify(
  kit: FrontKit,
  context: FrontContext,
  { asked, members, need }: Arriving,
): Promise<Response | undefined> {
  const basic = basicOf(context.req.header('authorization'));
  const key = context.req.query(LINK_KEY);
  if (!basic && key !== undefined && need.id !== undefined) {
    const isGood = need.purpose !== undefined && kit.sources.key.allows(key, need.id, need.purpose, kit.now);
    if (!isGood) return refuse(context, REFUSALS.link);
    context.set('linkKey', key);
    return undefined;
  }
  if (!basic) return refuse(context, REFUSALS.login);
  const [project = '', user = ''] = basic.name.split('/');
  const name = memberName(project, user);
  const attempt = await byPassword(kit, { asked, users: members }, name, basic.password);
  if ('waitSeconds' in attempt) return refuseForNow(context, attempt.waitSeconds);
  if (!attempt.user) return refuse(context, REFUSALS.login);
  context.set('member', attempt.user);
  return undefined;
}

/** The order that is asked about; one of another project is as one that is not there. Answers the refusal. */
async function findOrder(
  kit: FrontKit,
  context: FrontContext,
  { id }: Arriving['need'],
): Promise<Response | undefined> {
  if (id === undefined) return undefined;
  const order = await orderRow(kit.ledger, { mission: kit.mission, id });
  const isOpen =
    context.get('linkKey') !== undefined || order?.project === context.get('member')?.project.code;
  if (!order || !isOpen) return refuse(context, REFUSALS.nothing);
  context.set('order', order);
  return undefined;
}
