import {
  IconBrandDebian,
  IconBrandRedhat,
  IconBrandUbuntu,
  IconBrandWindows,
  IconHexagon,
  IconTerminal2,
  type Icon,
} from '@tabler/icons-react';

const SYSTEMS: Record<string, { icon: Icon; colour: string }> = {
  debian: { icon: IconBrandDebian, colour: '#B3114B' },
  ubuntu: { icon: IconBrandUbuntu, colour: '#D1491B' },
  windows: { icon: IconBrandWindows, colour: '#1667B7' },
  redhat: { icon: IconBrandRedhat, colour: '#B3261A' },
  fedora: { icon: IconBrandRedhat, colour: '#1667B7' },
  rocky: { icon: IconHexagon, colour: '#0E8A5F' },
  centos: { icon: IconHexagon, colour: '#6B3FA0' },
};
const OTHER = { icon: IconTerminal2, colour: '#566077' };

/** The operating system as a tinted tile; grey while the machine is off. */
export function OsTile({ os, size = 36, off = false }: { os: string; size?: number; off?: boolean }) {
  const { icon: Glyph, colour } = SYSTEMS[os.toLowerCase().split(/[^a-z]/)[0] ?? ''] ?? OTHER;
  const background = off ? 'var(--off-bg)' : `color-mix(in srgb, ${colour} 12%, var(--surface))`;
  const color = off ? 'var(--text-3)' : `color-mix(in srgb, ${colour} 82%, var(--text))`;
  return (
    <span
      className="tile"
      aria-hidden
      style={{ width: size, height: size, borderRadius: size * 0.25, background, color }}
    >
      <Glyph size={size * 0.58} stroke={1.8} />
    </span>
  );
}
