const EPOCH_MS = Date.UTC(1993, 0, 1);

/** UTC days at whose start TAI - UTC grew by a second since 1993 (IERS Bulletin C); none has been announced since. */
const LEAPS = [
  Date.UTC(1993, 6, 1),
  Date.UTC(1994, 6, 1),
  Date.UTC(1996, 0, 1),
  Date.UTC(1997, 6, 1),
  Date.UTC(1999, 0, 1),
  Date.UTC(2006, 0, 1),
  Date.UTC(2009, 0, 1),
  Date.UTC(2012, 6, 1),
  Date.UTC(2015, 6, 1),
  Date.UTC(2017, 0, 1),
];

/** Seconds of atomic time since 1993-01-01T00:00:00Z, the time of EOS products, of an instant in epoch milliseconds. */
export function taiOfMs(ms: number): number {
  return (ms - EPOCH_MS) / 1000 + LEAPS.filter((leap) => ms >= leap).length;
}

/** The instant, epoch milliseconds, of seconds since 1993 in atomic time. */
export function msOfTai(tai: number): number {
  const ms = tai * 1000 + EPOCH_MS;
  return ms - LEAPS.filter((leap, index) => ms - index * 1000 > leap).length * 1000;
}
