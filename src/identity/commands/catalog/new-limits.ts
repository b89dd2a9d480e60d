import { readFile } from 'node:fs/promises';
import { parseJson } from '#contract/json';
import { CommandError, usageError } from '#platform/commands/command-error';
import type { ServiceRun } from '#platform/commands/service-run';
import type { Identity } from '../../domain/identity.ts';
import { formatAmount, parseAmount, type UnitStyle } from '../../domain/quota/units.ts';
import { fail } from '../../errors.ts';
import type { Resource } from '../../store/catalog/catalog.ts';

/** Asks for the limit of one resource, or of each one there is; a blank answer keeps what stands. */
export async function askedLimits(
  { service, out, ask }: Pick<ServiceRun<Identity>, 'service' | 'out' | 'ask'>,
  name: string | undefined,
  style: UnitStyle,
): Promise<Map<string, bigint>> {
  const limits = new Map<string, bigint>();
  for (const resource of await resourcesNamed(service, name)) {
    const shown = formatAmount(resource.systemDefault, resource.unit, style);
    for (;;) {
      out.note(`${resource.name} is limited to ${shown}. New limit (nothing keeps it):`);
      const answer = await ask.line();
      if (answer === undefined) throw new CommandError('The answers ended. Nothing was changed.');
      if (answer.trim() === '') break;
      const limit = parseAmount(answer);
      if (limit !== undefined) {
        limits.set(resource.name, limit);
        break;
      }
      out.note(`'${answer.trim()}' is not an amount: write 20GB, 5 or inf.`);
    }
  }
  return limits;
}

/** Limits by resource out of a file; of a resource that is named, only its own. */
export async function limitsOfFile(
  service: Identity,
  file: string,
  name: string | undefined,
): Promise<Map<string, bigint>> {
  const known = new Set((await resourcesNamed(service, name)).map((resource) => resource.name));
  const limits = new Map<string, bigint>();
  for (const [resource, value] of Object.entries(await dictionaryIn(file))) {
    const limit = parseAmount(String(value));
    if (limit === undefined) throw new CommandError(`${file}: the limit of ${resource} is not an amount.`);
    if (known.has(resource)) limits.set(resource, limit);
    else if (name === undefined) fail('resource_not_found', { resource });
  }
  if (name !== undefined && limits.size === 0) throw new CommandError(`${file} does not name ${name}.`);
  return limits;
}

async function resourcesNamed({ store }: Identity, name: string | undefined): Promise<Resource[]> {
  const all = await store.catalog.resources();
  if (name === undefined) return all;
  const found = all.filter((resource) => resource.name === name);
  return found.length > 0 ? found : fail('resource_not_found', { resource: name });
}

async function dictionaryIn(file: string): Promise<object> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (cause) {
    throw usageError(`${file} cannot be read: ${(cause as Error).message}`);
  }
  try {
    const document = parseJson(text);
    if (typeof document === 'object' && document !== null && !Array.isArray(document)) return document;
  } catch (cause) {
    throw new CommandError(`${file}: ${(cause as Error).message}`, { cause });
  }
  throw new CommandError(`${file} is not a dictionary of limits by resource.`);
}
