import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { ModelOffer } from '../protocol.ts';

/** Local servers that answer and are not connected: offered by name wherever a model is missing. */
export const OffersContext = createContext<readonly ModelOffer[]>([]);

export function useOffers(): readonly ModelOffer[] {
  return useContext(OffersContext);
}
