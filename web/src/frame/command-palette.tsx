import { Modal } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { useEffect, useMemo, useState, type KeyboardEvent } from 'react';
import { say } from '#text/frame';
import { usePaletteEntries, type Found } from './palette-entries.ts';
import { onOpenPalette } from './palette-state.ts';

const MOST_OF_GROUP = 6;
const GROUPS = [
  ['machines', say.machines],
  ['do', say.groupDo],
  ['go', say.groupGo],
] as const;
/** What was chosen last stands first while nothing is typed. */
const recent: string[] = [];

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
  useEffect(() => onOpenPalette(open), []);
  const everything = usePaletteEntries(opened);
  const found = useMemo(() => search(everything, text.trim().toLowerCase()), [everything, text]);
  const choose = (entry: Found | undefined) => {
    if (entry === undefined) return;
    recent.unshift(entry.key);
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
  const chosen = found[at] === undefined ? undefined : `palette-${found[at].key}`;
  useEffect(() => {
    if (chosen !== undefined) document.getElementById(chosen)?.scrollIntoView({ block: 'nearest' });
  }, [chosen]);
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
      <Modal.Content aria-label={say.find}>
        <div className="row palette-head">
          <IconSearch size={19} color="var(--text-3)" aria-hidden />
          <input
            data-autofocus
            className="palette-field"
            role="combobox"
            aria-expanded
            aria-controls="palette-found"
            aria-activedescendant={chosen}
            aria-label={say.find}
            placeholder={say.findHint}
            value={text}
            onChange={(event) => {
              setText(event.currentTarget.value);
              setAt(0);
            }}
            onKeyDown={onKeyDown}
          />
          <span className="key">Esc</span>
        </div>
        <div id="palette-found" role="listbox" aria-label={say.found} className="palette-found">
          {GROUPS.map(([group, title]) => {
            const entries = found.filter((entry) => entry.group === group);
            if (entries.length === 0) return null;
            return (
              <div key={group} role="group" aria-label={title}>
                <div className="nav-section" aria-hidden>
                  {title}
                </div>
                {entries.map((entry) => (
                  <PaletteRow
                    key={entry.key}
                    entry={entry}
                    on={entry === found[at]}
                    onPoint={() => setAt(found.indexOf(entry))}
                    onChoose={() => choose(entry)}
                  />
                ))}
              </div>
            );
          })}
          {found.length === 0 && <div className="sub pad">{say.nothingCalled({ text })}</div>}
        </div>
      </Modal.Content>
    </Modal.Root>
  );
}

function PaletteRow({
  entry,
  on,
  onPoint,
  onChoose,
}: {
  entry: Found;
  on: boolean;
  onPoint: () => void;
  onChoose: () => void;
}) {
  return (
    <div
      id={`palette-${entry.key}`}
      role="option"
      aria-selected={on}
      className="palette-row"
      onMouseEnter={onPoint}
      onClick={onChoose}
    >
      <entry.icon size={18} stroke={1.7} aria-hidden />
      <span className="cut strong">{entry.label}</span>
      <span className="sub cut push">{entry.detail}</span>
    </div>
  );
}

/** The best of each group: every word must be found; what begins with the text, and what was chosen lately, comes first. */
function search(everything: Found[], wanted: string): Found[] {
  const words = wanted.split(/\s+/);
  const matching = everything.filter(({ key, label, detail }) => {
    // Deeds on single machines would crowd an empty palette.
    if (wanted === '') return !/^(screen|start|shutdown|reboot|destroy)\d/.test(key) || recent.includes(key);
    const text = `${label} ${detail}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
  const rank = ({ key, label }: Found) => {
    if (wanted !== '') return label.toLowerCase().startsWith(wanted) ? 0 : 1;
    return recent.includes(key) ? recent.indexOf(key) : recent.length;
  };
  const ranked = matching.toSorted((one, other) => rank(one) - rank(other));
  return GROUPS.flatMap(([group]) => ranked.filter((entry) => entry.group === group).slice(0, MOST_OF_GROUP));
}
