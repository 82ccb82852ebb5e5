import type { WindowGrid } from '../operator.js';
import { LocalSlides } from './local-slides.js';
import { startOf } from './window-grid.js';

/** Where the slides of a grid are: one begins where the one before it ends. */
export interface Slides {
  /** How many make a window. */
  readonly perWindow: number;
  /** Start of the slide that holds this time. */
  startOf(time: number): number;
  /** The start that is so many slides on from another, or back. */
  on(start: number, slides: number): number;
  /** How many slides there are between two starts. */
  between(from: number, until: number): number;
}

/** Slides of one length, aligned to an instant. */
class EvenSlides implements Slides {
  readonly perWindow: number;

  constructor(private readonly grid: WindowGrid) {
    this.perWindow = grid.size / grid.every;
  }

  startOf(time: number): number {
    return startOf(time, this.grid.every, this.grid.alignTo);
  }

  on(start: number, slides: number): number {
    return start + slides * this.grid.every;
  }

  between(from: number, until: number): number {
    return (until - from) / this.grid.every;
  }
}

export const slidesOf = (grid: WindowGrid): Slides =>
  grid.offsets === undefined ? new EvenSlides(grid) : new LocalSlides(grid, grid.offsets);
