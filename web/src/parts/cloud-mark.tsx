const BLOCKS: [x: number, y: number, opacity: number][] = [
  [2, 13, 1],
  [9, 13, 0.75],
  [16, 13, 0.45],
  [5.5, 6, 0.85],
  [12.5, 6, 0.6],
];

/** Our mark: five rounded blocks in two rows. */
export function CloudMark({ size = 24 }: { size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 24 24" aria-hidden>
      {BLOCKS.map(([x, y, opacity]) => (
        <rect
          key={`${x} ${y}`}
          x={x}
          y={y}
          width="6"
          height="6"
          rx="1.6"
          fill="var(--mantine-color-brand-filled)"
          opacity={opacity}
        />
      ))}
    </svg>
  );
}
