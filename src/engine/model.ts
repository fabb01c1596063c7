/**
 * The seam to every language model: messages in, one stream of events out.
 * Adapters: `models/` (OpenAI-compatible servers), `extension/` (`vscode.lm`).
 */
export interface ChatMessage {
  readonly role: 'system' | 'user' | 'assistant';
  readonly content: string;
}

export type EndReason = 'stop' | 'length' | 'refused' | 'tool-calls';

/**
 * One event of a model's answer. A stream yields any number of `text` and `reasoning`, at most one `usage`,
 * and exactly one `end`, last. A failure is thrown as an `EngineError` (`model-*`, `rate-limited`,
 * `prompt-too-large`) after the text that did arrive, so that a half answer is kept.
 */
export type ChatEvent =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'reasoning'; readonly text: string }
  | { readonly kind: 'tool-call'; readonly id: string; readonly name: string; readonly argumentsText: string }
  | { readonly kind: 'usage'; readonly usage: Usage }
  | { readonly kind: 'end'; readonly reason: EndReason };

/** Tokens as the server reported them; `isEstimated` where it reported none and we counted. */
export interface Usage {
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly cachedInputTokens?: number;
  readonly reasoningTokens?: number;
  readonly isEstimated: boolean;
}

export interface ChatOptions {
  readonly signal: AbortSignal;
  readonly maxOutputTokens?: number;
  /** The answer must be a value of this schema: as text in mode `json-schema`, as the arguments of a call in `tool`. */
  readonly output?: OutputRequest;
}

/** How a server can be held to a schema. A server that does not know a mode refuses the request (`model-refused`). */
export type OutputMode = 'json-schema' | 'tool';

export interface OutputRequest {
  readonly mode: OutputMode;
  /** Letters, digits, `_`. */
  readonly name: string;
  readonly schema: Readonly<Record<string, unknown>>;
}

export interface ChatModel {
  /** Stable name, as stored with a turn: `http://localhost:11434/v1#qwen3` or `vscode:copilot/gpt-x`. */
  readonly id: string;
  /** What a person reads: `Local · qwen3`. */
  readonly label: string;
  /** Tokens the model takes in all, where known. */
  readonly windowTokens?: number;
  /** Best first; absent: words alone. */
  readonly outputModes?: readonly OutputMode[];
  /** Ask the server for the window where it is not known beforehand. Quick; never throws. */
  findWindow?(signal: AbortSignal): Promise<number>;
  /** An abort ends the stream at once: it throws the signal's reason. */
  stream(messages: readonly ChatMessage[], options: ChatOptions): AsyncIterable<ChatEvent>;
}

/** The seam to whatever judges how well texts answer a question. Adapters: `models/rerank`, `engine/judge`. */
export interface Reranker {
  /** Stable name: `http://localhost:8080/v1#bge-reranker`. */
  readonly id: string;
  /** What a person reads: `Local · bge-reranker`. */
  readonly label: string;
  /** Texts that it takes in one call. */
  readonly depth: number;
  /** Milliseconds after which the order stands as it is. */
  readonly patienceMs: number;
  /**
   * The numbers of `texts`, best first; texts that it leaves out come after those that it names, in the order given.
   * @throws EngineError `model-*`, `rate-limited` or `output-invalid`; the signal's reason.
   */
  rerank(query: string, texts: readonly string[], signal: AbortSignal): Promise<readonly number[]>;
}
