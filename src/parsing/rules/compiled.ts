import type { Node } from 'web-tree-sitter';
import {
  container,
  decorate,
  enter,
  type Extracted,
  fieldName,
  leaf,
  type NodeRules,
  wrap,
} from '../nodeRule.ts';

export const go: NodeRules = {
  type_declaration: wrap,
  const_declaration: wrap,
  var_declaration: wrap,
  var_spec_list: enter,
  function_declaration: leaf('function'),
  method_declaration: leaf('method', (node) => {
    const nameNode = node.childForFieldName('name');
    if (nameNode === null) return null;
    // `(u *Uploader)`, `(p Pair[K, V])`, `(*Uploader)`
    const owner = /([\p{L}_][\p{L}\p{N}_]*)\s*(?:\[[^\]]*\])?\s*,?\s*\)$/u.exec(
      node.childForFieldName('receiver')?.text ?? '',
    )?.[1];
    return { name: nameNode.text, nameNode, ...(owner === undefined ? {} : { owner }) };
  }),
  type_spec: leaf('type', (node) => {
    const nameNode = node.childForFieldName('name');
    const type = node.childForFieldName('type')?.type;
    if (nameNode === null) return null;
    const kind = type === 'struct_type' ? 'struct' : type === 'interface_type' ? 'interface' : 'type';
    return { name: nameNode.text, nameNode, kind };
  }),
  type_alias: leaf('type'),
  const_spec: leaf('constant'),
  var_spec: leaf('variable'),
};

export const rust: NodeRules = {
  declaration_list: enter,
  foreign_mod_item: enter,
  attribute_item: decorate,
  const_item: leaf('constant'),
  static_item: leaf('constant'),
  struct_item: leaf('struct'),
  union_item: leaf('struct'),
  enum_item: leaf('enum'),
  type_item: leaf('type'),
  trait_item: container('trait'),
  impl_item: container('class', implemented),
  mod_item: container('module'),
  function_item: leaf('function'),
  function_signature_item: leaf('function'),
  macro_definition: leaf('macro'),
};

/** `impl Display for Uploader<S>` is more of `Uploader`. */
function implemented(node: Node): Extracted {
  let nameNode = node.childForFieldName('type');
  for (let depth = 0; nameNode !== null && depth < 5; depth++) {
    const inner: Node | null = nameNode.childForFieldName('type') ?? nameNode.childForFieldName('name');
    if (inner === null) break;
    nameNode = inner;
  }
  return nameNode === null ? null : { name: nameNode.text.slice(0, 100) };
}

const swiftKinds = { struct: 'struct', enum: 'enum' } as const;

export const swift: NodeRules = {
  class_body: enter,
  enum_class_body: enter,
  protocol_body: enter,
  class_declaration: container('class', (node) => {
    const nameNode = node.childForFieldName('name');
    if (nameNode === null) return null;
    const word = node.childForFieldName('declaration_kind')?.type;
    const kind = word === 'struct' || word === 'enum' ? swiftKinds[word] : 'class';
    return { name: nameNode.text, nameNode, kind };
  }),
  protocol_declaration: container('interface'),
  function_declaration: leaf('function'),
  protocol_function_declaration: leaf('function'),
  init_declaration: leaf('constructor', () => ({ name: 'init' })),
  deinit_declaration: leaf('method', () => ({ name: 'deinit' })),
  subscript_declaration: leaf('method', () => ({ name: 'subscript' })),
  property_declaration: leaf('constant', (node, { parentKind }) => {
    const nameNode = node.childForFieldName('name');
    if (nameNode === null) return null;
    return {
      name: nameNode.text.slice(0, 100),
      nameNode,
      kind: parentKind === undefined ? 'constant' : 'property',
    };
  }),
  typealias_declaration: leaf('type'),
  macro_declaration: leaf('macro', fieldName('name')),
};

export const csharp: NodeRules = {
  declaration_list: enter,
  global_statement: enter,
  preproc_if: enter,
  preproc_else: enter,
  preproc_elif: enter,
  namespace_declaration: container('module'),
  file_scoped_namespace_declaration: enter,
  class_declaration: container('class'),
  record_declaration: container('class'),
  struct_declaration: container('struct'),
  interface_declaration: container('interface'),
  enum_declaration: leaf('enum'),
  delegate_declaration: leaf('type'),
  method_declaration: leaf('method'),
  local_function_statement: leaf('function'),
  constructor_declaration: leaf('constructor'),
  destructor_declaration: leaf('method'),
  operator_declaration: leaf('method', (node) => {
    const sign = node.childForFieldName('operator')?.text ?? '';
    return { name: `operator ${sign}`.trim() };
  }),
  indexer_declaration: leaf('property', () => ({ name: 'this[]' })),
  property_declaration: leaf('property'),
};
