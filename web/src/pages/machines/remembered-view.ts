import { keep, kept } from '../../parts/kept.ts';

/** Cards or table, as chosen last in this browser. */
export function rememberedView(): 'cards' | 'table' {
  return kept('machines-view') === 'table' ? 'table' : 'cards';
}

export function rememberView(view: 'cards' | 'table'): void {
  keep('machines-view', view);
}
