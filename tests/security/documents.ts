import { z } from 'zod';
import { hostileJson, hostileTexts } from './hostile-values.ts';

type Random = () => number;
interface JsonSchema {
  type?: string | string[];
  const?: unknown;
  enum?: unknown[];
  anyOf?: JsonSchema[];
  oneOf?: JsonSchema[];
  allOf?: JsonSchema[];
  items?: JsonSchema | boolean;
  prefixItems?: JsonSchema[];
  properties?: Record<string, JsonSchema>;
  required?: string[];
  additionalProperties?: JsonSchema | boolean;
  format?: string;
  $ref?: string;
  $defs?: Record<string, JsonSchema>;
  minItems?: number;
  minimum?: number;
}

/** Chooses one of the list. */
export function oneOf<T>(random: Random, list: readonly T[]): T {
  return list[Math.floor(random() * list.length)]!;
}

/** Values that really exist, by the name of the field that they belong in. */
export type Hints = Record<string, readonly unknown[]>;

/** Makes documents that a route's schema mostly takes, so that what is wrong in them gets far inside. */
export function documentMaker(schema: z.ZodType, hints: Hints = {}): (random: Random) => unknown {
  const root = z.toJSONSchema(schema, {
    io: 'input',
    unrepresentable: 'any',
    cycles: 'ref',
    reused: 'inline',
  }) as JsonSchema;
  return (random) => make(root, { root, hints }, random, 0);
}

function make(
  schema: JsonSchema,
  around: { root: JsonSchema; hints: Hints },
  random: Random,
  depth: number,
): unknown {
  if (depth > 12) return null;
  const { root, hints } = around;
  const next = (inner: JsonSchema): unknown => make(inner, around, random, depth + 1);
  if (schema.$ref !== undefined) return next(resolve(schema.$ref, root));
  if ('const' in schema) return schema.const;
  if (schema.enum !== undefined) return oneOf(random, schema.enum);
  const choices = schema.anyOf ?? schema.oneOf;
  if (choices !== undefined) return next(oneOf(random, choices));
  if (schema.allOf !== undefined) return Object.assign({}, ...schema.allOf.map(next)) as unknown;
  const type = Array.isArray(schema.type) ? oneOf(random, schema.type) : schema.type;
  switch (type) {
    case 'object':
      return makeObject(schema, next, random, hints);
    case 'array':
      return Array.from({ length: Math.max(schema.minItems ?? 0, Math.floor(random() * 3)) }, (_, at) =>
        next(schema.prefixItems?.[at] ?? (typeof schema.items === 'object' ? schema.items : {})),
      );
    case 'integer':
    case 'number':
      return Math.max(schema.minimum ?? 0, Math.floor(random() * 10));
    case 'boolean':
      return random() < 0.5;
    case 'null':
      return null;
    case 'string':
      return schema.format === 'uuid'
        ? '6f1f1c2e-0b1a-4c1e-8f00-000000000001'
        : `text-${Math.floor(random() * 100)}`;
    default:
      return oneOf(random, ['1', 'any', 7, { a: 'b' }, null]);
  }
}

function makeObject(
  schema: JsonSchema,
  next: (inner: JsonSchema) => unknown,
  random: Random,
  hints: Hints,
): Record<string, unknown> {
  const made: Record<string, unknown> = {};
  for (const [name, inner] of Object.entries(schema.properties ?? {})) {
    if (schema.required?.includes(name) === true || random() < 0.6)
      made[name] = Object.hasOwn(hints, name) ? oneOf(random, hints[name]!) : next(inner);
  }
  if (typeof schema.additionalProperties === 'object' && random() < 0.7)
    made['some-key'] = next(schema.additionalProperties);
  return made;
}

function resolve(reference: string, root: JsonSchema): JsonSchema {
  if (reference === '#') return root;
  return root.$defs?.[reference.replace('#/$defs/', '')] ?? {};
}

/** Puts something hostile at a random place: another value, another name, a key too many, or a piece taken out. */
export function spoil(document: unknown, random: Random): unknown {
  if (document === null || typeof document !== 'object' || random() < 0.15) return oneOf(random, hostileJson);
  if (Array.isArray(document)) {
    if (document.length === 0) return [oneOf(random, hostileJson)];
    const at = Math.floor(random() * document.length);
    return document.map((item: unknown, index) => (index === at ? spoil(item, random) : item));
  }
  const entries = Object.entries(document);
  const kind = random();
  if (entries.length === 0 || kind < 0.15)
    return Object.fromEntries([...entries, [oneOf(random, hostileTexts), oneOf(random, hostileJson)]]);
  const at = Math.floor(random() * entries.length);
  if (kind < 0.25) return Object.fromEntries(entries.filter((_, index) => index !== at));
  return Object.fromEntries(
    entries.map(([name, value], index) => [name, index === at ? spoil(value, random) : value]),
  );
}
