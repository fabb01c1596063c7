import type { Node } from 'web-tree-sitter';
import {
  container,
  enter,
  type Extracted,
  leaf,
  type NodeRules,
  type Surroundings,
  wrap,
} from '../nodeRule.ts';

/** C and C++, whose names are inside declarators: `char *(*names[])(int)`. */
export const cFamily: NodeRules = {
  declaration_list: enter,
  field_declaration_list: enter,
  linkage_specification: enter,
  preproc_if: enter,
  preproc_ifdef: enter,
  preproc_else: enter,
  preproc_elif: enter,
  template_declaration: wrap,
  export_declaration: wrap,
  namespace_definition: container('module', (node) => {
    const nameNode = node.childForFieldName('name');
    return nameNode === null ? 'enter' : { name: nameNode.text, nameNode };
  }),
  preproc_def: leaf('macro'),
  preproc_function_def: leaf('macro'),
  alias_declaration: leaf('type'),
  concept_definition: leaf('type'),
  class_specifier: container('class', withBody),
  struct_specifier: container('struct', withBody),
  union_specifier: container('struct', withBody),
  enum_specifier: leaf('enum', withBody),
  type_definition: leaf('type', typedef),
  function_definition: leaf('function', functionDefinition),
  declaration: leaf('constant', declaration),
  field_declaration: leaf('field', member),
};

/** `struct part;` only announces. */
function withBody(node: Node): Extracted {
  const nameNode = node.childForFieldName('name');
  if (nameNode === null || node.childForFieldName('body') === null) return null;
  return { name: nameNode.text, nameNode };
}

function typedef(node: Node): Extracted {
  const type = node.childForFieldName('type');
  const declarator = node.childForFieldName('declarator');
  const nameNode = declarator === null ? null : (declared(declarator)?.nameNode ?? null);
  if (nameNode === null) return null;
  const hasBody = type !== null && type.childForFieldName('body') !== null;
  if (!hasBody) return { name: nameNode.text, nameNode };
  const tag = type.childForFieldName('name');
  const kind = type.type === 'enum_specifier' ? 'enum' : 'struct';
  // `typedef struct part {...} part_t`: both names are used, so the tag is declared inside.
  return {
    name: nameNode.text,
    nameNode: tag ?? type,
    kind,
    isContainer: tag !== null && tag.text !== nameNode.text,
  };
}

function functionDefinition(node: Node): Extracted {
  const declarator = node.childForFieldName('declarator');
  return declarator === null ? null : named(declared(declarator));
}

/** Functions that are announced (a header's whole content), and variables with a value. */
function declaration(node: Node, { parentKind, isLoose }: Surroundings): Extracted {
  const declarator = node.childForFieldName('declarator');
  if (declarator === null) return 'enter';
  const found = declared(declarator);
  if (found === null) return null;
  if (found.isFunction) return named(found);
  const isOutermost = parentKind === undefined || parentKind === 'module';
  const hasValue = declarator.type === 'init_declarator';
  return isOutermost && !isLoose && hasValue ? { name: found.nameNode.text, nameNode: found.nameNode } : null;
}

/** Of a type's members, those that are called. Its fields belong to its head. */
function member(node: Node): Extracted {
  const declarator = node.childForFieldName('declarator');
  const found = declarator === null ? null : declared(declarator);
  if (found === null) return declarator === null ? 'enter' : null;
  return found.isFunction ? named(found) : null;
}

interface Declared {
  readonly nameNode: Node;
  readonly isFunction: boolean;
}

function named(found: Declared | null): Extracted {
  if (found === null) return null;
  const { nameNode } = found;
  if (nameNode.type !== 'qualified_identifier') return { name: nameNode.text, nameNode, kind: 'function' };
  const parts = nameNode.text.replace(/<[^<>]*>/g, '').split('::');
  const owner = parts.at(-2);
  const kind = owner === undefined || owner === '' ? 'function' : 'method';
  return { name: (parts.at(-1) ?? '').trim(), nameNode, kind, ...(owner ? { owner } : {}) };
}

const names = new Set([
  'identifier',
  'field_identifier',
  'type_identifier',
  'qualified_identifier',
  'destructor_name',
  'operator_name',
  'operator_cast',
  'template_function',
  'primitive_type',
]);

/** The name inside a declarator. A pointer to a function is a variable, not a function. */
function declared(declarator: Node): Declared | null {
  let isFunction = false;
  let node: Node | null = declarator;
  for (let depth = 0; node !== null && depth < 20; depth++) {
    if (names.has(node.type)) return { nameNode: node, isFunction };
    if (node.type === 'function_declarator') isFunction = true;
    if (node.type === 'parenthesized_declarator' && /^\(\s*\*/.test(node.text)) isFunction = false;
    node =
      node.childForFieldName('declarator') ?? node.namedChildren.find((child) => isDeclarator(child)) ?? null;
  }
  return null;
}

function isDeclarator(node: Node): boolean {
  return node.type.endsWith('_declarator') || names.has(node.type);
}
