/** What keeps an acknowledged write after a power cut; checked again on the running server. */
export const DURABLE = { fsync: 'on', full_page_writes: 'on', synchronous_commit: 'on' } as const;
/** For tests, which run beside each other and throw everything away. */
const FAST = {
  fsync: 'off',
  full_page_writes: 'off',
  synchronous_commit: 'off',
  max_connections: '300',
  // of passwords set from now on: each new connection works so long for its own
  scram_iterations: '1',
} as const;

/**
 * Sized for one machine that runs everything: a few dozen pooled sessions, and little memory while idle (measured:
 * 64 MiB of shared buffers, about 2 MiB private per session; input and output by the sessions themselves saves three
 * worker processes).
 */
const SETTINGS = {
  listen_addresses: '',
  unix_socket_permissions: '0700',
  password_encryption: 'scram-sha-256',
  max_connections: '60',
  superuser_reserved_connections: '3',
  shared_buffers: '64MB',
  work_mem: '4MB',
  maintenance_work_mem: '32MB',
  huge_pages: 'off',
  io_method: 'sync',
  max_worker_processes: '2',
  max_parallel_workers: '0',
  max_parallel_workers_per_gather: '0',
  max_logical_replication_workers: '0',
  max_wal_senders: '0',
  wal_level: 'minimal',
  max_wal_size: '256MB',
  min_wal_size: '64MB',
  autovacuum_max_workers: '2',
  autovacuum_worker_slots: '2',
  jit: 'off',
  timezone: 'UTC',
  log_timezone: 'UTC',
  lc_messages: 'C',
  log_line_prefix: '',
  log_checkpoints: 'off',
  // statements may hold personal data; the service logs its own failures
  log_min_error_statement: 'panic',
  log_min_messages: 'warning',
  log_statement: 'none',
} as const;

/** The command line of the server. `durable: false` is for throw-away databases of tests. */
export function serverArguments(directory: string, socketDirectory: string, durable: boolean): string[] {
  const settings = { ...SETTINGS, ...(durable ? DURABLE : FAST), unix_socket_directories: socketDirectory };
  return [
    '-D',
    directory,
    ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
  ];
}
