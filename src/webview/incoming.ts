import type { Commands } from './commands.ts';
import type { Host } from './host.ts';
import { toPanelSchema } from './protocol.ts';
import type { ToPanel } from './protocol.ts';
import type { Store } from './store.ts';

/** Hidden pages get no animation frames; their messages are taken at this pace. */
const hiddenPaceMs = 100;

/**
 * Take what the host sends, in order and at most once for each frame: a fast model sends hundreds of tokens a second.
 * A message that breaks the protocol is reported and left out; the panel goes on.
 */
export function listenToHost(parts: { host: Host; store: Store; commands: Commands }): void {
  const { host, store, commands } = parts;
  let waiting: ToPanel[] = [];
  const flush = (): void => {
    const messages = waiting;
    waiting = [];
    const nowMs = Date.now();
    store.dispatch(...messages.map((message) => ({ kind: 'received', message, nowMs }) as const));
    for (const message of messages) followUp(message, commands);
  };
  window.addEventListener('message', (event: MessageEvent<unknown>) => {
    const parsed = toPanelSchema.safeParse(event.data);
    if (!parsed.success) {
      host.reportBug(new Error(`A message of the host breaks the protocol: ${parsed.error.message}`));
      return;
    }
    if (waiting.push(parsed.data) > 1) return;
    if (document.hidden) setTimeout(flush, hiddenPaceMs);
    else requestAnimationFrame(flush);
  });
}

function followUp(message: ToPanel, commands: Commands): void {
  if (message.kind === 'compose') commands.composed(message.text, message.isSent ? 'send' : 'focus');
  if (message.kind === 'show' && message.view === 'history') commands.showHistory();
}
