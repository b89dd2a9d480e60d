declare module 'autocannon' {
  export interface AutocannonRequest {
    method?: string;
    path?: string;
    headers?: Record<string, string>;
    body?: string | Buffer;
    setupRequest?(request: AutocannonRequest, context: Record<string, unknown>): AutocannonRequest;
    /** Before the next request of the connection, which shares its context. */
    onResponse?(status: number, body: string, context: Record<string, unknown>): void;
  }
  interface AutocannonOptions {
    url: string;
    connections: number;
    duration?: number;
    amount?: number;
    requests: AutocannonRequest[];
  }
  interface AutocannonResult {
    /** Seconds. */
    duration: number;
    requests: { average: number; total: number };
    latency: { p50: number; p99: number };
    non2xx: number;
    errors: number;
  }
  export default function autocannon(options: AutocannonOptions): Promise<AutocannonResult>;
}
