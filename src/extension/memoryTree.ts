import * as vscode from 'vscode';
import type { Memories } from '../engine/memories.ts';
import type { Memory, MemoryKind, MemoryScope, Proposal } from '../engine/memory/memory.ts';
import type { CheckedMemory } from '../engine/memoryEvidence.ts';

/** A row of the tree: a group, a memory, or a proposal that waits. */
export class MemoryNode extends vscode.TreeItem {
  readonly group: MemoryScope | 'proposals' | null;
  /** Of the memory or the proposal; '' for a group. */
  readonly memoryId: string;

  constructor(label: string, more: { group?: MemoryScope | 'proposals'; memoryId?: string }) {
    const isGroup = more.group !== undefined;
    super(label, vscode.TreeItemCollapsibleState[isGroup ? 'Expanded' : 'None']);
    this.group = more.group ?? null;
    this.memoryId = more.memoryId ?? '';
  }
}

/** More memories than this are looked for, not scrolled through. */
const mostShown = 500;
const scopes: readonly (readonly [MemoryScope, string])[] = [
  ['user', 'Yours, in Every Workspace'],
  ['workspace', 'This Workspace'],
  ['team', 'Team'],
];
const icons: Readonly<Record<MemoryKind, string>> = {
  preference: 'settings',
  fact: 'info',
  decision: 'law',
  procedure: 'list-ordered',
  episode: 'history',
};

/** What is remembered, by whose it is, newest first, with what waits for review on top. */
export async function memoryRows(memories: Memories, node?: MemoryNode): Promise<readonly MemoryNode[]> {
  if (node === undefined) {
    const waiting = groupNode('proposals', 'Waiting for Review', memories.proposals().length);
    const groups = scopes.map(([scope, label]) => groupNode(scope, label, memories.list({ scope }).length));
    return [waiting, ...groups].flat();
  }
  if (node.group === null) return [];
  if (node.group === 'proposals') return memories.proposals().map(proposalNode);
  const shown = memories.list({ scope: node.group }).slice(0, mostShown);
  return (await memories.check(shown)).map(memoryNode);
}

function groupNode(group: MemoryScope | 'proposals', label: string, count: number): readonly MemoryNode[] {
  if (count === 0) return [];
  const node = new MemoryNode(label, { group });
  node.description = String(count);
  node.contextValue = group;
  return [node];
}

function memoryNode({ memory, isStale }: CheckedMemory): MemoryNode {
  const { id, text, kind } = memory;
  const node = new MemoryNode(text, { memoryId: id });
  const learned = new Date(memory.learnedAt).toISOString().slice(0, 10);
  node.description = isStale ? `${kind} · stale` : kind;
  node.tooltip = tooltipOf(memory, { learned, isStale });
  node.iconPath = isStale
    ? new vscode.ThemeIcon('warning', new vscode.ThemeColor('list.warningForeground'))
    : new vscode.ThemeIcon(icons[kind]);
  node.contextValue = memory.evidence.length > 0 ? 'memory.evidence' : 'memory';
  node.accessibilityInformation = {
    label: `${text}, ${kind}${isStale ? ', stale' : ''}, learned ${learned}`,
  };
  return node;
}

function proposalNode({ id, text, kind, reason }: Proposal): MemoryNode {
  const node = new MemoryNode(text, { memoryId: id });
  node.description = `${kind} · ${reason}`;
  node.tooltip = text;
  node.iconPath = new vscode.ThemeIcon('question');
  node.contextValue = 'proposal';
  return node;
}

/** Plain text: what was remembered may hold Markdown, and is nobody's to render. */
function tooltipOf(memory: Memory, { learned, isStale }: { learned: string; isStale: boolean }): string {
  const by = memory.origins.map((origin) => origin.name ?? origin.by).join(', ');
  return [
    memory.text,
    `Learned ${learned} from ${by}, used ${memory.useCount} times.`,
    ...memory.evidence.map(({ path, startLine, endLine }) => `Rests on ${path}:${startLine}-${endLine}.`),
    ...(isStale ? ['The lines it rests on have changed since.'] : []),
  ].join('\n');
}
