import type { Language, Node, Tree, TreeCursor } from 'web-tree-sitter';
import type { Declaration } from '../engine/retrieval/chunk.ts';
import { isExported, kindInside } from '../engine/retrieval/scanRule.ts';
import type { Named, NodeRule, NodeRules } from './nodeRule.ts';

/** Nesting beyond this is generated code; the walk is recursive, and must not meet the end of the stack. */
const deepest = 200;

/** Rules by the number of a node's type, so that the walk compares no strings. */
export type RuleTable = readonly (NodeRule | undefined)[];

/** The type number of nodes that hold what could not be parsed. */
const errorType = 65535;

const enterError: NodeRule = { does: 'enter' };

/** Made once per grammar: a type's name can have several numbers (aliases). */
export function ruleTable(language: Language, rules: NodeRules): RuleTable {
  const table: (NodeRule | undefined)[] = [];
  for (let id = 0; id < language.nodeTypeCount; id++) {
    const type = language.nodeTypeIsNamed(id) ? language.nodeTypeForId(id) : null;
    table.push(type !== null && Object.hasOwn(rules, type) ? rules[type] : undefined);
  }
  return table;
}

export interface WalkInput {
  readonly language: string;
  readonly tree: Tree;
  readonly text: string;
  readonly table: RuleTable;
}

/**
 * The declarations of a syntax tree, outer before inner, in order. Descends only into nodes that hold declarations:
 * bodies of functions are passed over, which makes the walk nearly free beside the parse.
 */
export function walkTree({ language, tree, text, table }: WalkInput): Declaration[] {
  const walk = new Walk({ language, text, table, cursor: tree.walk() });
  try {
    return walk.run();
  } finally {
    walk.delete();
  }
}

interface WalkState {
  readonly language: string;
  readonly text: string;
  readonly table: RuleTable;
  readonly cursor: TreeCursor;
}

/** What the nodes at one depth have around them. */
interface Level {
  readonly parent: Declaration | undefined;
  readonly container: readonly string[];
  readonly isLoose: boolean;
  readonly depth: number;
  /** Row (0-based) at which the first declaration starts, where something wraps it; -1 where nothing does. */
  readonly startRow: number;
}

class Walk {
  readonly #state: WalkState;
  readonly #found: Declaration[] = [];

  constructor(state: WalkState) {
    this.#state = state;
  }

  delete(): void {
    this.#state.cursor.delete();
  }

  run(): Declaration[] {
    const top: Level = { parent: undefined, container: [], isLoose: false, depth: 0, startRow: -1 };
    if (this.#state.cursor.gotoFirstChild()) this.#siblings(top);
    return this.#found;
  }

  /** Walks the node under the cursor and those after it; leaves the cursor at the last. */
  #siblings(level: Level): void {
    const { cursor, table } = this.#state;
    let startRow = level.startRow;
    do {
      const type = cursor.nodeTypeId;
      const rule = type === errorType ? enterError : table[type];
      if (rule === undefined) continue;
      if (rule.does === 'decorate') {
        if (startRow < 0) startRow = cursor.startPosition.row;
        continue;
      }
      const row = startRow;
      startRow = -1;
      if (rule.does === 'declare') this.#declare(rule, { ...level, startRow: row });
      else if (rule.wraps === true)
        this.#inside({ ...level, startRow: row < 0 ? cursor.startPosition.row : row });
      else this.#inside({ ...level, startRow: row, isLoose: level.isLoose || rule.isLoose === true });
    } while (cursor.gotoNextSibling());
  }

  #inside(level: Level): void {
    const { cursor } = this.#state;
    if (level.depth >= deepest || !cursor.gotoFirstChild()) return;
    this.#siblings({ ...level, depth: level.depth + 1 });
    cursor.gotoParent();
  }

  #declare(rule: NodeRule & { does: 'declare' }, level: Level): void {
    const node = this.#state.cursor.currentNode;
    const named =
      rule.extract === undefined
        ? byName(node)
        : rule.extract(node, { parentKind: level.parent?.kind, isLoose: level.isLoose });
    if (named === null) return;
    if (named === 'enter') {
      const row = level.startRow < 0 ? node.startPosition.row : level.startRow;
      this.#inside({ ...level, startRow: wraps(node) ? row : -1 });
      return;
    }
    const declaration = this.#declaration(node, named, { rule, level });
    this.#found.push(declaration);
    if (named.isContainer ?? rule.isContainer ?? false) {
      this.#inside({
        parent: declaration,
        container: [...declaration.container, declaration.name],
        isLoose: false,
        depth: level.depth,
        startRow: -1,
      });
    }
  }

  #declaration(node: Node, named: Named, { rule, level }: Place): Declaration {
    const { language, text } = this.#state;
    const start = node.startPosition.row;
    const end = node.endPosition;
    const nameRow = named.nameNode?.startPosition.row ?? start;
    const nameAt = named.nameNode?.startIndex ?? node.startIndex;
    const before = text.slice(text.lastIndexOf('\n', nameAt - 1) + 1, nameAt);
    const kind = kindInside(named.kind ?? rule.kind, named.name, level.parent);
    const name = plainName(named.name);
    return {
      name,
      kind,
      startLine: (level.startRow < 0 ? start : Math.min(level.startRow, start)) + 1,
      // A node that takes its line's end with it ends at the start of the next line.
      endLine: (end.column === 0 && end.row > start ? end.row - 1 : end.row) + 1,
      nameLine: nameRow + 1,
      container: named.owner === undefined ? level.container : [...level.container, named.owner],
      ...(isExported(language, name, before) ? { isExported: true } : {}),
    };
  }
}

interface Place {
  readonly rule: NodeRule & { does: 'declare' };
  readonly level: Level;
}

function byName(node: Node): Named | null {
  const nameNode = node.childForFieldName('name');
  return nameNode === null ? null : { name: nameNode.text, nameNode };
}

/** `export class A`: the class starts where the export does. */
function wraps(node: Node): boolean {
  return node.type === 'export_statement';
}

/** One line, without quotes, of a length that a symbol can have. */
function plainName(name: string): string {
  return name
    .slice(0, 200)
    .replace(/^[`'"]|[`'"]$/g, '')
    .replace(/\s+/g, ' ')
    .trim();
}
