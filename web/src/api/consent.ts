import { queryOptions } from '@tanstack/react-query';
import { ConsentClient } from '#contract/consent-client';
import { keys } from './keys.ts';
import { below, readShape } from './services.ts';

/** What a person agrees to; not among all services, since the first page would wait for it. */
export const consent = new ConsentClient(below('/astakos/ui'), readShape);

export const termsQuery = queryOptions({ queryKey: keys.terms, queryFn: () => consent.terms() });
