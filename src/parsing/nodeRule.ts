import type { Node } from 'web-tree-sitter';
import type { DeclarationKind } from '../engine/retrieval/chunk.ts';

/** What an extractor makes of a node. */
export interface Named {
  readonly name: string;
  /** Where the name stands, for the signature. Absent: the first line of the node. */
  readonly nameNode?: Node;
  /** Instead of the rule's kind. */
  readonly kind?: DeclarationKind;
  /** The container that the node itself names: `Uploader` of `void Uploader::send()`. */
  readonly owner?: string;
  /** Instead of the rule's. */
  readonly isContainer?: boolean;
}

/** `enter`: no declaration itself, but there may be some inside. `null`: none here, and none inside. */
export type Extracted = Named | 'enter' | null;

/** Where a node stands. */
export interface Surroundings {
  /** Kind of the enclosing declaration; undefined at the top of the file. */
  readonly parentKind: DeclarationKind | undefined;
  /** Inside the function of a call (`define(() => { ... })`): its variables are local. */
  readonly isLoose: boolean;
}

/** What the walk does at a node of one type. A type without a rule is passed over, with all it holds. */
export type NodeRule =
  | {
      readonly does: 'declare';
      readonly kind: DeclarationKind;
      /** Absent: the text of the field `name`. */
      readonly extract?: (node: Node, around: Surroundings) => Extracted;
      readonly isContainer?: boolean;
    }
  /** `wraps`: the first declaration inside starts where this node does (`export`, decorators, `template <...>`). */
  | { readonly does: 'enter'; readonly wraps?: boolean; readonly isLoose?: boolean }
  /** The next declaration starts here. */
  | { readonly does: 'decorate' };

export type NodeRules = Readonly<Record<string, NodeRule>>;

export const enter: NodeRule = { does: 'enter' };
export const wrap: NodeRule = { does: 'enter', wraps: true };
export const decorate: NodeRule = { does: 'decorate' };

type Extract = (node: Node, around: Surroundings) => Extracted;

export function leaf(kind: DeclarationKind, extract?: Extract): NodeRule {
  return { does: 'declare', kind, ...(extract === undefined ? {} : { extract }) };
}

export function container(kind: DeclarationKind, extract?: Extract): NodeRule {
  return { does: 'declare', kind, isContainer: true, ...(extract === undefined ? {} : { extract }) };
}

/** The name that a field holds. */
export function fieldName(field: string): Extract {
  return (node) => {
    const nameNode = node.childForFieldName(field);
    return nameNode === null ? null : { name: nameNode.text, nameNode };
  };
}

/** The name that the first child of one of these types holds. */
export function childName(...types: readonly string[]): Extract {
  return (node) => {
    const nameNode = node.namedChildren.find((child) => types.includes(child.type));
    return nameNode === undefined ? null : { name: nameNode.text, nameNode };
  };
}

/** Lines from which a call or an object is worth looking into. */
export function isTall(node: Node): boolean {
  return node.endPosition.row - node.startPosition.row >= 20;
}
