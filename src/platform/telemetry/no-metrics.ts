import type { Counter, Gauge } from 'prom-client';
import type { Metrics } from './metrics.ts';

const nothing = { inc: () => undefined, dec: () => undefined, set: () => undefined };

/** For processes that nobody scrapes: everything counted is forgotten, and the library that counts is not loaded. */
export const noMetrics: Metrics = {
  http: { observe: () => undefined },
  counter: () => nothing as unknown as Counter,
  gauge: () => nothing as unknown as Gauge,
  text: () => Promise.resolve(''),
};
