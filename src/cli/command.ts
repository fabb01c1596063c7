import type { ComposeOptions, EvaluateRequest, TunedFolder, TuneRequest } from '../compose.ts';
import type { Engine } from '../engine/engine.ts';
import type { Exported } from '../engine/exchangeMemories.ts';
import type { MemoryFile } from '../engine/memory/markdown.ts';
import type { EvaluationReport } from '../engine/evaluation/report.ts';
import type { TuneReport } from '../engine/evaluation/tune.ts';
import type { RankWeights } from '../engine/retrieval/weights.ts';
import type { ChatModel, Reranker } from '../engine/model.ts';
import type { Arguments, CommandSpec } from './arguments.ts';
import type { Terminal } from './terminal.ts';

/** What a command needs of the rest of the program; tests give their own. */
export interface Composition {
  readonly compose: (options: ComposeOptions) => Engine;
  readonly openAiModel: (profile: ModelProfile) => ChatModel;
  readonly httpReranker: (profile: ModelProfile) => Reranker;
  readonly chatJudge: (model: ChatModel) => Reranker;
  readonly findLocalServers: (signal: AbortSignal) => Promise<readonly LocalServer[]>;
  readonly homeDirectory: () => string;
  readonly memoryFolder: (root: string) => string;
  readonly readMemoryFolder: (folder: string) => readonly MemoryFile[];
  readonly writeMemoryFolder: (folder: string, exported: Exported) => number;
  readonly tuneFolder: (directory: string, request: TuneRequest) => Promise<TuneReport | null>;
  readonly keepWeights: (folder: TunedFolder, weights: RankWeights) => void;
  readonly dropWeights: (folder: TunedFolder) => boolean;
  readonly evaluateFolder: (directory: string, request: EvaluateRequest) => Promise<EvaluationReport>;
}

export interface ModelProfile {
  readonly baseUrl: string;
  readonly apiKey?: string;
  readonly model: string;
}

/** A model server that answers on this machine. */
export interface LocalServer {
  readonly name: string;
  readonly baseUrl: string;
  readonly models: readonly string[];
}

export interface CommandContext {
  readonly terminal: Terminal;
  readonly arguments: Arguments;
  readonly version: string;
  /** Loads the engine's code, which `--help` does not need. */
  load(): Promise<Composition>;
}

/** 0 done, 1 failed, 2 wrong use, 3 a useful answer with warnings, 130 stopped. */
export type ExitCode = 0 | 1 | 2 | 3 | 130;

export interface Command extends CommandSpec {
  run(context: CommandContext): Promise<ExitCode>;
}
