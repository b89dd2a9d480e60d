import { queryOptions } from '@tanstack/react-query';
import { ConsentClient } from '#contract/consent-client';
import { keys } from './keys.ts';
import { below, readShape } from './services.ts';

/** What a person agrees to; not among all services, since the first page would wait for it. */
export const consent = new ConsentClient(below('/astakos/ui'), readShape);

export const termsQuery = queryOptions({ queryKey: keys.terms, queryFn: () => consent.terms() });

/** What a program asks for, by the query of its request. */
export const authorizationQuery = (request: string) =>
  queryOptions({
    queryKey: keys.authorization(request),
    queryFn: () => consent.authorization(Object.fromEntries(new URLSearchParams(request))),
    staleTime: Infinity,
    retry: false,
  });
