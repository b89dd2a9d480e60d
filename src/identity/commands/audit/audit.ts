import { auditCommands } from '#platform/audit/audit-commands';
import type { Acting } from '../../domain/identity.ts';

export const identityAuditCommands = auditCommands<Acting>({ role: 'identity', prefix: '' });
