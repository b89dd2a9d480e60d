import { Button } from '@mantine/core';
import { useState } from 'react';
import { say } from '#text/users';
import { limitOf } from '../../../api/quota.ts';
import type { Account } from '../../../api/users.ts';
import { Meter } from '../../../parts/meter.tsx';
import { Name } from '../../../parts/name.tsx';
import { ALL_RESOURCES } from '../../../text/all-resources.ts';
import type { Resource } from '../../../text/resources.ts';
import { LimitDialog } from './limit-dialog.tsx';
import css from './users.module.css';

type Held = Account['quota'][number];

/** What the account uses of what it may, project by project; its own one can be changed here. */
export function UserQuota({ account }: { account: Account }) {
  const own = account.quota.find(({ project }) => project === account.uuid);
  const others = account.quota.filter(({ project }) => project !== account.uuid);
  const nameOf = (project: string) =>
    account.memberships.find((each) => each.project === project)?.name ?? project;
  const [changed, setChanged] = useState<Resource>();
  return (
    <section className="card pad" aria-label={say.quota}>
      <h2 className="h2">{say.quota}</h2>
      {own === undefined ? (
        <p className="sub under-head">{say.noQuota}</p>
      ) : (
        <>
          <p className="sub under-head">{say.ownProject}</p>
          <Meters held={own} onChange={setChanged} />
        </>
      )}
      {others.map((held) => (
        <div key={held.project} className={css.project}>
          <h3 className={css.name}>
            <Name of={nameOf(held.project)} />
          </h3>
          <Meters held={held} />
        </div>
      ))}
      {changed !== undefined && own !== undefined && (
        <LimitDialog
          account={account}
          resource={changed}
          {...numbersOf(own, changed)}
          onClose={() => setChanged(undefined)}
        />
      )}
    </section>
  );
}

function Meters({ held, onChange }: { held: Held; onChange?: (resource: Resource) => void }) {
  return (
    <div className={`meters ${css.meters}`}>
      {ALL_RESOURCES.filter(({ name }) => held.resources[name] !== undefined).map((resource) => {
        const { used, limit } = numbersOf(held, resource);
        return (
          <div key={resource.name}>
            <Meter shared label={resource.label} used={used} total={limit} format={resource.format} />
            {onChange !== undefined && (
              <Button
                className={css.change}
                variant="subtle"
                size="compact-sm"
                aria-label={say.changeLimitOf({ resource: resource.label })}
                onClick={() => onChange(resource)}
              >
                {say.changeLimit}
              </Button>
            )}
          </div>
        );
      })}
    </div>
  );
}

function numbersOf(held: Held, { name }: Resource): { used: number; limit: number } {
  const { usage = 0n, limit = 0n } = held.resources[name] ?? {};
  return { used: Number(usage), limit: limitOf(limit) };
}
