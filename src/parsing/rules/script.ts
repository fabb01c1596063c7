import type { Node } from 'web-tree-sitter';
import {
  childName,
  container,
  enter,
  type Extracted,
  fieldName,
  leaf,
  type NodeRules,
  type Surroundings,
  wrap,
} from '../nodeRule.ts';

const capitals = /^[A-Z_][A-Z0-9_]+$/;

export const python: NodeRules = {
  decorated_definition: wrap,
  expression_statement: wrap,
  block: enter,
  if_statement: enter,
  else_clause: enter,
  elif_clause: enter,
  try_statement: enter,
  except_clause: enter,
  finally_clause: enter,
  with_statement: enter,
  function_definition: leaf('function'),
  class_definition: container('class'),
  type_alias_statement: leaf('type', fieldName('left')),
  assignment: leaf('variable', (node, { parentKind }) => {
    const nameNode = node.childForFieldName('left');
    if (parentKind !== undefined || nameNode?.type !== 'identifier') return null;
    return { name: nameNode.text, nameNode, kind: capitals.test(nameNode.text) ? 'constant' : 'variable' };
  }),
};

export const php: NodeRules = {
  declaration_list: enter,
  enum_declaration_list: enter,
  compound_statement: enter,
  if_statement: enter,
  const_declaration: wrap,
  namespace_definition: container('module', (node) => {
    const nameNode = node.childForFieldName('name');
    if (node.childForFieldName('body') === null) return null;
    return nameNode === null ? 'enter' : { name: nameNode.text, nameNode };
  }),
  function_definition: leaf('function'),
  class_declaration: container('class'),
  interface_declaration: container('interface'),
  trait_declaration: container('trait'),
  enum_declaration: container('enum'),
  method_declaration: leaf('method'),
  const_element: leaf('constant', childName('name')),
};

const rubyTests = new Set(['describe', 'context', 'it', 'test', 'specify', 'feature', 'scenario']);
const rubyModifiers = new Set([
  'private',
  'protected',
  'public',
  'module_function',
  'private_class_method',
  'memoize',
]);

export const ruby: NodeRules = {
  body_statement: enter,
  singleton_class: enter,
  do_block: enter,
  block: enter,
  block_body: enter,
  argument_list: enter,
  module: container('module'),
  class: container('class'),
  method: leaf('function'),
  singleton_method: leaf('function'),
  assignment: leaf('constant', (node) => {
    const nameNode = node.childForFieldName('left');
    return nameNode?.type === 'constant' ? { name: nameNode.text, nameNode } : null;
  }),
  call: container('test', rubyCall),
};

/** A test by its sentence, or `private def`, which is a call with a method inside. */
function rubyCall(node: Node): Extracted {
  const method = node.childForFieldName('method')?.text ?? '';
  if (rubyModifiers.has(method)) return 'enter';
  if (!rubyTests.has(method) || node.childForFieldName('block') === null) return null;
  const title = node.childForFieldName('arguments')?.namedChild(0);
  if (!title) return null;
  const isContainer = method === 'describe' || method === 'context' || method === 'feature';
  return { name: title.text.replace(/^['"]|['"]$/g, '').slice(0, 200), nameNode: title, isContainer };
}

export const lua: NodeRules = {
  variable_declaration: wrap,
  function_declaration: leaf('function', (node) => {
    const nameNode = node.childForFieldName('name');
    return nameNode === null ? null : luaNamed(nameNode);
  }),
  assignment_statement: leaf('variable', luaAssignment),
};

function luaNamed(nameNode: Node): Extracted {
  const inner = nameNode.childForFieldName('field') ?? nameNode.childForFieldName('method');
  const owner = nameNode.childForFieldName('table')?.text;
  if (inner === null || owner === undefined) return { name: nameNode.text, nameNode, kind: 'function' };
  return { name: inner.text, nameNode, owner, kind: 'method' };
}

function luaAssignment(node: Node, { parentKind }: Surroundings): Extracted {
  const [left, right] = node.namedChildren;
  const nameNode = left?.namedChild(0) ?? null;
  if (nameNode === null || parentKind !== undefined) return null;
  if (right?.namedChild(0)?.type === 'function_definition') return luaNamed(nameNode);
  return nameNode.type === 'identifier' ? { name: nameNode.text, nameNode } : null;
}

export const shell: NodeRules = {
  declaration_command: wrap,
  function_definition: leaf('function'),
  variable_assignment: leaf('constant', (node, { parentKind }) => {
    const nameNode = node.childForFieldName('name');
    if (parentKind !== undefined || nameNode === null || node.parent?.type !== 'declaration_command')
      return null;
    return { name: nameNode.text, nameNode };
  }),
};
