import type { DeclarationKind } from '../../engine/retrieval/chunk.ts';

/** VS Code's icon for each kind of declaration, as in its outline. The colour follows from the kind's class. */
export const symbolIcons: Readonly<Record<DeclarationKind, string>> = {
  function: 'symbol-method',
  method: 'symbol-method',
  class: 'symbol-class',
  interface: 'symbol-interface',
  type: 'symbol-interface',
  enum: 'symbol-enum',
  struct: 'symbol-structure',
  trait: 'symbol-interface',
  module: 'symbol-namespace',
  constant: 'symbol-constant',
  variable: 'symbol-variable',
  field: 'symbol-field',
  property: 'symbol-property',
  constructor: 'symbol-method',
  macro: 'symbol-keyword',
  test: 'beaker',
  section: 'symbol-key',
  rule: 'symbol-ruler',
  element: 'symbol-misc',
  key: 'symbol-key',
};
