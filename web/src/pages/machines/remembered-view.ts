const KEY = 'synnefo-machines-view';

/** Cards or table, as chosen last in this browser. */
export function rememberedView(): 'cards' | 'table' {
  return localStorage.getItem(KEY) === 'table' ? 'table' : 'cards';
}

export function rememberView(view: 'cards' | 'table'): void {
  localStorage.setItem(KEY, view);
}
