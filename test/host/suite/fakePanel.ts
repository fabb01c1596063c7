import * as vscode from 'vscode';
import type { TurnEvent } from '../../../src/engine/answer.ts';
import type { ExtensionApi } from '../../../src/extension/activate.ts';
import type { Host } from '../../../src/extension/host.ts';
import type { PanelState, ToHost, ToPanel } from '../../../src/webview/protocol.ts';
import { toPanelSchema } from '../../../src/webview/protocol.ts';

type Kind = ToPanel['kind'];
type Message<K extends Kind> = Extract<ToPanel, { kind: K }>;

/** A panel without a page: it speaks the panel's language with the real host. */
export interface FakePanel {
  readonly messages: readonly ToPanel[];
  /** A message to the host; resolves when the host has done with it. */
  send(message: ToHost | Record<string, unknown>): Promise<void>;
  /** The first message of this kind that fits, from now back to the last `clear`, or to come. */
  until<K extends Kind>(kind: K, fits?: (message: Message<K>) => boolean): Promise<Message<K>>;
  /** Every event of a turn until it has ended. */
  untilEnd(): Promise<TurnEvent[]>;
  state(): Promise<PanelState>;
  clear(): void;
  leave(): void;
}

/** Under the 30 s of a test, so that a failure says what was waited for. */
const patienceMs = 20_000;

export async function loadHost(): Promise<Host> {
  const extension = vscode.extensions.getExtension<ExtensionApi>('sightline.sightline');
  const api = await extension?.activate();
  if (api?.load === undefined) throw new Error('The extension does not run in test mode.');
  return api.load();
}

export async function openFakePanel(): Promise<FakePanel> {
  const host = await loadHost();
  let messages: ToPanel[] = [];
  const waiting = new Set<() => void>();
  const receive = host.connectPanel({
    post(message) {
      // As it goes over the wire, and as the panel checks it.
      messages.push(toPanelSchema.parse(JSON.parse(JSON.stringify(message))));
      for (const look of waiting) look();
    },
  });
  const until = <K extends Kind>(
    kind: K,
    fits: (message: Message<K>) => boolean = () => true,
  ): Promise<Message<K>> => {
    const find = (): Message<K> | undefined =>
      messages.find((message): message is Message<K> => message.kind === kind && fits(message as Message<K>));
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        waiting.delete(look);
        const kinds = messages.map((message) =>
          message.kind === 'turn' ? message.event.kind : message.kind,
        );
        reject(new Error(`No "${kind}" within ${patienceMs / 1000} s. There were: ${kinds.join(', ')}`));
      }, patienceMs);
      const look = (): void => {
        const found = find();
        if (found === undefined) return;
        clearTimeout(timer);
        waiting.delete(look);
        resolve(found);
      };
      waiting.add(look);
      look();
    });
  };
  const panel: FakePanel = {
    get messages() {
      return messages;
    },
    send: (message) => receive(message),
    until,
    async untilEnd() {
      await until('turn', ({ event }) => ['done', 'stopped', 'failed'].includes(event.kind));
      return messages.flatMap((message) => (message.kind === 'turn' ? [message.event] : []));
    },
    async state() {
      panel.clear();
      await receive({ kind: 'ready' });
      return (await until('state')).state;
    },
    clear: () => {
      messages = [];
    },
    leave: () => void receive(null),
  };
  await panel.state();
  return panel;
}

export function textOf(events: readonly TurnEvent[]): string {
  return events.flatMap((event) => (event.kind === 'text' ? [event.text] : [])).join('');
}

/** A new chat, and a question in it. */
export async function askNew(panel: FakePanel, question: string): Promise<void> {
  await panel.send({ kind: 'newSession' });
  panel.clear();
  await panel.send({ kind: 'ask', question, sessionId: null });
}

export function folder(): vscode.Uri {
  const uri = vscode.workspace.workspaceFolders?.[0]?.uri;
  if (uri === undefined) throw new Error('No folder is open.');
  return uri;
}

export async function untilTrue(claim: () => boolean | Promise<boolean>, what: string): Promise<void> {
  const deadline = Date.now() + patienceMs;
  while (!(await claim())) {
    if (Date.now() > deadline) throw new Error(`Not within ${patienceMs / 1000} s: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}
