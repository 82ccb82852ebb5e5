const TIMES = Number(process.env.TIDEMARK_TIMES ?? 1);

/** Cases of a law: so many in the tests, whose seed is fixed, and many times as many new ones in `npm run torture`. */
export const runs = (cases: number): number => cases * TIMES;
