import type { MantineColorsTuple } from '@mantine/core';

/** The brand colour when the operator names none (design: console 5.1). */
export const DEFAULT_BRAND = '#2B5FD9';

// Only hue and chroma come from the brand; lightness is fixed, so that contrast holds for any brand colour.
const LIGHTNESS = [0.972, 0.938, 0.885, 0.81, 0.725, 0.64, 0.545, 0.5, 0.44, 0.375];
const CHROMA_FACTOR = [0.1, 0.22, 0.4, 0.62, 0.85, 1, 1.04, 1, 0.9, 0.75];
const MOST_CHROMA = 0.19;

/** Ten shades, light to dark, of the hue of `brand` (`#rrggbb`). */
export function brandRamp(brand: string): MantineColorsTuple {
  const { chroma, hue } = chromaAndHue(brand);
  const strength = Math.min(chroma, MOST_CHROMA);
  const shades = LIGHTNESS.map((lightness, at) => hexOf(lightness, strength * (CHROMA_FACTOR[at] ?? 1), hue));
  return shades as unknown as MantineColorsTuple;
}

/** The colour as hex, with as much chroma as sRGB can show. */
function hexOf(lightness: number, wantedChroma: number, hue: number): string {
  let chroma = wantedChroma;
  let rgb = linearRgb(lightness, chroma, hue);
  while (chroma > 0.001 && rgb.some((value) => value < -0.0005 || value > 1.0005)) {
    chroma -= 0.004;
    rgb = linearRgb(lightness, chroma, hue);
  }
  return `#${rgb.map(hexByte).join('')}`;
}

function hexByte(linear: number): string {
  const clamped = Math.min(1, Math.max(0, linear));
  const gamma = clamped <= 0.0031308 ? 12.92 * clamped : 1.055 * clamped ** (1 / 2.4) - 0.055;
  return Math.round(Math.min(1, Math.max(0, gamma)) * 255)
    .toString(16)
    .padStart(2, '0');
}

/** OKLCH to linear sRGB; the constants are those of the OKLab definition. */
function linearRgb(lightness: number, chroma: number, hue: number): [number, number, number] {
  const angle = (hue * Math.PI) / 180;
  const a = chroma * Math.cos(angle);
  const b = chroma * Math.sin(angle);
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
  return [
    4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
    -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
    -0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s,
  ];
}

function chromaAndHue(hex: string): { chroma: number; hue: number } {
  const [red, green, blue] = [1, 3, 5].map((at) => {
    const value = parseInt(hex.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  const l = Math.cbrt(0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue);
  const m = Math.cbrt(0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue);
  const s = Math.cbrt(0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue);
  const a = 1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s;
  const b = 0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s;
  return { chroma: Math.hypot(a, b), hue: (Math.atan2(b, a) * 180) / Math.PI };
}
