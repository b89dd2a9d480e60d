import { Checkbox } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { MouseEvent } from 'react';
import type { MachineView } from '../../live/machine-view.ts';
import { CopyIcon } from '../../parts/copy-button.tsx';
import { MachineMenu } from '../../parts/machine-menu.tsx';
import { OsTile } from '../../parts/os-tile.tsx';
import { MachineState } from '../../parts/state-chip.tsx';
import { age, exactTime } from '../../text/format.ts';
import { addressOf } from '../../text/machine-words.ts';
import { memory } from '../../text/size-words.ts';
import { Name } from '../../parts/name.tsx';
import { plainName } from '../../text/plain-name.ts';

interface MachineTableRowProps {
  view: MachineView;
  now: number;
  chosen: boolean;
  /** Why the last order for it was not taken. */
  reason: string | undefined;
  onTick: (event: MouseEvent) => void;
}

/** One machine in the table. */
export function MachineTableRow({ view, now, chosen, reason, onTick }: MachineTableRowProps) {
  const { machine, flavor } = view;
  const address = addressOf(machine);
  return (
    <tr data-row aria-selected={chosen}>
      <td>
        <Checkbox
          size="xs"
          aria-label={`Select ${plainName(machine.name)}`}
          checked={chosen}
          onClick={onTick}
          readOnly
        />
      </td>
      <td className="name-cell">
        <Link
          data-row-link
          to="/machines/$id"
          params={{ id: String(machine.id) }}
          className="row"
          style={{ gap: 10 }}
          title={plainName(machine.name)}
        >
          <OsTile os={view.os} size={28} off={machine.status === 'STOPPED'} />
          <span style={{ lineHeight: '17px', minWidth: 0 }}>
            <span className="strong cut" style={{ display: 'block' }}>
              <Name of={machine.name} />
            </span>
            <span
              className="sub cut"
              style={{
                display: 'block',
                fontSize: 12,
                ...(reason === undefined ? {} : { color: 'var(--bad)' }),
              }}
            >
              {reason ?? [view.osName, ...machine.tags].join(' · ')}
            </span>
          </span>
        </Link>
      </td>
      <td>
        <MachineState machine={machine} />
      </td>
      <td>
        {address === '' ? (
          <span className="sub">none</span>
        ) : (
          <span className="row" style={{ gap: 2 }}>
            <span className="mono">{address}</span>
            <CopyIcon text={address} name={address} />
          </span>
        )}
      </td>
      <td className="end num">{flavor?.vcpus}</td>
      <td className="end num">{flavor === undefined ? '' : memory(flavor.ram)}</td>
      <td className="end num">{flavor === undefined ? '' : `${flavor.disk} GiB`}</td>
      <td>
        <span className="sub num" title={exactTime(machine.created)}>
          {age(machine.created, now)}
        </span>
      </td>
      <td className="end">
        <MachineMenu view={view} />
      </td>
    </tr>
  );
}
