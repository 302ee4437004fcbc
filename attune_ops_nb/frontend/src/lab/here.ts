/** Where a tab stands: its place, and who wants to hear when that changes. */

import type { Place } from "../verbs";

export class Here {
  private readonly listeners = new Set<(place: Place) => void>();

  constructor(private current: Place) {}

  get place(): Place {
    return this.current;
  }

  readonly go = (place: Place): void => {
    this.current = place;
    for (const listener of [...this.listeners]) listener(place);
  };

  readonly follow = (listener: (place: Place) => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };
}
