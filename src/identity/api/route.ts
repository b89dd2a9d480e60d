import { routesOf } from '#platform/http/route';
import type { Identity } from '../domain/identity.ts';

/** The route builder of identity. */
export const route = routesOf<Identity>();
