/** A value that its column cannot hold; the message says why, in the same words for the same reason. */
export class Unstorable extends Error {}
