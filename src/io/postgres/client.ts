// Imported when it is needed. By way of this file, as of a CommonJS part that is imported while it runs only the default is sure.
import pg from 'pg';

export const Client: typeof pg.Client = pg.Client;
export type Client = pg.Client;
