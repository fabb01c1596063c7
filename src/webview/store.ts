import type { Panel } from './panel.ts';
import { reduce } from './state.ts';
import type { Action } from './state.ts';

export interface Store {
  readonly get: () => Panel;
  readonly dispatch: (...actions: readonly Action[]) => void;
  /** Called after each change. Returns the end of it. */
  readonly subscribe: (listener: () => void) => () => void;
}

/** Holds the panel's state and tells who listens, once for each `dispatch` however many actions it brings. */
export function openStore(initial: Panel): Store {
  let panel = initial;
  const listeners = new Set<() => void>();
  return {
    get: () => panel,
    dispatch: (...actions) => {
      const next = actions.reduce(reduce, panel);
      if (next === panel) return;
      panel = next;
      for (const listener of listeners) listener();
    },
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
