import { say } from '#text/machines';
import { Menu } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { IconChevronDown, IconCircleFilled, IconLayoutGrid, IconList } from '@tabler/icons-react';
import type { TableState } from '../../parts/data-table/table-search.ts';
import { FilterField } from '../../parts/filter-field.tsx';
import type { MachineSort } from './machine-columns.tsx';
import { STATE_FILTERS } from '../../text/machine-words.ts';
import { rememberView } from './remembered-view.ts';

/** What of the machines is shown, and how. */
export function MachineTools({
  state: { filter, setFilter },
  word,
  onState,
  view,
  live,
}: {
  state: TableState<MachineSort>;
  /** The word of the state that is shown; empty for any. */
  word: string;
  /** Narrows to a state by its name in the address; empty for any. */
  onState: (state: string) => void;
  view: 'cards' | 'table';
  live: boolean;
}) {
  const navigate = useNavigate({ from: '/machines' });
  return (
    <div className="row sideways tools">
      <FilterField label={say.filter} kept={filter} onKeep={setFilter} />
      <Menu position="bottom-start">
        <Menu.Target>
          <button type="button" className="chip">
            {say.state} <b>{word === '' ? say.any : word}</b>
            <IconChevronDown size={14} aria-hidden />
          </button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item onClick={() => onState('')}>{say.any}</Menu.Item>
          {Object.entries(STATE_FILTERS).map(([state, its]) => (
            <Menu.Item key={state} onClick={() => onState(state)}>
              {its}
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
      <span className="sub push hide-phone row small" role="status">
        <IconCircleFilled size={7} color={live ? 'var(--ok-dot)' : 'var(--warn-dot)'} aria-hidden />
        {live ? say.live : say.reconnecting}
      </span>
      <div className="segments hide-phone" role="group" aria-label={say.view}>
        {(['cards', 'table'] as const).map((each) => (
          <button
            key={each}
            type="button"
            aria-pressed={view === each}
            onClick={() => {
              rememberView(each);
              void navigate({ search: (old) => ({ ...old, view: each }) });
            }}
          >
            {each === 'cards' ? <IconLayoutGrid size={15} aria-hidden /> : <IconList size={15} aria-hidden />}
            {say[each]}
          </button>
        ))}
      </div>
    </div>
  );
}
