/** Where a shipper leaves that it ships from a directory. Its name begins with a dot: looks pass it over. */
export const LOCKS = '.tidemark';
