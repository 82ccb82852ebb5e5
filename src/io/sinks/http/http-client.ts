/** What sends requests, in a file of its own: loaded by the first delivery, its names are the same in a bundle as outside. */
export { Agent, request } from 'undici';
