/** How many product days and receipts are measured; SIPSTREAM_BENCH_SCALE multiplies them (0.2 for a quick look). */
const scale = Number(process.env['SIPSTREAM_BENCH_SCALE'] ?? 1);
const scaled = (count: number) => Math.max(1, Math.round(count * scale));

/** Product days on the whole station, and on the engine alone. */
export const days = { station: scaled(30), engine: scaled(60) };

/** DNs of one two-hour slot. */
export const receipts = scaled(60);

/** Days of the mission that the board's pages are measured with: 25 years. */
export const missionDays = scaled(25 * 365);
