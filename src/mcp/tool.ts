import {
  CLIENT_INFO_META_KEY,
  type CallToolResult,
  type McpServer,
  type ServerContext,
  type StandardSchemaWithJSON,
} from '@modelcontextprotocol/server';
import * as z from 'zod';
import { toFailure } from '../engine/errors.ts';
import { readArguments, type ArgumentReader } from './toolArguments.ts';

/** What a tool gives back: one value, once for programs and once for models. */
export interface ToolAnswer<T> {
  readonly content: T;
  readonly text: string;
}

export interface Tool<Shape extends z.ZodObject> {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  /** What clients are told. What they send is read leniently, by `readArguments`. */
  readonly input: z.ZodObject;
  readonly output: Shape;
  readonly annotations: {
    readonly readOnlyHint: boolean;
    readonly destructiveHint: boolean;
    readonly idempotentHint: boolean;
    readonly openWorldHint: boolean;
  };
  call(args: ArgumentReader, context: ToolContext): Promise<ToolAnswer<z.infer<Shape>>>;
}

export interface ToolContext {
  /** Aborts when the client cancels or goes away. */
  readonly signal: AbortSignal;
  /** Who calls, as the client says of itself. */
  readonly clientName: string;
  /** Tell a client that asked for it how far the call is. */
  progress(step: number, message: string): void;
}

/** Register a tool. What it throws becomes an answer that says what to do; a bug is logged with its stack. */
export function addTool<Shape extends z.ZodObject>(
  server: McpServer,
  tool: Tool<Shape>,
  log: (line: string) => void,
): void {
  const { title, description, output, annotations } = tool;
  server.registerTool(
    tool.name,
    {
      title,
      description,
      inputSchema: lenient(tool.input),
      outputSchema: output,
      annotations: { title, ...annotations },
    },
    async (raw, context): Promise<CallToolResult> => {
      try {
        const answer = await tool.call(readArguments(raw), toToolContext(server, context));
        return { content: [{ type: 'text', text: answer.text }], structuredContent: answer.content };
      } catch (error) {
        const failure = toFailure(error);
        if (failure.kind === 'bug')
          log(error instanceof Error ? (error.stack ?? error.message) : String(error));
        const text = failure.hint === undefined ? failure.message : `${failure.message} ${failure.hint}`;
        return { content: [{ type: 'text', text }], isError: true };
      }
    },
  );
}

/** Advertises a schema and takes whatever comes: the reader mends what is harmless, where the SDK would reject. */
function lenient(schema: z.ZodObject): StandardSchemaWithJSON<unknown, unknown> {
  const json = () => ({ ...z.toJSONSchema(schema, { io: 'input' }) });
  return {
    '~standard': {
      version: 1,
      vendor: 'sightline',
      validate: (value) => ({ value }),
      jsonSchema: { input: json, output: json },
    },
  };
}

function toToolContext(server: McpServer, context: ServerContext): ToolContext {
  const { signal, _meta: meta } = context.mcpReq;
  const progressToken = meta?.progressToken;
  return {
    signal,
    clientName: clientName(server, context),
    progress: (step, message) => {
      if (progressToken === undefined || signal.aborted) return;
      const params = { progressToken, progress: step, message };
      // A client that went away ends the call by its signal; its progress matters to nobody.
      context.mcpReq.notify({ method: 'notifications/progress', params }).catch(() => undefined);
    },
  };
}

const envelopeSchema = z.object({ [CLIENT_INFO_META_KEY]: z.object({ name: z.string() }) });

/** In the newer era each request says who sends it; in the older one the connection's beginning does. */
function clientName(server: McpServer, { mcpReq }: ServerContext): string {
  const envelope = envelopeSchema.safeParse(mcpReq.envelope).data;
  const named = envelope?.[CLIENT_INFO_META_KEY].name ?? server.server.getClientVersion()?.name;
  // Some clients send the name of a package or a whole sentence.
  return named?.trim().slice(0, 60) || 'an agent';
}
