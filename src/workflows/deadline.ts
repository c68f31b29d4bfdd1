/** Further away than this is a slip of the pen, and the engine's timers don't reach for centuries. */
const FURTHEST_MS = 2 * 366 * 86_400_000;
const WITH_ZONE = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}.*(Z|[+-]\d{2}:?\d{2})$/;

/**
 * The sentence that refuses a deadline which an operator names; undefined when it will do. `now` and `already`, the time
 * until which it is waited anyway, are epoch milliseconds.
 */
export function badDeadline(until: unknown, now: number, already?: number): string | undefined {
  const at = typeof until === 'string' && WITH_ZONE.test(until) ? Date.parse(until) : NaN;
  if (Number.isNaN(at))
    return "Say until when as an ISO time in UTC, for example 2026-11-23T12:00:00Z, in 'until'.";
  if (at <= now) return `${String(until)} is past; name a later time.`;
  if (at - now > FURTHEST_MS) return `${String(until)} is more than two years away; name an earlier time.`;
  if (already !== undefined && at <= already)
    return `It waits until ${new Date(already).toISOString()} anyway; name a later time.`;
  return undefined;
}
