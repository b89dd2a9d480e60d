import { queryOptions } from '@tanstack/react-query';
import { ConsentClient } from '#contract/consent-client';
import { keys } from './keys.ts';
import { below, readShape } from './services.ts';

/** What a person agrees to; not among all services, since the first page would wait for it. */
export const consent = new ConsentClient(below('/astakos/ui'), readShape);

export const termsQuery = queryOptions({ queryKey: keys.terms, queryFn: () => consent.terms() });

/** What a program asks for; its request is the query of the page's address, whose words are the program's own. */
export const authorizationQuery = (search: string) =>
  queryOptions({
    queryKey: keys.authorization(search),
    queryFn: () => consent.authorization(Object.fromEntries(new URLSearchParams(search))),
    staleTime: Infinity,
    retry: false,
  });
