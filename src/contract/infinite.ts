/** The wire's "no limit": the largest signed 64-bit integer. */
export const INFINITE = 2n ** 63n - 1n;
