import { toHostSchema } from './protocol.ts';
import type { ToHost } from './protocol.ts';
import { readSaved } from './saved.ts';
import type { Saved } from './saved.ts';

interface VsCodeApi {
  postMessage(message: unknown): void;
  getState(): unknown;
  setState(state: unknown): void;
}

declare function acquireVsCodeApi(): VsCodeApi;

/** The extension on the other side, and what VS Code keeps for the panel. */
export interface Host {
  /** A message that breaks the protocol is a bug of the panel: it is reported in place of what it meant. */
  readonly send: (message: ToHost) => void;
  readonly reportBug: (error: unknown) => void;
  readonly saved: () => Saved;
  readonly save: (state: Saved) => void;
}

/** VS Code gives its API once for each page. */
export function connectHost(): Host {
  const api = acquireVsCodeApi();
  const reportBug = (error: unknown): void => {
    const { message, stack } = error instanceof Error ? error : { message: String(error), stack: '' };
    api.postMessage({ kind: 'bug', message, stack: stack ?? '' } satisfies ToHost);
  };
  return {
    send: (message) => {
      const parsed = toHostSchema.safeParse(message);
      if (parsed.success) api.postMessage(parsed.data);
      else reportBug(new Error(`The panel made a message that is none: ${parsed.error.message}`));
    },
    reportBug,
    saved: () => readSaved(api.getState()),
    save: (state) => api.setState(state),
  };
}
