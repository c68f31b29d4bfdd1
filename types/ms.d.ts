// The `ms` that Temporal depends on ships no types in its exports map; without this its `Duration` is silently `any`.
declare module 'ms' {
  type Unit =
    'ms' | 's' | 'm' | 'h' | 'd' | 'w' | 'y' | 'second' | 'minute' | 'hour' | 'day' | 'week' | 'year';
  type Plural = 'seconds' | 'minutes' | 'hours' | 'days' | 'weeks' | 'years';
  export type StringValue = `${number}` | `${number}${Unit}` | `${number} ${Unit | Plural}`;
  export default function ms(value: StringValue): number;
}
