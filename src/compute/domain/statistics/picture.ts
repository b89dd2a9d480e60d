import { crc32, deflateSync } from 'node:zlib';
import { LETTER_WIDTH, LETTERS } from './letters.ts';

/** Red, green and blue in one number, as in `0xff8000`. */
export type Color = number;

export interface Point {
  x: number;
  y: number;
}

/** A small picture that is drawn dot by dot; what lies outside of it is left out. */
export class Picture {
  readonly width: number;
  readonly height: number;
  readonly #dots: Buffer;

  constructor(width: number, height: number, background: Color) {
    this.width = width;
    this.height = height;
    this.#dots = Buffer.alloc(width * height * 3);
    this.fill(0, 0, width, height, background);
  }

  fill(left: number, top: number, width: number, height: number, color: Color): void {
    for (let y = top; y < top + height; y += 1)
      for (let x = left; x < left + width; x += 1) this.#dot(x, y, color);
  }

  frame(left: number, top: number, width: number, height: number, color: Color): void {
    this.fill(left, top, width, 1, color);
    this.fill(left, top + height - 1, width, 1, color);
    this.fill(left, top, 1, height, color);
    this.fill(left + width - 1, top, 1, height, color);
  }

  line(from: Point, to: Point, color: Color): void {
    const steps = Math.max(1, Math.abs(Math.round(to.x - from.x)), Math.abs(Math.round(to.y - from.y)));
    for (let step = 0; step <= steps; step += 1) {
      const part = step / steps;
      this.#dot(
        Math.round(from.x + (to.x - from.x) * part),
        Math.round(from.y + (to.y - from.y) * part),
        color,
      );
    }
  }

  /** Letters that it does not have are blanks. */
  text(left: number, top: number, text: string, color: Color): void {
    for (const [index, letter] of [...text].entries()) {
      for (const [column, dots] of (LETTERS[letter] ?? []).entries()) {
        for (let row = 0; row < 8; row += 1)
          if ((dots & (1 << row)) !== 0) this.#dot(left + index * LETTER_WIDTH + column, top + row, color);
      }
    }
  }

  /** The picture as a PNG file. */
  png(): Buffer {
    const head = Buffer.alloc(13);
    head.writeUInt32BE(this.width, 0);
    head.writeUInt32BE(this.height, 4);
    head.set([8, 2], 8); // eight bits a colour, three colours
    const rowBytes = this.width * 3;
    const rows = Buffer.alloc((rowBytes + 1) * this.height); // each row begins with its filter: none
    for (let y = 0; y < this.height; y += 1)
      this.#dots.copy(rows, y * (rowBytes + 1) + 1, y * rowBytes, (y + 1) * rowBytes);
    const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
    return Buffer.concat([
      signature,
      chunk('IHDR', head),
      chunk('IDAT', deflateSync(rows)),
      chunk('IEND', Buffer.alloc(0)),
    ]);
  }

  #dot(x: number, y: number, color: Color): void {
    if (x < 0 || y < 0 || x >= this.width || y >= this.height) return;
    this.#dots.writeUIntBE(color, (y * this.width + x) * 3, 3);
  }
}

function chunk(name: string, data: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(name, 'latin1'), data]);
  const whole = Buffer.alloc(named.length + 8);
  whole.writeUInt32BE(data.length, 0);
  named.copy(whole, 4);
  whole.writeUInt32BE(crc32(named), named.length + 4);
  return whole;
}
