/** Arithmetic that JavaScript has differently from C and Python. */

/** Python's remainder: it has the sign of the divisor. NaN for a divisor of 0. */
export function floorMod(x: number, y: number): number {
  const remainder = x % y;
  return remainder !== 0 && remainder < 0 !== y < 0 ? remainder + y : remainder;
}

/** To the nearest whole number, halves to the even one. */
export function roundHalfEven(x: number): number {
  const rounded = Math.round(x);
  return Math.abs(x % 1) === 0.5 && rounded % 2 !== 0 ? rounded - 1 : rounded;
}

/** C's pow: 1 to any power is 1, even to NaN, and so is -1 to an infinite one. */
export function truePower(x: number, y: number): number {
  return x === 1 || (x === -1 && (y === Infinity || y === -Infinity)) ? 1 : x ** y;
}
