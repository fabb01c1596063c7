import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { Turn } from '../engine/session/session.ts';
import type { Host } from './host.ts';
import { isAnswering } from './panel.ts';
import type { ToHost } from './protocol.ts';
import type { Store } from './store.ts';

/** What a person can do in the panel. Each changes what is shown at once and tells the host. */
export interface Commands {
  /** Undefined parent: after the newest turn. Does nothing while an answer is under way. */
  readonly ask: (question: string, parentId?: string | null) => void;
  /** Ask what the composer holds: a new question, or an edited one as a branch. */
  readonly sendDraft: () => void;
  /** The same question once more, beside the answer that is there. */
  readonly retry: (turn: Turn) => void;
  /** Let the model go on where its answer ended: a branch that begins with what was said. */
  readonly goOn: (turn: Turn) => void;
  readonly stop: () => void;
  readonly draft: (text: string) => void;
  readonly edit: (turnId: string) => void;
  readonly cancelEdit: () => void;
  readonly newChat: () => void;
  readonly showChat: () => void;
  readonly showHistory: () => void;
  readonly searchHistory: (query: string) => void;
  readonly openSession: (sessionId: string) => void;
  readonly rename: (sessionId: string, title: string) => void;
  readonly deleteSession: (session: { readonly id: string; readonly title: string }) => void;
  readonly chooseModel: (modelId: string | null) => void;
  readonly toggleLedger: (turnId: string) => void;
  readonly dismiss: (noticeId: number) => void;
  /** The host put words into the composer. */
  readonly composed: (text: string, then: 'send' | 'focus') => void;
  readonly focusComposer: () => void;
  readonly send: (message: ToHost) => void;
  readonly reportBug: (error: unknown) => void;
}

export function makeCommands(store: Store, host: Host): Commands {
  const { send, reportBug } = host;
  const { dispatch } = store;
  return {
    ...askCommands(store, host),
    ...sessionCommands(store, host),
    stop: () => send({ kind: 'stop' }),
    draft: (text) => dispatch({ kind: 'drafted', text }),
    edit: (turnId) => {
      dispatch({ kind: 'editStarted', turnId });
      focusComposer();
    },
    cancelEdit: () => {
      dispatch({ kind: 'editCancelled' });
      focusComposer();
    },
    showChat: () => {
      dispatch({ kind: 'viewed', view: 'chat' });
      focusComposer();
    },
    chooseModel: (modelId) => {
      dispatch({ kind: 'modelChosen', modelId });
      send({ kind: 'chooseModel', modelId });
    },
    toggleLedger: (turnId) => dispatch({ kind: 'ledgerToggled', turnId }),
    dismiss: (noticeId) => dispatch({ kind: 'dismissed', noticeId }),
    focusComposer,
    send,
    reportBug,
  };
}

/** After the next frame: the composer may only now be drawn. */
function focusComposer(): void {
  requestAnimationFrame(() => document.querySelector<HTMLElement>('.composer textarea')?.focus());
}

type AskCommands = Pick<Commands, 'ask' | 'sendDraft' | 'retry' | 'goOn' | 'composed'>;

function askCommands({ get, dispatch }: Store, { send }: Host): AskCommands {
  const ask = (question: string, parentId?: string | null, goesOnFrom?: string): void => {
    const words = question.trim();
    if (words === '' || isAnswering(get())) return;
    const sessionId = get().host.session?.id ?? null;
    dispatch({ kind: 'asked', question: words, parentId, nowMs: Date.now() });
    send({
      kind: 'ask',
      question: words,
      sessionId,
      ...(parentId !== undefined && { parentId }),
      ...(goesOnFrom !== undefined && { goesOnFrom }),
    });
  };
  return {
    ask,
    sendDraft: () => {
      const { composer, host } = get();
      const edited = host.session?.turns.find(({ id }) => id === composer.editing?.turnId);
      ask(composer.draft, edited?.parentId);
    },
    retry: (turn) => ask(turn.question, turn.parentId),
    goOn: ({ question, parentId, id }) => ask(question, parentId, id),
    composed: (text, then) => (then === 'send' ? ask(text) : focusComposer()),
  };
}

type SessionCommands = Pick<
  Commands,
  'newChat' | 'showHistory' | 'searchHistory' | 'openSession' | 'rename' | 'deleteSession'
>;

function sessionCommands({ get, dispatch }: Store, { send }: Host): SessionCommands {
  const searchHistory = (query: string): void => {
    dispatch({ kind: 'searched', query });
    send({ kind: 'listSessions', query });
  };
  return {
    newChat: () => {
      dispatch({ kind: 'viewed', view: 'chat' });
      send({ kind: 'newSession' });
      focusComposer();
    },
    showHistory: () => {
      dispatch({ kind: 'viewed', view: 'history' });
      searchHistory('');
    },
    searchHistory,
    openSession: (sessionId) => {
      dispatch({ kind: 'viewed', view: 'chat' });
      send({ kind: 'openSession', sessionId });
      focusComposer();
    },
    rename: (sessionId, title) => {
      dispatch({ kind: 'renamed', sessionId, title });
      send({ kind: 'renameSession', sessionId, title });
    },
    deleteSession: ({ id, title }) => {
      dispatch({ kind: 'deleted', sessionId: id, title });
      send({ kind: 'deleteSession', sessionId: id });
      // In the chat, the menu that was used leaves with the session; the list places the focus itself.
      if (get().view === 'chat') focusComposer();
    },
  };
}

export const CommandsContext = createContext<Commands | null>(null);

export function useCommands(): Commands {
  const commands = useContext(CommandsContext);
  if (commands === null) throw new Error('The panel is drawn without its commands.');
  return commands;
}
