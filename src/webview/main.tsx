import { render } from 'preact';
import { App } from './App.tsx';
import type { ScrollMemory } from './chat/useFollow.ts';
import { makeCommands } from './commands.ts';
import { connectHost } from './host.ts';
import type { Host } from './host.ts';
import { listenToHost } from './incoming.ts';
import { initialPanel } from './panel.ts';
import type { Saved } from './saved.ts';
import { openStore } from './store.ts';
import type { Store } from './store.ts';
import './styles/panel.css';

/** Saving is cheap, but not at each key. */
const savePaceMs = 200;

/** Keep what a hidden or reloaded panel must not lose. A draft that was typed before an edit outlives the edit. */
function keepSaved(host: Host, store: Store, saved: Saved): ScrollMemory {
  let { scrollTop } = saved;
  let isSaving = false;
  const save = (): void => {
    isSaving = false;
    const { composer, view, host: state, isLoaded } = store.get();
    const sessionId = isLoaded ? state.session?.id : saved.sessionId;
    host.save({
      draft: composer.editing?.stashed ?? composer.draft,
      view,
      scrollTop,
      ...(sessionId !== undefined && { sessionId }),
    });
  };
  const saveSoon = (): void => {
    if (!isSaving) setTimeout(save, savePaceMs);
    isSaving = true;
  };
  store.subscribe(saveSoon);
  window.addEventListener('pagehide', save);
  return {
    take: () => scrollTop,
    keep: (next) => {
      scrollTop = next;
      saveSoon();
    },
  };
}

function start(root: Element): void {
  const host = connectHost();
  window.addEventListener('error', (event) => host.reportBug(event.error ?? event.message));
  window.addEventListener('unhandledrejection', (event) => host.reportBug(event.reason));
  const saved = host.saved();
  const store = openStore(initialPanel(saved));
  const commands = makeCommands(store, host);
  const scroll = keepSaved(host, store, saved);
  listenToHost({ host, store, commands });
  render(<App store={store} commands={commands} scroll={scroll} />, root);
  host.send({ kind: 'ready', ...(saved.sessionId !== undefined && { sessionId: saved.sessionId }) });
  if (saved.view === 'history') commands.showHistory();
}

const root = document.getElementById('root');
if (root === null) throw new Error('The page of the panel has no place to draw it.');
start(root);
