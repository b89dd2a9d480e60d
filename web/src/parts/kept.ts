/** What this browser keeps between visits: choices of looks and manners, never anything secret. */
type Choice = 'machines-view' | 'single-keys' | `columns-${string}`;

/** The choice as made last in this browser; undefined when there is none, or the browser keeps nothing. */
export function kept(choice: Choice): string | undefined {
  try {
    return localStorage.getItem(`synnefo-${choice}`) ?? undefined;
  } catch {
    return undefined; // storage is switched off
  }
}

export function keep(choice: Choice, value: string): void {
  try {
    localStorage.setItem(`synnefo-${choice}`, value);
  } catch {
    // storage is switched off or full: the choice lasts as long as the page
  }
}

/** What a tab keeps over a reload: what the reload cut off, and what was typed. */
type TabNote = 'uploads' | 'new-machine';

/** The note as kept last in this tab; undefined when there is none, or the browser keeps nothing. */
export function keptInTab(note: TabNote): string | undefined {
  try {
    return sessionStorage.getItem(`synnefo-${note}`) ?? undefined;
  } catch {
    return undefined; // storage is switched off
  }
}

/** Keeps the note, or forgets it when there is nothing to say. */
export function keepInTab(note: TabNote, value: string | undefined): void {
  try {
    if (value === undefined) sessionStorage.removeItem(`synnefo-${note}`);
    else sessionStorage.setItem(`synnefo-${note}`, value);
  } catch {
    // storage is switched off or full: nothing is told after a reload
  }
}
