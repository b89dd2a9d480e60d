import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

/** A certificate and its key as PEM files in the directory, signed by itself, for localhost and 127.0.0.1. */
export function selfSigned(directory: string): { certificate: string; key: string } {
  const [certificate, key] = [join(directory, 'certificate.pem'), join(directory, 'key.pem')];
  const curve = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
  const names = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1'];
  execFileSync(
    'openssl',
    ['req', '-x509', ...curve, '-days', '2', ...names, '-keyout', key, '-out', certificate],
    { stdio: 'pipe' },
  );
  return { certificate, key };
}
