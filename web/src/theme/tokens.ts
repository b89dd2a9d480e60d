import type { CSSVariablesResolver } from '@mantine/core';

const light = {
  canvas: '#F2F4F8',
  surface: '#FFFFFF',
  'surface-2': '#F8F9FB',
  raised: '#FFFFFF',
  line: '#E3E6ED',
  'line-2': '#CDD2DD',
  field: '#8A91A3',
  text: '#171B26',
  'text-2': '#4A5264',
  'text-3': '#656C80',
  ok: '#12703C',
  'ok-bg': '#E3F5EA',
  'ok-dot': '#1F9D57',
  off: '#4A5264',
  'off-bg': '#EDEFF4',
  'off-dot': '#7B8295',
  busy: '#1B55B5',
  'busy-bg': '#E5EFFD',
  'busy-dot': '#2E77E5',
  warn: '#855000',
  'warn-bg': '#FFF1D6',
  'warn-dot': '#C07806',
  bad: '#B3261A',
  'bad-bg': '#FDEBE9',
  'bad-dot': '#D93A2B',
  hold: '#6B3FA0',
  'hold-bg': '#F3EBFC',
  'hold-dot': '#8E5BC9',
};

const dark: typeof light = {
  canvas: '#0B0D13',
  surface: '#13161E',
  'surface-2': '#181C26',
  raised: '#1C212D',
  line: '#262B38',
  'line-2': '#3A4153',
  field: '#687085',
  text: '#ECEEF4',
  'text-2': '#B3B9C8',
  'text-3': '#8F96A9',
  ok: '#62D597',
  'ok-bg': '#12301F',
  'ok-dot': '#36B873',
  off: '#B3B9C8',
  'off-bg': '#232836',
  'off-dot': '#7F879A',
  busy: '#8CB8FF',
  'busy-bg': '#15284A',
  'busy-dot': '#4F8FF5',
  warn: '#F3BE5E',
  'warn-bg': '#35270D',
  'warn-dot': '#E0A02B',
  bad: '#FF9389',
  'bad-bg': '#3B1916',
  'bad-dot': '#F0574A',
  hold: '#C9A6F4',
  'hold-bg': '#2C1F40',
  'hold-dot': '#A878E0',
};

/** The colour tokens of design/console.md 5.2 as custom properties, and Mantine's own mapped onto them. */
export const cssVariables: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    ...named(light),
    ...mantine(light),
    '--link': 'var(--mantine-color-brand-7)',
    '--mantine-color-error': light.bad,
  },
  dark: {
    ...named(dark),
    ...mantine(dark),
    '--link': 'var(--mantine-color-brand-3)',
    '--mantine-color-error': dark.bad,
    '--mantine-color-default': dark.raised,
    '--mantine-color-brand-light': 'color-mix(in srgb, var(--mantine-color-brand-6) 22%, var(--surface))',
    '--mantine-color-brand-light-hover':
      'color-mix(in srgb, var(--mantine-color-brand-6) 30%, var(--surface))',
    '--mantine-color-brand-light-color': 'var(--mantine-color-brand-3)',
  },
});

function named(tokens: typeof light): Record<string, string> {
  return Object.fromEntries(Object.entries(tokens).map(([name, value]) => [`--${name}`, value]));
}

function mantine(tokens: typeof light): Record<string, string> {
  return {
    '--mantine-color-body': tokens.surface,
    '--mantine-color-text': tokens.text,
    '--mantine-color-dimmed': tokens['text-3'],
    '--mantine-color-default-border': tokens.line,
    '--mantine-color-placeholder': tokens['text-3'],
  };
}
