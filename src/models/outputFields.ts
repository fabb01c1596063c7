import type { OutputRequest } from '../engine/model.ts';

/** The fields of a chat request that hold a server to a schema: its JSON-schema mode, or a tool that must be called. */
export function outputFields({ mode, name, schema }: OutputRequest) {
  const parameters = { ...schema };
  if (mode === 'json-schema') {
    const json_schema = { name, schema: parameters, strict: isStrict(schema) };
    return { response_format: { type: 'json_schema' as const, json_schema } };
  }
  const description = 'Give the answer.';
  return {
    tools: [{ type: 'function' as const, function: { name, description, parameters } }],
    tool_choice: { type: 'function' as const, function: { name } },
  };
}

type Shape = Readonly<Record<string, unknown>>;

/**
 * Whether a schema keeps to what OpenAI's strict mode demands: each object closed, and all of its properties required.
 * Others are asked for without it, and checked by us all the same.
 */
function isStrict(schema: unknown): boolean {
  if (Array.isArray(schema)) return schema.every(isStrict);
  if (typeof schema !== 'object' || schema === null) return true;
  const { properties, required, additionalProperties } = schema as Shape;
  if (typeof properties === 'object' && properties !== null) {
    const names = Object.keys(properties);
    const isClosed = additionalProperties === false;
    if (!isClosed || !Array.isArray(required) || !names.every((name) => required.includes(name)))
      return false;
  }
  return Object.values(schema).every(isStrict);
}
