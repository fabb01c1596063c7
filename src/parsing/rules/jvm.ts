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
} from '../nodeRule.ts';

export const java: NodeRules = {
  class_body: enter,
  interface_body: enter,
  enum_body: enter,
  enum_body_declarations: enter,
  annotation_type_body: enter,
  class_declaration: container('class'),
  record_declaration: container('class'),
  interface_declaration: container('interface'),
  annotation_type_declaration: container('interface'),
  enum_declaration: container('enum'),
  method_declaration: leaf('method'),
  annotation_type_element_declaration: leaf('method'),
  constructor_declaration: leaf('constructor'),
  compact_constructor_declaration: leaf('constructor'),
  field_declaration: leaf('constant', staticField),
  constant_declaration: leaf('constant', staticField),
};

/** Constants are asked for by name; other fields belong to the head of their class. */
function staticField(node: Node): Extracted {
  const isStatic = node.type === 'constant_declaration' || /\bstatic\b/.test(node.namedChild(0)?.text ?? '');
  const nameNode = isStatic ? node.childForFieldName('declarator')?.childForFieldName('name') : null;
  return nameNode ? { name: nameNode.text, nameNode } : null;
}

const kotlinName = childName('type_identifier', 'simple_identifier');

export const kotlin: NodeRules = {
  class_body: enter,
  enum_class_body: enter,
  class_declaration: container('class', (node) => {
    const named = kotlinName(node, { parentKind: undefined, isLoose: false });
    if (named === null || named === 'enter') return named;
    const isInterface = node.children.some((child) => child.type === 'interface');
    return isInterface ? { ...named, kind: 'interface' } : named;
  }),
  object_declaration: container('class', kotlinName),
  companion_object: container('class', (node) => {
    const named = kotlinName(node, { parentKind: undefined, isLoose: false });
    return named ?? { name: 'Companion' };
  }),
  function_declaration: leaf('function', childName('simple_identifier')),
  secondary_constructor: leaf('constructor', () => ({ name: 'constructor' })),
  property_declaration: leaf('property', (node) => {
    const nameNode = node.namedChildren
      .find((child) => child.type === 'variable_declaration')
      ?.namedChildren.find((child) => child.type === 'simple_identifier');
    return nameNode === undefined ? null : { name: nameNode.text, nameNode };
  }),
  type_alias: leaf('type', kotlinName),
};

function scalaValue(node: Node, { parentKind }: Surroundings): Extracted {
  const nameNode = node.childForFieldName('pattern') ?? node.childForFieldName('name');
  if (nameNode?.type !== 'identifier') return null;
  return { name: nameNode.text, nameNode, kind: parentKind === undefined ? 'constant' : 'property' };
}

export const scala: NodeRules = {
  template_body: enter,
  with_template_body: enter,
  enum_body: enter,
  package_clause: enter,
  extension_definition: enter,
  class_definition: container('class'),
  object_definition: container('module'),
  package_object: container('module'),
  trait_definition: container('trait'),
  enum_definition: container('enum'),
  function_definition: leaf('function'),
  function_declaration: leaf('function'),
  type_definition: leaf('type'),
  given_definition: leaf('constant', fieldName('name')),
  val_definition: leaf('property', scalaValue),
  var_definition: leaf('property', scalaValue),
  val_declaration: leaf('property', scalaValue),
  var_declaration: leaf('property', scalaValue),
};
