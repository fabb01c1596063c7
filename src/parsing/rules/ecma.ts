import type { Node } from 'web-tree-sitter';
import {
  container,
  decorate,
  enter,
  type Extracted,
  isTall,
  leaf,
  type NodeRules,
  type Surroundings,
  wrap,
} from '../nodeRule.ts';

const functions = new Set(['arrow_function', 'function_expression', 'generator_function', 'function']);
const tests = new Set(['describe', 'it', 'test', 'suite', 'context']);

/** TypeScript, TSX and JavaScript: their grammars share these names. */
export const ecma: NodeRules = {
  export_statement: { does: 'declare', kind: 'constant', extract: exported },
  ambient_declaration: wrap,
  lexical_declaration: wrap,
  variable_declaration: wrap,
  expression_statement: wrap,
  class_body: enter,
  class_static_block: enter,
  object: enter,
  arguments: enter,
  parenthesized_expression: enter,
  unary_expression: enter,
  statement_block: enter,
  if_statement: enter,
  else_clause: enter,
  try_statement: enter,
  function_expression: { does: 'enter', isLoose: true },
  arrow_function: { does: 'enter', isLoose: true },
  decorator: decorate,
  function_declaration: leaf('function'),
  generator_function_declaration: leaf('function'),
  function_signature: leaf('function'),
  class_declaration: container('class'),
  abstract_class_declaration: container('class'),
  class: container('class'),
  interface_declaration: leaf('interface'),
  type_alias_declaration: leaf('type'),
  enum_declaration: leaf('enum'),
  internal_module: container('module'),
  module: container('module'),
  method_definition: leaf('method'),
  abstract_method_signature: leaf('method'),
  public_field_definition: leaf('method', field),
  field_definition: leaf('method', field),
  variable_declarator: leaf('constant', variable),
  assignment_expression: leaf('function', assignment),
  pair: leaf('method', pair),
  call_expression: container('test', call),
};

function exported(node: Node): Extracted {
  const value = node.childForFieldName('value');
  if (value === null) return 'enter';
  if (functions.has(value.type))
    return { name: 'default', nameNode: value, kind: 'function', isContainer: false };
  return { name: 'default', nameNode: value, isContainer: isTall(value) };
}

/** A field is a method where it holds a function; else it belongs to the head of its class. */
function field(node: Node): Extracted {
  const value = node.childForFieldName('value');
  if (value === null || !functions.has(value.type)) return null;
  const nameNode = node.childForFieldName('name') ?? node.childForFieldName('property');
  return nameNode === null ? null : { name: nameNode.text, nameNode };
}

function variable(node: Node, { parentKind, isLoose }: Surroundings): Extracted {
  const nameNode = node.childForFieldName('name');
  const value = node.childForFieldName('value');
  if (nameNode === null || nameNode.type !== 'identifier')
    return value !== null && isTall(value) ? 'enter' : null;
  const named = { name: nameNode.text, nameNode };
  if (value !== null && functions.has(value.type)) return { ...named, kind: 'function' };
  if (value !== null && value.type === 'class') return { ...named, kind: 'class', isContainer: true };
  if (isLoose || (parentKind !== undefined && parentKind !== 'module')) return null;
  return { ...named, isContainer: value !== null && isTall(value) };
}

/** `exports.x = function`, `Router.prototype.use = (path) => ...`; of other values, only tall ones are looked into. */
function assignment(node: Node): Extracted {
  const left = node.childForFieldName('left');
  const right = node.childForFieldName('right');
  if (left === null || right === null) return null;
  const isFunction = functions.has(right.type);
  if (!isFunction && right.type !== 'class') return isTall(right) ? 'enter' : null;
  const nameNode = left.childForFieldName('property') ?? left;
  if (!/^[\w$#.]+$/.test(nameNode.text)) return null;
  return { name: nameNode.text, nameNode, kind: isFunction ? 'function' : 'class', isContainer: !isFunction };
}

function pair(node: Node): Extracted {
  const value = node.childForFieldName('value');
  const nameNode = node.childForFieldName('key');
  if (value === null || nameNode === null) return null;
  if (functions.has(value.type)) return { name: unquoted(nameNode), nameNode };
  return value.type === 'object' && isTall(value) ? 'enter' : null;
}

/** A test by its sentence; of other calls, tall ones are looked into: a module wrapped in a function. */
function call(node: Node): Extracted {
  const callee = node.childForFieldName('function');
  const name = callee?.type === 'member_expression' ? callee.childForFieldName('object')?.text : callee?.text;
  if (name !== undefined && name.length < 9 && tests.has(name)) {
    const title = node.childForFieldName('arguments')?.namedChild(0);
    if (title && (title.type === 'string' || title.type === 'template_string')) {
      const isContainer = name === 'describe' || name === 'suite' || name === 'context';
      return { name: unquoted(title).slice(0, 200), nameNode: title, isContainer };
    }
  }
  const wrapsFunction = callee?.type === 'parenthesized_expression' || callee?.type === 'function_expression';
  return wrapsFunction || isTall(node) ? 'enter' : null;
}

function unquoted(node: Node): string {
  return node.text.replace(/^['"`]|['"`]$/g, '');
}
