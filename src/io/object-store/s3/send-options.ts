import type { Course } from './course.js';

/** What the SDK hands to our request handler with a request. */
export interface SendOptions {
  readonly abortSignal: AbortSignal;
  readonly course: Course;
}
