import type { TurnEvent } from './answer.ts';
import type { Context, ContextRequest } from './context.ts';
import type { Memories } from './memories.ts';
import type { ChatModel } from './model.ts';
import type { OutputSchema } from './output/schema.ts';
import type { SessionStore } from './session/session.ts';
import type { WorkspaceIndex } from './retrieval/workspaceIndex.ts';

export interface AskRequest {
  readonly question: string;
  /** Absent: a new session. */
  readonly sessionId?: string;
  /** Answer after this turn (a branch: edit and resend). Absent: after the newest shown turn. Null: as a first turn. */
  readonly parentId?: string | null;
  /**
   * A turn of this session, with the same question, whose half answer is gone on with: the new turn, a branch beside
   * it, begins with what was said. Only with a model.
   */
  readonly goesOnFrom?: string;
  /** Null: the answer is built from the code alone. */
  readonly model: ChatModel | null;
  /** The agent that asks; absent: a person does. What an agent says is remembered under its name. */
  readonly askedBy?: string;
  readonly signal: AbortSignal;
  /** The answer is a value of this schema, given as JSON. Only with a model. */
  readonly schema?: OutputSchema;
  /** At most so many tokens of prompt; absent: what the model takes. */
  readonly budgetTokens?: number;
  /** Path prefixes to search under, from `@` mentions. */
  readonly paths?: readonly string[];
  /** What the index must still be told, such as unsaved text: awaited after the question is stored. */
  readonly beforeSearch?: () => Promise<void>;
}

/** The façade that every surface calls. Made by `compose`. */
export interface Engine {
  readonly index: WorkspaceIndex;
  readonly sessions: SessionStore;
  readonly memories: Memories;
  /** One turn. The stream ends with exactly one of `done`, `stopped`, `failed`, and never throws after `started`. */
  ask(request: AskRequest): AsyncIterable<TurnEvent>;
  /** The evidence for a task, packed into a budget, with what was left out and why. */
  context(request: ContextRequest): Promise<Context>;
  close(): Promise<void>;
}
