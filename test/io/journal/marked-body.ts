/** A body that nobody takes for another one; some are long. */
export const markedBody = (mark: number): Buffer => Buffer.alloc(mark % 7 === 0 ? 9000 : 30, `body ${mark} `);
