import { randomBytes, scrypt, timingSafeEqual, type ScryptOptions } from 'node:crypto';
import { z } from 'zod';

/** The fewest characters of a password. */
export const SHORTEST_PASSWORD = 12;
/** The most: what is longer is no password, and hashing it would be work for nothing. */
export const LONGEST_PASSWORD = 256;

/** 32 MiB and about a fifth of a second for each attempt, whoever makes it. */
const COST = { N: 2 ** 15, r: 8, p: 3 } as const;
const SALT_BYTES = 16;
const HASH_BYTES = 32;

const powerOfTwo = (value: number) => Number.isInteger(Math.log2(value));
const base64 = (bytes: number) =>
  z
    .string()
    .refine((text) => Buffer.from(text, 'base64').length === bytes, `must be ${bytes} bytes in base64`);

/** A password as it is kept: what scrypt makes of it, with everything that is needed to make that again. */
export const passwordHashSchema = z.strictObject({
  scrypt: z.strictObject({
    N: z
      .number()
      .int()
      .min(2)
      .max(2 ** 20)
      .refine(powerOfTwo, 'must be a power of two'),
    r: z.number().int().min(1).max(32),
    p: z.number().int().min(1).max(16),
  }),
  salt: base64(SALT_BYTES),
  hash: base64(HASH_BYTES),
});

/** A checked hash of a password. */
export type PasswordHash = z.infer<typeof passwordHashSchema>;

/** What is wrong with a new password, as a sentence; undefined when it will do. */
export function passwordProblem(password: string): string | undefined {
  const { length } = [...password.normalize('NFKC')];
  if (length < SHORTEST_PASSWORD)
    return `A password needs at least ${SHORTEST_PASSWORD} characters; this one has ${length}.`;
  if (length > LONGEST_PASSWORD) return `A password has at most ${LONGEST_PASSWORD} characters.`;
  if (new Set(password).size < 4) return 'A password needs more than three different characters.';
  return undefined;
}

/** The hash of a password, with a salt of its own. */
export async function hashPassword(password: string): Promise<PasswordHash> {
  const salt = randomBytes(SALT_BYTES);
  const hash = await derive(password, salt, COST);
  return { scrypt: { ...COST }, salt: salt.toString('base64'), hash: hash.toString('base64') };
}

/** Whether it is that password. Takes as long for a wrong one as for the right one. */
export async function isPassword(password: string, kept: PasswordHash): Promise<boolean> {
  const hash = await derive(password, Buffer.from(kept.salt, 'base64'), kept.scrypt);
  return timingSafeEqual(hash, Buffer.from(kept.hash, 'base64'));
}

/** A hash that no password has, to spend on unknown names the time that known ones take. */
export function nobodysHash(like?: PasswordHash): PasswordHash {
  return {
    scrypt: like?.scrypt ?? COST,
    salt: randomBytes(SALT_BYTES).toString('base64'),
    hash: randomBytes(HASH_BYTES).toString('base64'),
  };
}

function derive(password: string, salt: Buffer, { N, r, p }: PasswordHash['scrypt']): Promise<Buffer> {
  // The same letters may be written in several ways; keyboards and systems differ in which they send.
  const text = password.slice(0, 4 * LONGEST_PASSWORD).normalize('NFKC');
  const options: ScryptOptions = { N, r, p, maxmem: 256 * N * r };
  return new Promise((resolve, reject) => {
    scrypt(text, salt, HASH_BYTES, options, (error, key) => (error ? reject(error) : resolve(key)));
  });
}
