import type { Kysely } from 'kysely';
import type { ComputeSchema } from './schema.ts';

/** The pool or a transaction. */
export type Session = Kysely<ComputeSchema>;
