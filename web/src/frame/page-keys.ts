import { say } from '#text/frame';
import { tellTable } from '../parts/data-table/row-keys.ts';
import type { Person } from '../api/session.ts';
import type { AreaPage } from '../areas/area.ts';
import { areasOf } from '../areas/areas.ts';

/** What a key does. The rows of the list of keys, and the only place where they are named for people. */
const KEY_WORDS: [keys: string, does: string][] = [
  ['Ctrl K', say.find],
  ['?', say.thisList],
  ['/', say.filterOfPage],
  ['C', say.pageAction],
  ['J K', say.nextRow],
  ['Enter', say.openRow],
  ['X', say.selectRow],
  ['.', say.rowActions],
  ['S P', say.screenPower],
  ['[ ]', say.neighbours],
  ['U N', say.uploadFolder],
  ['Del', say.toTrash],
  ['I', say.fileDetails],
  ['F2', say.renameFile],
  ['Ctrl X', say.cutFiles],
  ['Ctrl C', say.copyFiles],
  ['Ctrl V', say.pasteFiles],
  ['Backspace', say.folderAbove],
];

export function keyWords(person: Person): [keys: string, does: string][] {
  const pages = pagesWithLetter(person);
  return [
    ...KEY_WORDS,
    ...pages.map(({ letter, label }): [string, string] => [`G ${letter.toUpperCase()}`, label]),
  ];
}

function pagesWithLetter(person: Person): (AreaPage & { letter: string })[] {
  const pages = areasOf(person).flatMap((area) => area.pages ?? []);
  return pages.flatMap((page) => (page.letter === undefined ? [] : [{ ...page, letter: page.letter }]));
}

/** Where keys belong to what has the focus, and not to the page. */
const OWN_KEYS = 'input:not([type=checkbox]), textarea, select, canvas, [contenteditable], [role=menu]';

/** Dialogs, and openers of menus that are open: a menu that is on its way out is still drawn, and takes no keys. */
const OVER_PAGE = '[role=dialog], [aria-haspopup=menu][aria-expanded=true]';

/** Whether a key pressed there is the page's: outside of fields and screens, and with no dialog over the page; `held`: with Ctrl or Cmd. */
export function belongsToPage(event: KeyboardEvent, held = false): boolean {
  if ((event.ctrlKey || event.metaKey) !== held || event.altKey || event.defaultPrevented) return false;
  if (document.querySelector(OVER_PAGE) !== null) return false;
  return !(event.target instanceof Element) || event.target.closest(OWN_KEYS) === null;
}

/** The page that the letter after G leads to. */
export function pageOf(person: Person, letter: string): AreaPage | undefined {
  return pagesWithLetter(person).find((page) => page.letter === letter);
}

/**
 * Presses the visible button or link that names the key in `aria-keyshortcuts`: in the row with the focus, else on the page.
 * True when there was one.
 */
export function pressKey(key: string): boolean {
  const row = document.activeElement?.closest('[data-row]');
  const places = [row, document.querySelector('#content')];
  for (const place of places) {
    const found = [...(place?.querySelectorAll<HTMLElement>(`[aria-keyshortcuts~="${key}" i]`) ?? [])].find(
      (element) => element.checkVisibility(),
    );
    if (found === undefined) continue;
    found.click();
    return true;
  }
  return false;
}

/** Moves the focus to the row after or before the one that has it; to the first one when none has. */
export function moveRow(step: 1 | -1): void {
  if (tellTable({ deed: step === 1 ? 'next' : 'previous', range: false })) return;
  const rows = [...document.querySelectorAll<HTMLElement>('#content [data-row]')];
  const at = rows.findIndex((row) => row.contains(document.activeElement));
  const row = rows[at === -1 ? 0 : Math.min(rows.length - 1, Math.max(0, at + step))];
  row?.querySelector<HTMLElement>('[data-row-link]')?.focus();
}

/** Ticks the row with the focus; with `range` all from the one ticked before. */
export function tickRow(range: boolean): void {
  if (tellTable({ deed: 'select', range })) return;
  const row = document.activeElement?.closest('[data-row]');
  row?.querySelector<HTMLElement>('input[type=checkbox]')?.click();
}

/** Opens the actions of the row with the focus. */
export function openRowMenu(): void {
  const row = document.activeElement?.closest('[data-row]');
  row?.querySelector<HTMLElement>('button[aria-haspopup=menu]')?.click();
}
