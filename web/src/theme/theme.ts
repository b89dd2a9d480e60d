import { createTheme, type MantineThemeOverride } from '@mantine/core';
import { brandRamp } from './brand.ts';
import { say } from '#text/parts';

/** The look of design/console.md 5, for a brand colour. */
export function themeFor(brand: string): MantineThemeOverride {
  return createTheme({
    primaryColor: 'brand',
    primaryShade: { light: 7, dark: 6 },
    colors: {
      brand: brandRamp(brand),
      dark: [
        '#ECEEF4',
        '#B3B9C8',
        '#8C93A6',
        '#6B7286',
        '#3A4153',
        '#272C3A',
        '#1A1E28',
        '#13161E',
        '#0C0E14',
        '#07080C',
      ],
      gray: [
        '#F8F9FB',
        '#F1F3F7',
        '#E3E6ED',
        '#D5D9E3',
        '#C0C6D3',
        '#9AA1B2',
        '#656C80',
        '#4A5264',
        '#2C3241',
        '#171B26',
      ],
      red: [
        '#FDEBE9',
        '#FBD6D2',
        '#F6B3AC',
        '#FF9389',
        '#F0574A',
        '#E5483B',
        '#C8301F',
        '#B3261A',
        '#931E14',
        '#741710',
      ],
    },
    fontFamily: "'Inter Variable', system-ui, 'Segoe UI', Roboto, 'Noto Sans', 'Liberation Sans', sans-serif",
    fontFamilyMonospace: "'JetBrains Mono Variable', ui-monospace, Menlo, 'DejaVu Sans Mono', monospace",
    fontSizes: { xs: '12px', sm: '13px', md: '14px', lg: '16px', xl: '20px' },
    lineHeights: { xs: '16px', sm: '20px', md: '20px', lg: '24px', xl: '28px' },
    spacing: { xs: '8px', sm: '12px', md: '16px', lg: '24px', xl: '32px' },
    radius: { xs: '4px', sm: '6px', md: '8px', lg: '12px', xl: '16px' },
    defaultRadius: 'md',
    headings: {
      fontWeight: '640',
      sizes: {
        h1: { fontSize: '22px', lineHeight: '28px' },
        h2: { fontSize: '16px', lineHeight: '24px' },
        h3: { fontSize: '14px', lineHeight: '20px' },
      },
    },
    cursorType: 'pointer',
    focusRing: 'auto',
    respectReducedMotion: true,
    components,
  });
}

const components: NonNullable<MantineThemeOverride['components']> = {
  Button: {
    defaultProps: { size: 'sm', fw: 550 },
    vars: (_theme: unknown, props: { size?: string }) => ({
      root:
        props.size === undefined || props.size === 'sm'
          ? { '--button-height': '34px', '--button-padding-x': '14px', '--button-fz': '13px' }
          : {},
    }),
  },
  Notification: { defaultProps: { closeButtonProps: { 'aria-label': say.close } } },
  ActionIcon: { defaultProps: { variant: 'subtle', color: 'gray', size: 32 } },
  Input: {
    vars: () => ({
      wrapper: {
        '--input-bd': 'var(--field)',
        '--input-bg': 'var(--surface)',
        '--input-placeholder-color': 'var(--text-3)',
      },
    }),
  },
  InputWrapper: {
    styles: {
      label: { fontSize: 13, fontWeight: 560, marginBottom: 4 },
      description: { color: 'var(--text-3)' },
    },
  },
  TextInput: { defaultProps: { size: 'sm' } },
  PasswordInput: { defaultProps: { size: 'sm' } },
  Select: { defaultProps: { size: 'sm' } },
  Tooltip: { defaultProps: { openDelay: 300, withArrow: true, multiline: true, maw: 300 } },
  // Without the focus placeholder: an element in a menu that is no item of it is a fault of accessibility.
  Menu: {
    defaultProps: {
      shadow: 'md',
      radius: 'md',
      position: 'bottom-end',
      withInitialFocusPlaceholder: false,
    },
  },
};
