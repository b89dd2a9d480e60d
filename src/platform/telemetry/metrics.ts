import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';

/** One finished request. `route` is the pattern, never the path: labels must not grow with traffic. */
export interface HttpObservation {
  role: string;
  method: string;
  route: string;
  status: number;
  milliseconds: number;
}

export interface HttpMetrics {
  observe(request: HttpObservation): void;
}

/** The metrics of one process, in Prometheus' text form by `text()`. */
export interface Metrics {
  http: HttpMetrics;
  /** One of a name in a process: whoever asks for it again gets the same. */
  counter(name: string, help: string, labels?: string[]): Counter;
  gauge(name: string, help: string, labels?: string[]): Gauge;
  text(): Promise<string>;
}

/** A registry of its own, so that tests and roles do not share one. */
export function createMetrics(options: { processMetrics?: boolean } = {}): Metrics {
  const registry = new Registry();
  if (options.processMetrics === true) collectDefaultMetrics({ register: registry });
  const duration = new Histogram({
    name: 'synnefo_http_request_seconds',
    help: 'Duration of HTTP requests by role, method, route and status.',
    labelNames: ['role', 'method', 'route', 'status'],
    buckets: [0.005, 0.025, 0.1, 0.5, 2, 10],
    registers: [registry],
  });
  return {
    http: {
      observe: ({ role, method, route, status, milliseconds }) =>
        duration.observe({ role, method, route, status: String(status) }, milliseconds / 1000),
    },
    counter: (name, help, labelNames = []) =>
      (registry.getSingleMetric(name) as Counter | undefined) ??
      new Counter({ name, help, labelNames, registers: [registry] }),
    gauge: (name, help, labelNames = []) =>
      (registry.getSingleMetric(name) as Gauge | undefined) ??
      new Gauge({ name, help, labelNames, registers: [registry] }),
    text: () => registry.metrics(),
  };
}
