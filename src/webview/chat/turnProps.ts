import type { Turn } from '../../engine/session/session.ts';
import type { Running } from '../panel.ts';

/** What a turn is drawn from. Each value keeps its identity until it changes. */
export interface TurnProps {
  readonly turn: Turn;
  /** Ids of the turns with the same parent, this one among them; fewer than two: no branches. */
  readonly siblings: readonly string[];
  readonly running: Running | null;
  readonly isLast: boolean;
  readonly isLedgerOpen: boolean;
  readonly isEdited: boolean;
  /** No model is connected, and this is the place to say so. */
  readonly offersModel: boolean;
  readonly canAct: boolean;
}
