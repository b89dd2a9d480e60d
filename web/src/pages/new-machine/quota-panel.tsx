import { IconInfoCircle } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import type { Flavor } from '../../api/flavors.ts';
import { Meter } from '../../parts/meter.tsx';
import { counted } from '../../text/format.ts';
import type { Use } from '../../text/resources.ts';
import { memory } from '../../text/size-words.ts';
import { demandOf } from './choice.ts';

/** Beside the form: what this machine takes, drawn into what is left. */
export function QuotaPanel({
  uses,
  flavor,
  children,
}: {
  uses: Use[];
  flavor: Flavor | undefined;
  children: ReactNode;
}) {
  const demand = demandOf(flavor);
  const concerned = uses.filter(({ name }) => demand.has(name));
  return (
    <aside className="card quota-panel" aria-label="What it takes from your quota">
      <div className="card-head">
        <h2 className="h2">What it takes from your quota</h2>
      </div>
      <div className="grid pad" style={{ gap: 15 }}>
        {concerned.length === 0 && (
          <p className="sub">Not known now. The cloud checks it when you create the machine.</p>
        )}
        {concerned.map((use) => {
          const plus = demand.get(use.name) ?? 0;
          const last = Number.isFinite(use.total) && use.used + use.others + plus === use.total;
          return (
            <Meter
              key={use.name}
              label={use.label}
              used={use.used}
              others={use.others}
              plus={plus}
              total={use.total}
              format={use.format}
              {...(last ? { note: 'This takes the last of it.' } : {})}
            />
          );
        })}
      </div>
      {flavor !== undefined && (
        <div
          className="row"
          style={{
            padding: '12px 16px',
            background: 'var(--surface-2)',
            borderTop: '1px solid var(--line)',
            fontSize: 12.5,
            color: 'var(--text-2)',
            alignItems: 'flex-start',
          }}
        >
          <IconInfoCircle size={16} stroke={1.7} style={{ flex: 'none', marginTop: 1 }} aria-hidden />
          <span>
            When it is stopped, {counted(flavor.vcpus, 'CPU')} and {memory(flavor.ram)} memory are free again.
            The disk keeps counting.
          </span>
        </div>
      )}
      <div className="pad" style={{ borderTop: '1px solid var(--line)' }}>
        {children}
      </div>
    </aside>
  );
}
