/** What this browser keeps between visits: choices of looks and manners, never anything secret. */
type Choice = 'machines-view' | 'single-keys';

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
