import type { ToPanel } from '../webview/protocol.ts';
import type { PanelPort } from './chatPanel.ts';

/** The line to whichever panels are there: none while the view is hidden. */
export interface PanelLine {
  join(port: PanelPort): JoinedPanel;
  /** A panel that is not there gets it all with its next `ready`. */
  post(message: ToPanel): void;
  /** Open the panel if it is not there, and give it the message when it has drawn itself. */
  postSoon(message: ToPanel): Promise<void>;
  isOpen(): boolean;
}

export interface JoinedPanel {
  /** The panel has loaded: `draw` sends it everything, and what waited for it follows. */
  ready(draw: () => Promise<void>): Promise<void>;
  leave(): void;
}

export function openPanelLine(reveal: () => Promise<void>): PanelLine {
  const panels = new Map<PanelPort, 'loading' | 'ready'>();
  let waiting: ToPanel[] = [];
  const post = (message: ToPanel): void => {
    for (const [port, state] of panels) if (state === 'ready') port.post(message);
  };
  const isOpen = (): boolean => [...panels.values()].includes('ready');
  return {
    join(port) {
      panels.set(port, 'loading');
      return {
        async ready(draw) {
          panels.set(port, 'ready');
          try {
            await draw();
          } finally {
            const messages = waiting;
            waiting = [];
            for (const message of messages) post(message);
          }
        },
        leave: () => panels.delete(port),
      };
    },
    post,
    async postSoon(message) {
      if (isOpen()) post(message);
      else waiting.push(message);
      await reveal();
    },
    isOpen,
  };
}
