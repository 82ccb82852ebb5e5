/** What a block says cannot be. */
export class DamagedBlock extends Error {}
