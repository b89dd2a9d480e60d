import { Menu } from '@mantine/core';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { IconChevronDown, IconCircleFilled, IconLayoutGrid, IconList } from '@tabler/icons-react';
import { FilterField } from '../../parts/filter-field.tsx';
import { rememberView } from './remembered-view.ts';

const STATES = ['Running', 'Stopped', 'Building', 'Error'];

/** What of the machines is shown, and how. */
export function MachineTools({ view, live }: { view: 'cards' | 'table'; live: boolean }) {
  const search = useSearch({ from: '/inside/machines' });
  const navigate = useNavigate({ from: '/machines' });
  const setState = (state: string | undefined) =>
    void navigate({
      search: ({ state: _old, ...rest }) => (state === undefined ? rest : { ...rest, state }),
      replace: true,
    });
  return (
    <div className="row sideways tools">
      <FilterField
        label="Filter by name, tag or address"
        kept={search.filter ?? ''}
        onKeep={(filter) =>
          void navigate({
            search: ({ filter: _old, ...rest }) => (filter === '' ? rest : { ...rest, filter }),
            replace: true,
          })
        }
      />
      <Menu position="bottom-start">
        <Menu.Target>
          <button type="button" className="chip">
            State <b>{search.state ?? 'Any'}</b>
            <IconChevronDown size={14} aria-hidden />
          </button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item onClick={() => setState(undefined)}>Any</Menu.Item>
          {STATES.map((state) => (
            <Menu.Item key={state} onClick={() => setState(state)}>
              {state}
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
      <span className="sub push hide-phone row small" style={{ gap: 5 }} role="status">
        <IconCircleFilled size={7} color={live ? 'var(--ok-dot)' : 'var(--warn-dot)'} aria-hidden />
        {live ? 'Live' : 'Reconnecting'}
      </span>
      <div className="segments hide-phone" role="group" aria-label="View">
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
            {each === 'cards' ? 'Cards' : 'Table'}
          </button>
        ))}
      </div>
    </div>
  );
}
