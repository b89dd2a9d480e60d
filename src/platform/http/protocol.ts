import type { FastifyRequest } from 'fastify';
import type { ServiceError } from '../errors.ts';

/** How a family of APIs speaks of failure; every service has one. */
export interface Protocol {
  render(error: ServiceError, request: FastifyRequest): { headers: Record<string, string>; body: string };
  /** How to log in, as every 401 says it in `WWW-Authenticate`. */
  challenge: string;
  /** Headers of every answer. */
  headers?(request: FastifyRequest): Record<string, string>;
  /**
   * Reads the parts of a request that the schemas of its route check, where they are not what the framework gives: names that
   * must not be decoded part by part, headers that are encoded. Asked for a part only by routes that have a schema for it.
   */
  read?: {
    /** Undefined where the parts are to be decoded one by one, as usual. */
    params?(request: FastifyRequest): object | undefined;
    query?(request: FastifyRequest): object;
    headers?(request: FastifyRequest): Readonly<Record<string, string>>;
    /** What a body asks for, where the route depends on it (`when.body`): undefined when it is not exactly one thing. */
    action?(body: unknown): string | undefined;
  };
  errors: {
    badRequest(message: string): ServiceError;
    notFound(request: FastifyRequest): ServiceError;
    methodNotAllowed(allowed: string[], request: FastifyRequest): ServiceError;
    unsupportedType(type: string | undefined): ServiceError;
    tooLarge(limitBytes: number): ServiceError;
    /** For what nobody expected; a service may know some of it by its class. */
    internal(thrown: unknown): ServiceError;
    /** 503: what was asked for is good, but not now. */
    busy(): ServiceError;
    /** 503: the database behind the service does not serve now. */
    unavailable(): ServiceError;
    /** There is no space left for what is to be kept: 507, or 503 where clients know no other. */
    full(): ServiceError;
  };
}
