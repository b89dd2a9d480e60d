import { useQuery } from '@tanstack/react-query';
import { IconActivity } from '@tabler/icons-react';
import { diagnosticsQuery } from '../../live/machine.ts';
import { Empty } from '../../parts/empty.tsx';
import { LoadError } from '../../parts/load-error.tsx';
import { RowsSkeleton } from '../../parts/skeletons.tsx';
import { DiagnosticsText } from './machine-failure.tsx';
import { useThisMachine } from './machine-context.ts';

/** What the cloud noted about the machine, newest first. */
export function MachineActivity() {
  const { machine } = useThisMachine();
  const { data, error, refetch } = useQuery(diagnosticsQuery(machine.id));
  if (data === undefined) {
    if (error === null) return <RowsSkeleton />;
    return (
      <LoadError
        title="The activity could not be loaded"
        error={error}
        stillWorks="The machine keeps running."
        onRetry={() => void refetch()}
      />
    );
  }
  if (data.length === 0) {
    return (
      <div className="card">
        <Empty icon={IconActivity} title="Nothing noted yet">
          What the cloud does with this machine and what goes wrong stands here.
        </Empty>
      </div>
    );
  }
  return (
    <section className="card pad">
      <h2 className="h2" style={{ marginBottom: 12 }}>
        Noted by the cloud
      </h2>
      <DiagnosticsText diagnostics={data} />
    </section>
  );
}
