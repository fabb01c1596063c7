import * as vscode from 'vscode';
import { EngineError } from '../engine/errors.ts';
import type { ChatEvent, ChatMessage, ChatModel, ChatOptions, Usage } from '../engine/model.ts';

const idPrefix = 'vscode:';

/** The id under which a model of VS Code is chosen and stored. */
export function lmModelId({ vendor, id }: { vendor: string; id: string }): string {
  return `${idPrefix}${vendor}/${id}`;
}

export function isLmModelId(modelId: string): boolean {
  return modelId.startsWith(idPrefix);
}

/** A model that VS Code itself offers, as the engine's port. Asking it for the first time makes VS Code ask the person. */
export function lmModel(model: vscode.LanguageModelChat): ChatModel {
  const label = `VS Code · ${model.name}`;
  return {
    id: lmModelId(model),
    label,
    windowTokens: model.maxInputTokens,
    outputModes: ['tool'],
    stream: (messages, options) => streamFrom({ model, label, messages, options }),
  };
}

interface Exchange {
  readonly model: vscode.LanguageModelChat;
  readonly label: string;
  readonly messages: readonly ChatMessage[];
  readonly options: ChatOptions;
}

async function* streamFrom({ model, label, messages, options }: Exchange): AsyncGenerator<ChatEvent> {
  using cancellation = cancellationOf(options.signal);
  const sent = withoutSystemRole(messages);
  let answer = '';
  let hasToolCall = false;
  try {
    const response = await model.sendRequest(
      sent.map(({ role, content }) =>
        role === 'assistant'
          ? vscode.LanguageModelChatMessage.Assistant(content)
          : vscode.LanguageModelChatMessage.User(content),
      ),
      { justification: 'Sightline answers your question with this model.', ...toolsFor(options) },
      cancellation.token,
    );
    for await (const part of response.stream) {
      if (part instanceof vscode.LanguageModelTextPart) {
        answer += part.value;
        yield { kind: 'text', text: part.value };
      } else if (part instanceof vscode.LanguageModelToolCallPart) {
        hasToolCall = true;
        const argumentsText = JSON.stringify(part.input);
        yield { kind: 'tool-call', id: part.callId, name: part.name, argumentsText };
      }
      // VS Code adds kinds of parts from time to time; one that we do not know is no text.
    }
    options.signal.throwIfAborted();
  } catch (error) {
    throw options.signal.aborted ? options.signal.reason : toEngineError(error, label, answer !== '');
  }
  const usage = await countUsage(model, sent, answer);
  if (usage !== null) yield { kind: 'usage', usage };
  yield { kind: 'end', reason: hasToolCall ? 'tool-calls' : 'stop' };
}

/** A value of a schema is asked for as the arguments of a tool that must be called: there is no other way here. */
function toolsFor({ output }: ChatOptions): vscode.LanguageModelChatRequestOptions {
  if (output === undefined) return {};
  return {
    tools: [{ name: output.name, description: 'Give the answer.', inputSchema: { ...output.schema } }],
    toolMode: vscode.LanguageModelChatToolMode.Required,
  };
}

/** `vscode.lm` has no system role: those words open the first message of the person. */
export function withoutSystemRole(messages: readonly ChatMessage[]): ChatMessage[] {
  const system = messages.filter(({ role }) => role === 'system').map(({ content }) => content);
  const rest = messages.filter(({ role }) => role !== 'system');
  if (system.length === 0) return rest;
  const [first] = rest;
  const opening = system.join('\n\n');
  if (first?.role !== 'user') return [{ role: 'user', content: opening }, ...rest];
  return [{ role: 'user', content: `${opening}\n\n${first.content}` }, ...rest.slice(1)];
}

function cancellationOf(signal: AbortSignal): { token: vscode.CancellationToken } & Disposable {
  const source = new vscode.CancellationTokenSource();
  const cancel = (): void => source.cancel();
  if (signal.aborted) cancel();
  signal.addEventListener('abort', cancel);
  return {
    token: source.token,
    [Symbol.dispose]: () => {
      signal.removeEventListener('abort', cancel);
      source.dispose();
    },
  };
}

/** Counted by the model's own tokenizer; an estimate all the same, since VS Code reports no use. */
async function countUsage(
  model: vscode.LanguageModelChat,
  sent: readonly ChatMessage[],
  answer: string,
): Promise<Usage | null> {
  try {
    const [inputTokens, outputTokens] = await Promise.all([
      model.countTokens(sent.map(({ content }) => content).join('\n\n')),
      model.countTokens(answer),
    ]);
    return { inputTokens, outputTokens, isEstimated: true };
  } catch {
    // A model that cannot count has still answered.
    return null;
  }
}

function toEngineError(error: unknown, label: string, hasBegun: boolean): EngineError {
  const cause = error instanceof Error ? error : new Error(String(error));
  if (error instanceof vscode.LanguageModelError) {
    switch (error.code) {
      case vscode.LanguageModelError.NoPermissions.name:
        return new EngineError('model-refused', `VS Code has not allowed Sightline to use ${label}.`, {
          hint: 'Ask again and allow it, or allow it under "Manage Language Model Access" in the Accounts menu.',
          cause,
        });
      case vscode.LanguageModelError.NotFound.name:
        return new EngineError('model-missing', `VS Code does not offer ${label} any more.`, {
          hint: 'Choose another model.',
          cause,
        });
      case vscode.LanguageModelError.Blocked.name:
        return new EngineError('rate-limited', `${label} refused: ${cause.message}`, {
          hint: 'Its quota may be used up. Try later, or choose another model.',
          cause,
        });
    }
  }
  if (hasBegun) {
    return new EngineError('model-cut', `${label} broke off: ${cause.message}`, {
      hint: 'Ask again.',
      cause,
    });
  }
  return new EngineError('model-refused', `${label} did not answer: ${cause.message}`, {
    hint: 'Try again, or choose another model.',
    cause,
  });
}
