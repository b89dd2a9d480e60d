import { fail } from '../../errors.ts';

/** The one action that a body asks for, with what stands beside it; names that are none are overlooked. */
export function oneActionOf<Name extends string>(
  body: Readonly<Record<string, unknown>>,
  names: readonly Name[],
): [Name, unknown] {
  const asked = names.filter((name) => Object.hasOwn(body, name));
  const [action, another] = asked;
  if (action === undefined) return fail('no_action');
  if (another !== undefined) return fail('many_actions');
  return [action, body[action]];
}
