// The form in which components tell identity what they offer and count (spec/identity 6.4), read here alone.
import { z } from 'zod';
import { parseJson } from '#contract/json';
import { fail } from '../../errors.ts';
import type { ResourceDefinition, ServiceDefinition } from './register.ts';

/** A resource with the service that it belongs to. */
export interface DocumentedResource extends ResourceDefinition {
  serviceType: string;
  serviceOrigin: string;
}

/** A service with the component that offers it. */
export interface DocumentedService extends Omit<ServiceDefinition, 'resources'> {
  component: string;
  resources: DocumentedResource[];
}

const name = z.string().min(1).max(255);

/** Every value is served as text, in the spelling that clients compare with. */
const endpointValue = z
  .union([z.string().max(4096), z.boolean(), z.number(), z.null()])
  .transform((value) =>
    value === true ? 'True' : value === false ? 'False' : value === null ? '' : `${value}`,
  );

const resourceDocument = z
  .object({
    name,
    desc: z.string().max(4096).nullish(),
    unit: z.string().max(32).nullish(),
    service_type: name,
    service_origin: name,
    ui_visible: z.boolean().optional(),
    // the name of `ui_visible` before 0.15
    allow_in_projects: z.boolean().optional(),
    api_visible: z.boolean().default(true),
  })
  .transform((document): DocumentedResource => ({
    name: document.name,
    description: document.desc ?? null,
    unit: document.unit ?? null,
    uiVisible: document.ui_visible ?? document.allow_in_projects ?? true,
    apiVisible: document.api_visible,
    serviceType: document.service_type,
    serviceOrigin: document.service_origin,
  }));

const serviceDocument = z.object({
  component: name,
  type: name,
  endpoints: z.array(z.record(name, endpointValue)),
  resources: z.record(z.string(), resourceDocument).default({}),
});

/** Reads what a service export printed. Refuses anything else, naming the place in the document. */
export function readServices(text: string): DocumentedService[] {
  return Object.entries(read(text, z.record(name, serviceDocument))).map(([service, document]) => ({
    name: service,
    type: document.type,
    component: document.component,
    endpoints: document.endpoints,
    resources: Object.values(document.resources),
  }));
}

/** Reads what a resource export printed: a list. */
export function readResources(text: string): DocumentedResource[] {
  return read(text, z.array(resourceDocument));
}

function read<T>(text: string, schema: z.ZodType<T>): T {
  const result = schema.safeParse(parsed(text));
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  fail('bad_document', {
    reason: `The document is wrong at ${issue?.path.join('.') || 'its top'}: ${issue?.message}`,
  });
}

function parsed(text: string): unknown {
  try {
    return parseJson(text);
  } catch (cause) {
    return fail('bad_document', { reason: (cause as Error).message }, { cause });
  }
}
