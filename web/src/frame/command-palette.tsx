import { Modal } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { useEffect, useState, type KeyboardEvent } from 'react';
import { say } from '#text/palette';
import type { Found } from '../areas/area.ts';
import { onOpenPalette } from './palette-state.ts';
import { useFound } from './use-found.ts';

const MOST_OF_GROUP = 6;
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
  const wanted = text.trim();
  const { groups: everything, looking } = useFound(opened, wanted);
  const groups = everything.map(([title, entries]) => [title, best(entries, wanted.toLowerCase())] as const);
  const found = groups.flatMap(([, entries]) => entries);
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
          {groups.map(
            ([title, entries]) =>
              entries.length > 0 && (
                <div key={title} role="group" aria-label={title}>
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
              ),
          )}
        </div>
        <div role="status" className={found.length > 0 && !looking ? 'visually-hidden' : 'sub palette-foot'}>
          {looking
            ? say.looking
            : found.length === 0
              ? say.nothingCalled({ text })
              : say.foundCount({ count: found.length })}
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

/** The best of a group: every word must be found; what begins with the text, and what was chosen lately, comes first. */
function best(entries: Found[], wanted: string): Found[] {
  const words = wanted.split(/\s+/);
  const matching = entries.filter(({ key, label, detail, whenTyped }) => {
    if (wanted === '') return whenTyped !== true || recent.includes(key);
    const text = `${label} ${detail}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
  const rank = ({ key, label }: Found) => {
    if (wanted !== '') return label.toLowerCase().startsWith(wanted) ? 0 : 1;
    return recent.includes(key) ? recent.indexOf(key) : recent.length;
  };
  return matching.toSorted((one, other) => rank(one) - rank(other)).slice(0, MOST_OF_GROUP);
}
