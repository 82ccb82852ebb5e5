import { FINE, SITE_KINDS, type SiteKind } from './site-kinds.js';

export interface MadeUpSite {
  readonly kind: SiteKind;
  readonly index: number;
  /** `/flapping/3`: tells server and reader what it is. */
  readonly path: string;
}

/** So many sites: every other one is fine, and those between go through all the kinds. */
export const madeUpSites = (count: number): readonly MadeUpSite[] =>
  Array.from({ length: count }, (_, index) => {
    const kind = index % 2 === 0 ? FINE : (SITE_KINDS[((index - 1) / 2) % SITE_KINDS.length] ?? FINE);
    return { kind, index, path: `/${kind.name}/${index}` };
  });
