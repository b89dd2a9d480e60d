import { Modal } from '@mantine/core';
import { useHotkeys } from '@mantine/hooks';
import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { IconDeviceDesktop, IconPlus, IconSearch, IconServer2, type Icon } from '@tabler/icons-react';
import { useEffect, useMemo, useState, type KeyboardEvent } from 'react';
import type { Machines } from '../live/machines.ts';
import { addressOf, stateOf } from '../text/machine-words.ts';
import { onOpenPalette } from './palette-state.ts';
import { ACCOUNT_PAGES, MAIN_PAGES } from './pages.ts';

interface Found {
  key: string;
  group: string;
  label: string;
  detail: string;
  icon: Icon;
  go: () => void;
}

const MOST = 12;

/** One field that goes, finds and does (Ctrl K). */
export function CommandPalette() {
  const [opened, setOpened] = useState(false);
  const [text, setText] = useState('');
  const [at, setAt] = useState(0);
  const open = () => {
    setText('');
    setAt(0);
    setOpened(true);
  };
  useHotkeys([['mod+K', open]], []);
  useEffect(() => onOpenPalette(open), []);
  const everything = useEverything(opened);
  const found = useMemo(() => {
    const wanted = text.trim().toLowerCase();
    return everything
      .filter(({ label, detail }) => `${label} ${detail}`.toLowerCase().includes(wanted))
      .slice(0, MOST);
  }, [everything, text]);
  const choose = (entry: Found | undefined) => {
    if (entry === undefined) return;
    setOpened(false);
    entry.go();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Enter') choose(found[at]);
    else if (event.key === 'ArrowDown') setAt(Math.min(found.length - 1, at + 1));
    else if (event.key === 'ArrowUp') setAt(Math.max(0, at - 1));
    else return;
    event.preventDefault();
  };
  return (
    <Modal.Root
      opened={opened}
      onClose={() => setOpened(false)}
      size={620}
      padding={0}
      yOffset={100}
      radius={14}
      lockScroll={false}
    >
      <Modal.Overlay color="#0a0d18" backgroundOpacity={0.46} />
      <Modal.Content aria-label="Go to, find or do">
        <div
          className="row"
          style={{ height: 54, padding: '0 18px', gap: 12, borderBottom: '1px solid var(--line)' }}
        >
          <IconSearch size={19} color="var(--text-3)" aria-hidden />
          <input
            data-autofocus
            className="palette-field"
            role="combobox"
            aria-expanded
            aria-controls="palette-found"
            aria-activedescendant={found[at] === undefined ? undefined : `palette-${found[at].key}`}
            aria-label="Go to, find or do"
            placeholder="Name of a machine, or where to go"
            value={text}
            onChange={(event) => {
              setText(event.currentTarget.value);
              setAt(0);
            }}
            onKeyDown={onKeyDown}
          />
          <span className="key">Esc</span>
        </div>
        <div id="palette-found" role="listbox" aria-label="Found" style={{ padding: 8, minHeight: 80 }}>
          {found.map((entry, index) => (
            <div
              key={entry.key}
              id={`palette-${entry.key}`}
              role="option"
              aria-selected={index === at}
              className="palette-row"
              onMouseEnter={() => setAt(index)}
              onClick={() => choose(entry)}
            >
              <entry.icon size={18} stroke={1.7} aria-hidden />
              <span className="cut strong">{entry.label}</span>
              <span className="sub cut">{entry.detail}</span>
            </div>
          ))}
          {found.length === 0 && <div className="sub pad">Nothing is called “{text}”.</div>}
        </div>
      </Modal.Content>
    </Modal.Root>
  );
}

function useEverything(opened: boolean): Found[] {
  const client = useQueryClient();
  const navigate = useNavigate();
  return useMemo(() => {
    if (!opened) return [];
    const machines = client.getQueryData<Machines>(['machines'])?.list ?? [];
    const pages = [...MAIN_PAGES, ...ACCOUNT_PAGES].map((page): Found => ({
      key: `page${page.letter}`,
      group: 'Go to',
      label: page.label,
      detail: 'Go to',
      icon: page.icon,
      go: () => void navigate({ to: page.to }),
    }));
    const make: Found = {
      key: 'new',
      group: 'Do',
      label: 'New machine',
      detail: 'Do',
      icon: IconPlus,
      go: () => void navigate({ to: '/machines/new' }),
    };
    const rows = machines.flatMap((machine): Found[] => {
      const id = String(machine.id);
      const detail = [stateOf(machine).word, addressOf(machine), `No. ${id}`]
        .filter((part) => part !== '')
        .join(', ');
      const row = { key: `m${id}`, group: 'Machines', label: machine.name, detail, icon: IconServer2 };
      const screen = {
        key: `s${id}`,
        group: 'Do',
        label: `Screen of ${machine.name}`,
        detail: 'Do',
        icon: IconDeviceDesktop,
      };
      return [
        { ...row, go: () => void navigate({ to: '/machines/$id', params: { id } }) },
        ...(machine.status === 'ACTIVE'
          ? [{ ...screen, go: () => void navigate({ to: '/machines/$id/screen', params: { id } }) }]
          : []),
      ];
    });
    return [...pages, make, ...rows];
  }, [opened, client, navigate]);
}
