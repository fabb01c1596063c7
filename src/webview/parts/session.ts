import { createContext } from 'preact';
import { useContext } from 'preact/hooks';

/** The id of the session that is shown; null for a new chat. */
export const SessionContext = createContext<string | null>(null);

export function useSessionId(): string | null {
  return useContext(SessionContext);
}
