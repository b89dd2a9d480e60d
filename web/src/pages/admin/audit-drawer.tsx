import { Link } from '@tanstack/react-router';
import { say } from '#text/audit';
import type { Entry } from '../../api/audit.ts';
import { Drawer } from '../../parts/drawer.tsx';
import { Name } from '../../parts/name.tsx';
import { exactTime } from '../../text/format.ts';
import { actionWord, actorOf, objectOf } from './audit-words.ts';

/** All that was recorded of one change, with ways to what else is about the same. */
export function AuditDrawer({ entry, onClose }: { entry: Entry; onClose: () => void }) {
  const { action, actor, object, details, time, source, address, request, batch } = entry;
  const facts = Object.entries(details);
  return (
    <Drawer title={actionWord(action)} onClose={onClose}>
      <div className="grid close">
        <dl className="pairs">
          <dt>{say.when}</dt>
          <dd className="num">{exactTime(time)}</dd>
          <dt>{say.actor}</dt>
          <dd>
            <Link from="/admin/audit" to="." search={{ who: actor.id ?? actor.name }} onClick={onClose}>
              <Name of={actorOf(entry)} />
            </Link>
          </dd>
          <dt>{say.object}</dt>
          <dd>
            <Link
              from="/admin/audit"
              to="."
              search={{ filter: object.id === null ? (object.name ?? '') : `${object.kind}:${object.id}` }}
              onClick={onClose}
            >
              <Name of={objectOf(entry)} />
            </Link>
          </dd>
          <dt>{say.action}</dt>
          <dd className="mono tiny">
            <Link from="/admin/audit" to="." search={{ action }} onClick={onClose}>
              {action}
            </Link>
          </dd>
          <dt>{say.source}</dt>
          <dd>{say.sources[source]}</dd>
          {address !== null && (
            <>
              <dt>{say.address}</dt>
              <dd className="mono tiny">{address}</dd>
            </>
          )}
          {request !== null && (
            <>
              <dt>{say.request}</dt>
              <dd className="mono tiny">{request}</dd>
            </>
          )}
          <dt>{say.batch}</dt>
          <dd className="num">{batch ?? say.notChained}</dd>
        </dl>
        {facts.length > 0 && (
          <dl className="pairs">
            {facts.map(([name, value]) => (
              <div key={name} className="grid near">
                <dt className="mono tiny">{name}</dt>
                <dd>
                  <Name of={factOf(value)} />
                </dd>
              </div>
            ))}
          </dl>
        )}
      </div>
    </Drawer>
  );
}

/** A fact, or what it was and what it is. */
function factOf(value: unknown): string {
  if (Array.isArray(value)) return value.map(factOf).join(', ');
  if (typeof value !== 'object' || value === null) return String(value ?? '–');
  const { from, to } = value as { from?: unknown; to?: unknown };
  return `${factOf(from)} → ${factOf(to)}`;
}
