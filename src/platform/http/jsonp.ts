import { z } from 'zod';
import { writeJson } from '#contract/json';
import type { Answer } from './route.ts';

/** The name of a function, and nothing that could be more of a script (I22). */
export const callback = z
  .string()
  .regex(/^[A-Za-z_$][\w$.]{0,63}$/, 'is not the name of a function')
  .optional();

/** A document that is nobody's secret, as JSON, or as a script that gives it to a function. */
export function jsonpAnswer(document: unknown, name: string | undefined): Answer {
  if (name === undefined) return { body: document };
  // what comes first cannot be read as the beginning of another kind of file
  const body = `/**/${name}(${writeJson(document)});`;
  return { headers: { 'content-type': 'application/javascript; charset=UTF-8' }, body };
}
