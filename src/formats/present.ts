type MaybeAbsent<T> = { [K in keyof T as undefined extends T[K] ? K : never]?: Exclude<T[K], undefined> };
type AlwaysThere<T> = { [K in keyof T as undefined extends T[K] ? never : K]: T[K] };

/** The object without its undefined members: an absent field stays absent, as `exactOptionalPropertyTypes` asks. */
export function present<T extends object>(fields: T): MaybeAbsent<T> & AlwaysThere<T> {
  return Object.fromEntries(
    Object.entries(fields).filter(([, value]) => value !== undefined),
  ) as MaybeAbsent<T> & AlwaysThere<T>;
}
