import { useEffect, useState } from 'preact/hooks';
import { ChatView } from './chat/ChatView.tsx';
import type { ScrollMemory } from './chat/useFollow.ts';
import type { Commands } from './commands.ts';
import { CommandsContext } from './commands.ts';
import { HistoryView } from './history/HistoryView.tsx';
import { Notices } from './chat/Notices.tsx';
import { LiveRegion } from './LiveRegion.tsx';
import { ErrorBoundary } from './parts/ErrorBoundary.tsx';
import { OffersContext } from './parts/models.ts';
import { SessionContext } from './parts/session.ts';
import type { Store } from './store.ts';

/** The whole panel, drawn anew when its state changes. */
export function App(props: {
  readonly store: Store;
  readonly commands: Commands;
  readonly scroll: ScrollMemory;
}) {
  const { store, commands, scroll } = props;
  const [panel, setPanel] = useState(store.get);
  useEffect(() => {
    setPanel(store.get());
    return store.subscribe(() => setPanel(store.get()));
  }, [store]);
  return (
    <ErrorBoundary onError={commands.reportBug}>
      <CommandsContext.Provider value={commands}>
        <OffersContext.Provider value={panel.host.offers}>
          <SessionContext.Provider value={panel.host.session?.id ?? null}>
            <main class="panel" aria-label="Sightline">
              {panel.view === 'chat' ? (
                <ChatView panel={panel} scroll={scroll} />
              ) : (
                <>
                  <HistoryView panel={panel} />
                  <Notices notices={panel.notices} />
                </>
              )}
            </main>
            <LiveRegion panel={panel} />
          </SessionContext.Provider>
        </OffersContext.Provider>
      </CommandsContext.Provider>
    </ErrorBoundary>
  );
}
