import * as z from 'zod';
import { failureSchema, turnEventSchema } from '../engine/answer.ts';
import { indexStatusSchema } from '../engine/retrieval/status.ts';
import { sessionSchema, sessionSummarySchema } from '../engine/session/session.ts';

/** A model that can be chosen in the panel. `group` is its heading: `VS Code`, `Local`, `OpenAI-compatible`. */
export const modelChoiceSchema = z.object({
  id: z.string(),
  label: z.string(),
  group: z.string(),
  windowTokens: z.number().int().positive().optional(),
});
export type ModelChoice = z.infer<typeof modelChoiceSchema>;

/** A local server that answers on its usual port and is not connected yet: offered by name. */
export const modelOfferSchema = z.object({
  name: z.string(),
  baseUrl: z.string(),
  models: z.array(z.string()),
});
export type ModelOffer = z.infer<typeof modelOfferSchema>;

const action = z.object({ label: z.string(), command: z.string() });

/** Everything the panel needs to draw itself from nothing: sent on `ready` and whenever a session is opened. */
export const panelStateSchema = z.object({
  /** Null: a new chat, not stored until its first question. */
  session: sessionSchema.nullable(),
  /** For each shown turn with siblings: the ids of all of them, oldest first. */
  branches: z.record(z.string(), z.array(z.string())),
  /** The turn that is being answered now, if any. */
  runningTurnId: z.string().nullable(),
  models: z.array(modelChoiceSchema),
  /** Null: no model, answers come from the code alone. */
  modelId: z.string().nullable(),
  offers: z.array(modelOfferSchema),
  index: indexStatusSchema.nullable(),
  /** Three questions drawn from this workspace's own symbols. */
  examples: z.array(z.string()),
  workspaceNames: z.array(z.string()),
  isRestricted: z.boolean(),
});
export type PanelState = z.infer<typeof panelStateSchema>;

/** Host → panel. */
export const toPanelSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('state'), state: panelStateSchema }),
  z.object({ kind: z.literal('turn'), sessionId: z.string(), turnId: z.string(), event: turnEventSchema }),
  z.object({ kind: z.literal('sessions'), sessions: z.array(sessionSummarySchema), query: z.string() }),
  z.object({ kind: z.literal('index'), status: indexStatusSchema }),
  z.object({
    kind: z.literal('models'),
    models: z.array(modelChoiceSchema),
    modelId: z.string().nullable(),
    offers: z.array(modelOfferSchema),
  }),
  z.object({ kind: z.literal('examples'), examples: z.array(z.string()) }),
  /** One sentence, what to do, and a button that does it. `warning` and `error` only for what is one. */
  z.object({
    kind: z.literal('notice'),
    severity: z.enum(['info', 'warning', 'error']),
    text: z.string(),
    action: action.optional(),
  }),
  z.object({ kind: z.literal('compose'), text: z.string(), isSent: z.boolean() }),
  z.object({ kind: z.literal('show'), view: z.enum(['chat', 'history']) }),
  /** An `ask` failed before its turn was stored (no `started` came): the panel gives the question back to the composer. */
  z.object({ kind: z.literal('notAsked'), failure: failureSchema }),
]);
export type ToPanel = z.infer<typeof toPanelSchema>;

const place = {
  path: z.string(),
  startLine: z.number().int().positive(),
  endLine: z.number().int().positive(),
};

/** Panel → host. */
export const toHostSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('ready'),
    /** The session that was shown before a reload; absent or gone: the host chooses. */
    sessionId: z.string().optional(),
  }),
  z.object({
    kind: z.literal('ask'),
    question: z.string().min(1),
    sessionId: z.string().nullable(),
    /** Edit-and-resend and retry: the parent of the turn that is asked again. Absent: after the newest turn. */
    parentId: z.string().nullable().optional(),
    /** Go on with this turn's half answer; question and parent are its own. */
    goesOnFrom: z.string().optional(),
  }),
  z.object({ kind: z.literal('stop') }),
  z.object({ kind: z.literal('newSession') }),
  z.object({ kind: z.literal('openSession'), sessionId: z.string() }),
  z.object({ kind: z.literal('listSessions'), query: z.string() }),
  z.object({ kind: z.literal('renameSession'), sessionId: z.string(), title: z.string().min(1) }),
  z.object({ kind: z.literal('forkSession'), sessionId: z.string(), turnId: z.string() }),
  z.object({ kind: z.literal('deleteSession'), sessionId: z.string() }),
  z.object({ kind: z.literal('restoreSession'), sessionId: z.string() }),
  z.object({ kind: z.literal('exportSession'), sessionId: z.string() }),
  z.object({ kind: z.literal('showBranch'), turnId: z.string() }),
  z.object({ kind: z.literal('openPlace'), ...place }),
  z.object({ kind: z.literal('copy'), text: z.string() }),
  z.object({ kind: z.literal('insertAtCursor'), text: z.string() }),
  /** Show a diff of the file with the code block put in; nothing is written until the person accepts. */
  z.object({
    kind: z.literal('applyToFile'),
    text: z.string(),
    language: z.string(),
    /** From the block's info string or a citation just above it; absent: the host asks. */
    path: z.string().optional(),
  }),
  z.object({ kind: z.literal('openAsFile'), text: z.string(), language: z.string() }),
  z.object({ kind: z.literal('chooseModel'), modelId: z.string().nullable() }),
  /** `baseUrl` given: connect that offered local server; else ask for server, key and model. */
  z.object({ kind: z.literal('connectModel'), baseUrl: z.string().optional(), model: z.string().optional() }),
  z.object({ kind: z.literal('findModels') }),
  z.object({ kind: z.literal('index'), action: z.enum(['pause', 'resume', 'rebuild', 'doctor']) }),
  z.object({ kind: z.literal('runCommand'), command: z.string().startsWith('sightline.') }),
  /** The panel met a bug of its own: logged by the host. */
  z.object({ kind: z.literal('bug'), message: z.string(), stack: z.string() }),
]);
export type ToHost = z.infer<typeof toHostSchema>;
