import fc from 'fast-check';

/**
 * The tests draw the same cases in every run, so that a change is what makes one fail; TIDEMARK_SEED draws others.
 * The long campaigns of `npm run torture` draw new ones each time. fast-check prints the seed with every failure.
 */
fc.configureGlobal({
  seed: Number(process.env.TIDEMARK_SEED ?? 20_261_122),
  // Of laws that say no number themselves. More of the same cases in every run tell no more: the campaigns draw 2,000 new ones.
  numRuns: 40,
});
